import type { StatementFilter, StatementLine } from '../../src/ledger/ledger.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import type { Reply } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';
import { replyWithFiles } from '../parts/reply-with-files.js';
import { writeCsvFiles } from '../parts/write-files.js';

/** The most lines that are read for one answer. */
const linesAtMost = 20_000;

const columns = [
  'number',
  'date',
  'description',
  'category',
  'debtorId',
  'creditorId',
  'amount',
  'currency',
  'thenDebtorId',
  'thenCreditorId',
  'thenAmount',
] as const;
type Row = Record<(typeof columns)[number], string>;

/** A reply with the newest lines of a statement, as CSV files. */
export async function makeStatementFile(
  filter: StatementFilter,
  { ledger, guildId, voice, platform }: ServerContext,
): Promise<Reply> {
  let isCut = false;
  async function* toRows() {
    let count = 0;
    for await (const line of ledger.streamStatement(guildId, filter)) {
      isCut = count === linesAtMost;
      if (isCut) return;
      yield describeRow(line);
      count += 1;
    }
  }
  const written = await writeCsvFiles('statement.csv', columns, toRows(), platform.fileLimits);
  const isComplete = written.isComplete && !isCut;
  return replyWithFiles({ ...written, isComplete }, voice.replies.balances.statement.fileCut, voice);
}

function describeRow({ expense, debt, running }: StatementLine): Row {
  const currency = getCurrency(expense.currency);
  return {
    number: String(expense.number),
    date: expense.date,
    description: expense.description,
    category: expense.category ?? '',
    debtorId: debt.debtorId,
    creditorId: debt.creditorId,
    amount: formatPlainAmount(debt.amountMinor, currency),
    currency: expense.currency,
    thenDebtorId: running?.debtorId ?? '',
    thenCreditorId: running?.creditorId ?? '',
    thenAmount: formatPlainAmount(running?.amountMinor ?? 0, currency),
  };
}
