import { csvOf } from '../../src/export/csv.js';
import type { Expense } from '../../src/ledger/expense.js';
import type { ExpenseFilter } from '../../src/ledger/ledger.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import { say, type Reply } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';

/** The most expenses in one file. */
const fileLength = 20_000;

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
] as const;
type Row = Record<(typeof columns)[number], string>;

/** A reply with the newest expenses that fit a filter, as a CSV file. */
export async function makeExpensesFile(
  filter: ExpenseFilter,
  { ledger, voice }: ServerContext,
): Promise<Reply> {
  const { lists } = voice.replies;
  const rows: Row[] = [];
  for await (const expense of ledger.streamExpenses(filter)) {
    rows.push(describeRow(expense, filter.memberId, lists.yes));
    if (rows.length === fileLength) break;
  }
  return {
    ...say(rows.length < fileLength ? lists.fileReady() : lists.fileCut({ count: fileLength })),
    files: [{ name: 'expenses.csv', content: csvOf(columns, rows) }],
  };
}

function describeRow(expense: Expense, memberId: string | undefined, yes: string): Row {
  const currency = getCurrency(expense.currency);
  const amount = (amountMinor: number) => formatPlainAmount(amountMinor, currency);
  const share = expense.shares.find(({ userId }) => userId === memberId);
  return {
    number: String(expense.number),
    date: expense.date,
    description: expense.description,
    category: expense.category ?? '',
    currency: expense.currency,
    amount: amount(expense.amountMinor),
    share: share ? amount(share.amountMinor) : '',
    payers: expense.payers.map((payer) => `${payer.userId} ${amount(payer.amountMinor)}`).join(' '),
    void: expense.voidedAt ? yes : '',
  };
}
