import type { Expense } from '../../src/ledger/expense.js';
import type { ExpenseFilter } from '../../src/ledger/ledger.js';
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
  'currency',
  'amount',
  'share',
  'payers',
  'void',
  // The newer columns are the last: whoever reads by place finds the others where they were.
  'kind',
  'receiver',
  'confirmed',
  'refused',
  'disputed',
] as const;
type Row = Record<(typeof columns)[number], string>;

/** A reply with the newest expenses that fit a filter, as CSV files. */
export function makeExpensesFile(filter: ExpenseFilter, context: ServerContext): Promise<Reply> {
  const { expense, lists } = context.voice.replies;
  return replyWithCsv(
    {
      name: 'expenses.csv',
      columns,
      items: context.ledger.streamExpenses(filter),
      describe: (found) => describeRow(found, filter.memberId, lists.yes),
      fileCut: expense.list.fileCut,
    },
    context,
  );
}

function describeRow(expense: Expense, memberId: string | undefined, yes: string): Row {
  const currency = getCurrency(expense.currency);
  const amount = (amountMinor: number) => formatPlainAmount(amountMinor, currency);
  const { kind, confirmedAt, isRefused, disputes, voidedAt } = expense;
  const payment = kind === 'settlement' ? partiesOfPayment(expense) : undefined;
  // What somebody is paid back is no share of theirs, and who passes a payment on has paid nothing.
  const share = payment ? undefined : expense.shares.find(({ userId }) => userId === memberId);
  const payers = expense.payers.filter(({ userId }) => !payment || userId === payment.payerId);
  return {
    number: String(expense.number),
    date: expense.date,
    description: expense.description,
    category: expense.category ?? '',
    currency: expense.currency,
    amount: amount(expense.amountMinor),
    share: share ? amount(share.amountMinor) : '',
    payers: payers.map((payer) => `${payer.userId} ${amount(payer.amountMinor)}`).join(' '),
    void: voidedAt ? yes : '',
    kind,
    receiver: payment?.receiverId ?? '',
    confirmed: confirmedAt ? yes : '',
    refused: isRefused ? yes : '',
    disputed: disputes ? yes : '',
  };
}
