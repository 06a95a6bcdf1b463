import type { StatementFilter, StatementLine } from '../../src/ledger/ledger.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import type { Reply } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';
import { replyWithCsv } from '../parts/reply-with-csv.js';

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
export function makeStatementFile(filter: StatementFilter, context: ServerContext): Promise<Reply> {
  const { ledger, guildId, voice } = context;
  const items = ledger.streamStatement(guildId, filter);
  const { fileCut } = voice.replies.balances.statement;
  return replyWithCsv({ name: 'statement.csv', columns, items, describe: describeRow, fileCut }, context);
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
