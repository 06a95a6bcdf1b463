import { findCurrency } from '../../money/currency.js';
import { addMinor, type MinorSum } from '../../money/minor-sum.js';
import type { BalanceRecord } from '../../storage/collections/balances.js';
import { fetchGuildHead } from '../../storage/collections/guild-head.js';
import { findErasingServers, partOfTotal, type GuildHead } from '../../storage/collections/guilds.js';
import type { Storage } from '../../storage/connect.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import { findInBatches } from '../../storage/stream-snapshot.js';
import { withSnapshot, type Session } from '../../storage/transaction/with-snapshot.js';
import { debtsOf } from '../to-expense.js';
import { checkExpense } from './check-expense.js';
import { compareDebts } from './fetch-balances.js';
import { verifyChain } from './verify-chain.js';
import { NumberSet } from './number-set.js';
import { readTotals } from './stored-totals.js';
import { countAll, makeParts, type ExpenseSum } from './sum-expenses.js';
import { isMendable, type BalanceDifference, type Difference, type LedgerFault } from './ledger-fault.js';

export interface Verification {
  /** How many live expenses were added up. */
  readonly expenses: number;
  /** What is damaged or missing, then the balances that differ; at most `maxDifferences`. */
  readonly differences: readonly Difference[];
  /** How many further ones there are; undefined: none. */
  readonly more?: number;
}

/** More in one server say no more than these. */
const maxDifferences = 1_000;

const countedApart = [
  ['expense', false],
  ['expense', true],
  ['settlement', false],
  ['settlement', true],
] as const;

type Total = Pick<ExpenseSum, 'count' | 'amountMinor'>;

const noSum: Total = { count: 0, amountMinor: 0 };

/**
 * Recomputes the ledger of a server from its expenses, and says what is not as it should be: expenses that are gone,
 * that do not add up or cannot be read, and balances that differ from them. Several who ask at once get one answer.
 */
export async function verifyBalances(storage: Storage, guildId: string): Promise<Verification> {
  const { revision } = await fetchGuildHead(storage, guildId);
  return storage.reads.run(['verify', guildId, revision], async () => {
    const { expenses, faults, faultCount, balances } = await checkLedger(storage, guildId);
    const differences = [...faults, ...balances].slice(0, maxDifferences);
    const more = faultCount + balances.length - differences.length;
    return { expenses, differences, ...(more > 0 && { more }) };
  });
}

/** All that is not as it should be in a ledger, as of one moment. */
export interface CheckedLedger {
  /** How many live expenses were added up. */
  readonly expenses: number;
  /** At most `maxDifferences`. */
  readonly faults: readonly LedgerFault[];
  readonly faultCount: number;
  /** How many of the faults lie in the expenses themselves. */
  readonly damageCount: number;
  readonly balances: readonly BalanceDifference[];
  /** As the server's document says. */
  readonly rebuilds: number;
}

/**
 * Recomputes a ledger as of one moment, however busy the server is. A batch of expenses is in memory at a time, and the
 * balances.
 * @param onProgress told how many expenses were read, of about how many
 */
export async function checkLedger(
  storage: Storage,
  guildId: string,
  onProgress: (read: number, of: number) => void = () => undefined,
): Promise<CheckedLedger> {
  return await withSnapshot(storage, async (session) => {
    const ledger = new LedgerCheck();
    const guild = await storage.raw.guilds.findOne({ _id: guildId }, { session });
    for await (const read of addExpenses(storage, guildId, session, ledger)) {
      onProgress(read, Math.max(read, guild?.lastNumber ?? 0));
    }
    for await (const row of storage.raw.balances.find({ guildId }, { session })) ledger.addRow(row);
    if (guild)
      for await (const fault of verifyChain({ storage, guildId, session }, guild)) ledger.note(fault);
    return { ...ledger.finish(guild ?? undefined), rebuilds: guild?.rebuilds ?? 0 };
  });
}

/** Every server that has a ledger or a part of one, each once; none whose data are being erased. */
export async function* streamGuildIds(storage: Storage): AsyncGenerator<string> {
  const { guilds, balances, expenses } = storage.raw;
  const seen = new Set(await findErasingServers(storage));
  // Others have their document because the bot has met people there.
  const isWritten = {
    $or: [{ revision: { $gt: 0 } }, { lastNumber: { $gt: 0 } }, { chain: { $exists: true } }],
  };
  const idsOf = (collection: typeof balances | typeof expenses) =>
    collection.aggregate<{ _id: string }>([{ $group: { _id: '$guildId' } }]);
  for (const ids of [guilds.find(isWritten, { projection: { _id: 1 } }), idsOf(balances), idsOf(expenses)]) {
    for await (const { _id } of ids) {
      if (seen.has(_id)) continue;
      seen.add(_id);
      yield _id;
    }
  }
}

/**
 * They come whole and in any order: a projection and a sort cost some servers many times what they save. Yields how many
 * have come.
 */
async function* addExpenses(
  storage: Storage,
  guildId: string,
  session: Session,
  ledger: LedgerCheck,
): AsyncGenerator<number> {
  let count = 0;
  for await (const records of findInBatches(storage.raw.expenses, { guildId }, { session })) {
    for (const record of records) ledger.addExpense(record);
    yield (count += records.length);
  }
}

/** What the expenses of a server come to, and what is wrong with them. */
class LedgerCheck {
  /** Per currency and creditor, what each debtor owes. */
  readonly #sums = new Map<string, Map<string, MinorSum>>();
  readonly #faults: LedgerFault[] = [];
  readonly #differences: BalanceDifference[] = [];
  #faultCount = 0;
  #damageCount = 0;
  #liveCount = 0;
  readonly #numbers = new NumberSet();
  /** By currency. */
  readonly #totals = makeParts(() => new Map<string, Total>());
  #isEmpty = true;

  addExpense(record: ExpenseRecord): void {
    this.#isEmpty = false;
    const isLive = record.voidedAt === undefined;
    if (isLive) this.#liveCount++;
    const fault = checkExpense(record);
    if (fault) this.note(fault);
    if (fault?.fault === 'expenseUnreadable') return;
    const { number, kind, currency, amountMinor } = record;
    const totals = this.#totals[partOfTotal(kind, !isLive)];
    const total = totals.get(currency) ?? noSum;
    totals.set(currency, {
      count: total.count + 1,
      amountMinor: addMinor(total.amountMinor, amountMinor),
    });
    if (!this.#numbers.add(number)) this.note({ fault: 'numberTwice', number });
    // Without a common total of shares and payments there are no debts to compute.
    if (isLive && (fault === undefined || fault.fault === 'debtsDiffer')) this.#addDebts(record);
  }

  #addDebts(record: ExpenseRecord): void {
    for (const { debtorId, creditorId, amountMinor } of debtsOf(record)) {
      const key = keyOf(record.currency, creditorId);
      let row = this.#sums.get(key);
      if (row === undefined) this.#sums.set(key, (row = new Map<string, MinorSum>()));
      row.set(debtorId, addMinor(row.get(debtorId) ?? 0, amountMinor));
    }
  }

  /** Compares a stored row of balances, when all expenses have been added. */
  addRow(row: BalanceRecord): void {
    this.#isEmpty = false;
    const { currency, creditorId, owedBy } = row;
    const key = keyOf(currency, creditorId);
    if (isReadableRow(row)) this.#compareRow({ currency, creditorId }, owedBy, this.#sums.get(key));
    else this.note({ fault: 'balanceUnreadable', creditorId });
    this.#sums.delete(key);
  }

  #compareRow(
    row: { readonly currency: string; readonly creditorId: string },
    stored: Readonly<Record<string, number>>,
    computed: ReadonlyMap<string, MinorSum> = new Map(),
  ): void {
    for (const debtorId of new Set([...Object.keys(stored), ...computed.keys()])) {
      const [storedMinor, computedMinor] = [stored[debtorId] ?? 0, computed.get(debtorId) ?? 0];
      if (storedMinor !== computedMinor) {
        this.#differences.push({ ...row, debtorId, storedMinor, computedMinor });
      }
    }
  }

  /** @param head as the server's document tells it; undefined: there is none */
  finish(head: GuildHead | undefined): Omit<CheckedLedger, 'rebuilds'> {
    const lastNumber = head?.lastNumber;
    for (const [key, computed] of this.#sums) {
      const [currency = '', creditorId = ''] = key.split(' ');
      this.#compareRow({ currency, creditorId }, {}, computed);
    }
    for (const gap of this.#numbers.gaps(lastNumber ?? 0)) this.note({ fault: 'numbersMissing', ...gap });
    const number = this.#numbers.largest;
    if (lastNumber === undefined) {
      if (!this.#isEmpty) this.note({ fault: 'guildMissing' });
    } else if (lastNumber < number) this.note({ fault: 'numberBeyondLast', number, lastNumber });
    // An expense that is missing or damaged is reason enough for another total.
    if (head && this.#damageCount === 0) this.#compareTotals(head);
    return {
      expenses: this.#liveCount,
      faults: this.#faults,
      faultCount: this.#faultCount,
      damageCount: this.#damageCount,
      balances: this.#differences.sort(compareDebts),
    };
  }

  /** Where they do not count every number, the list counts anew and saves them. */
  #compareTotals({ totals, lastNumber }: GuildHead): void {
    const stored = readTotals(totals);
    if (countAll(stored) !== lastNumber) return;
    for (const [kind, isVoid] of countedApart) {
      const part = partOfTotal(kind, isVoid);
      const computed = this.#totals[part];
      for (const currency of new Set([...stored[part].keys(), ...computed.keys()])) {
        const { count: storedCount, amountMinor: storedMinor } = stored[part].get(currency) ?? noSum;
        const { count: computedCount, amountMinor: computedMinor } = computed.get(currency) ?? noSum;
        if (storedCount === computedCount && storedMinor === computedMinor) continue;
        const differs = { currency, storedCount, storedMinor, computedCount, computedMinor };
        this.note({ fault: 'totalDiffers', kind, isVoid, ...differs });
      }
    }
  }

  note(fault: LedgerFault): void {
    this.#faultCount++;
    if (!isMendable(fault)) this.#damageCount++;
    if (this.#faults.length < maxDifferences) this.#faults.push(fault);
  }
}

function keyOf(currency: string, creditorId: string): string {
  return `${currency} ${creditorId}`;
}

/** Whether every field of a row is what can stand there. */
export function isReadableRow({ currency, creditorId, owedBy }: BalanceRecord): boolean {
  const cells: unknown = owedBy;
  return (
    typeof creditorId === 'string' &&
    findCurrency(currency) !== undefined &&
    typeof cells === 'object' &&
    cells !== null &&
    Object.values(cells).every(Number.isSafeInteger)
  );
}
