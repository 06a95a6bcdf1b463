import type { StatementFilter, StatementLine } from '../../src/ledger/ledger.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import type { Reply } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';
import { partiesOfPayment } from '../parts/describe-payment.js';
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
  // The newer columns are the last: whoever reads by place finds the others where they were.
  'kind',
  'payerId',
  'receiverId',
  'confirmed',
  'disputed',
] as const;
type Row = Record<(typeof columns)[number], string>;

/** A reply with the newest lines of a statement, as CSV files. */
export function makeStatementFile(filter: StatementFilter, context: ServerContext): Promise<Reply> {
  const { ledger, guildId, voice } = context;
  const items = ledger.streamStatement(guildId, filter);
  const { fileCut } = voice.replies.balances.statement;
  const { yes } = voice.replies.lists;
  const describe = (line: StatementLine) => describeRow(line, yes);
  return replyWithCsv({ name: 'statement.csv', columns, items, describe, fileCut }, context);
}

function describeRow({ expense, debt, running }: StatementLine, yes: string): Row {
  const payment = expense.kind === 'settlement' ? partiesOfPayment(expense) : undefined;
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
    kind: expense.kind,
    payerId: payment?.payerId ?? '',
    receiverId: payment?.receiverId ?? '',
    confirmed: expense.confirmedAt ? yes : '',
    disputed: expense.disputes ? yes : '',
  };
}
