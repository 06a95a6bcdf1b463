import { UserError } from '../errors/user-error.js';
import { inChainOrder } from '../ledger/read/chain-order.js';
import { streamChanges, type ChainSource } from '../ledger/read/stream-chain.js';
import type { BalanceRecord } from '../storage/collections/balances.js';
import type { ExpenseRecord } from '../storage/collections/expenses.js';
import type { MemberRecord } from '../storage/collections/members.js';
import type { Storage } from '../storage/connect.js';
import { findDecoded, findInBatches } from '../storage/stream-snapshot.js';
import { withSnapshot } from '../storage/transaction/with-snapshot.js';
import { headerOf, makeRowWriter, type Row } from './csv.js';
import { describeRecords, toText, UnreadableRecord } from './describe-records.js';
import { balanceColumns, checkBalance, nameBalance, netRows, type BalanceColumn } from './export-balances.js';
import { changeColumns, describeLink, type ChangeColumn } from './export-changes.js';
import { describeExpense, expenseColumns, nameExpense, type ExpenseColumn } from './export-expenses.js';
import { writeZips, type ZipLimits, type ZippedFile } from './write-zips.js';

export const ledgerFileNames = ['expenses', 'balances', 'members', 'changes'] as const;
export type LedgerFileName = (typeof ledgerFileNames)[number];

/** A whole ledger as CSV files in ZIPs. */
export interface LedgerZips {
  readonly zips: readonly Uint8Array[];
  /** How many rows each file has. */
  readonly rows: Readonly<Record<LedgerFileName, number>>;
  /** How many of the expenses are payments. */
  readonly payments: number;
}

export interface ExportLedgerOptions {
  readonly guildId: string;
  readonly limits: ZipLimits;
  readonly now: Date;
  readonly onProgress: (progress: { readonly file: LedgerFileName; readonly rows: number }) => void;
}

/** With up to a thousand people each, so many documents are a few MB. */
const batchLength = 100;
/** A piece of a file ends with the row that makes it so long. */
const pieceLength = 16 * 1024;

/**
 * The whole ledger of a server as of one moment: the columns of the weekly export, and what stays inside of a server
 * beside them (categories, reasons, the names of members); nobody's email or mobile.
 * @throws UserError `ledgerTooLarge`, `ledgerUnreadable`
 */
export async function exportLedger(storage: Storage, options: ExportLedgerOptions): Promise<LedgerZips> {
  const { guildId, limits, now } = options;
  return await withSnapshot(storage, async (session) => {
    const files = new LedgerFiles({ storage, guildId, session }, options.onProgress);
    const zips = await writeZips(files.all(), limits, now).catch((error: unknown) => {
      throw error instanceof UnreadableRecord ? new UserError('ledgerUnreadable') : error;
    });
    if (!zips) throw new UserError('ledgerTooLarge', { limitBytes: limits.answerBytes });
    return { zips, rows: files.rows, payments: files.payments };
  });
}

class LedgerFiles {
  readonly rows: Record<LedgerFileName, number> = { expenses: 0, balances: 0, members: 0, changes: 0 };
  payments = 0;

  constructor(
    private readonly source: ChainSource,
    private readonly onProgress: ExportLedgerOptions['onProgress'],
  ) {}

  /** One after the other: each is read when the one before has been written. */
  all(): ZippedFile[] {
    const { source } = this;
    return [
      this.#file('expenses', [...expenseColumns, 'category'], this.#countPayments(expenseRows(source))),
      this.#file('balances', balanceColumns, balanceRows(source)),
      this.#file('members', memberColumns, memberRows(source)),
      this.#file('changes', [...changeColumns, 'reason'], changeRows(source)),
    ];
  }

  async *#countPayments<One extends Row<'kind'>>(rows: AsyncIterable<One>): AsyncGenerator<One> {
    for await (const row of rows) {
      if (row.kind === 'settlement') this.payments++;
      yield row;
    }
  }

  #file<Column extends string>(
    name: LedgerFileName,
    columns: readonly Column[],
    rows: AsyncIterable<Row<Column>>,
  ): ZippedFile {
    return { name, header: headerOf(columns), pieces: this.#toPieces(name, makeRowWriter(columns), rows) };
  }

  async *#toPieces<Column extends string>(
    file: LedgerFileName,
    write: (rows: readonly Row<Column>[]) => string,
    rows: AsyncIterable<Row<Column>>,
  ): AsyncGenerator<string> {
    let piece = '';
    for await (const row of rows) {
      piece += write([row]);
      this.rows[file]++;
      if (piece.length < pieceLength) continue;
      yield piece;
      piece = '';
      this.onProgress({ file, rows: this.rows[file] });
    }
    if (piece !== '') yield piece;
  }
}

/** In the order of their numbers; range by range, for a sort of a whole ledger costs some servers more than all the rest. */
async function* streamExpenses({ storage, guildId, session }: ChainSource): AsyncGenerator<ExpenseRecord> {
  const { expenses } = storage.raw;
  const { lastNumber = 0 } = (await storage.raw.guilds.findOne({ _id: guildId }, { session })) ?? {};
  if (await expenses.findOne({ guildId, number: { $gt: lastNumber } }, { session }))
    throw new UserError('ledgerUnreadable');
  for (let from = 1; from <= lastNumber; from += batchLength) {
    const number = { $gte: from, $lt: from + batchLength };
    const found = await findDecoded(expenses, { guildId, number }, { session });
    yield* found.sort((one, other) => one.number - other.number);
  }
}

async function* expenseRows(source: ChainSource): AsyncGenerator<Row<ExpenseColumn | 'category'>> {
  for await (const expense of streamExpenses(source)) {
    const describe = (record: ExpenseRecord) => ({
      ...describeExpense(record),
      category: toText(record.category),
    });
    yield* describeRecords([expense], describe, nameExpense);
  }
}

async function* balanceRows({ storage, guildId, session }: ChainSource): AsyncGenerator<Row<BalanceColumn>> {
  const sort = { guildId: 1, currency: 1, creditorId: 1 } as const;
  let group: BalanceRecord[] = [];
  for await (const batch of findInBatches(storage.raw.balances, { guildId }, { session, sort })) {
    for (const record of describeRecords(batch, checkBalance, nameBalance)) {
      if (group[0] && group[0].currency !== record.currency) {
        for await (const rows of netRows(group)) yield* rows;
        group = [];
      }
      group.push(record);
    }
  }
  for await (const rows of netRows(group)) yield* rows;
}

async function* memberRows({ storage, guildId, session }: ChainSource): AsyncGenerator<Row<MemberColumn>> {
  const sort = { guildId: 1, userId: 1 } as const;
  for await (const batch of findInBatches(storage.raw.members, { guildId }, { session, sort })) {
    yield* describeRecords(batch, describeMember, ({ userId }) => `member ${userId}`);
  }
}

const memberColumns = ['userId', 'name', 'hasLeft'] as const;
type MemberColumn = (typeof memberColumns)[number];

function describeMember({ userId, name, hasLeft }: MemberRecord): Row<MemberColumn> {
  return { userId: toText(userId), name: toText(name), hasLeft: hasLeft ? 'yes' : undefined };
}

async function* changeRows(source: ChainSource): AsyncGenerator<Row<ChangeColumn | 'reason'>> {
  const changes = streamChanges(source, Number.MAX_SAFE_INTEGER);
  for await (const link of inChainOrder(streamExpenses(source), changes)) {
    const reason = 'change' in link ? toText(link.change.reason) : undefined;
    for (const row of describeLink(link)) yield { ...row, reason };
  }
}
