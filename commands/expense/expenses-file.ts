import type { Expense } from '../../src/ledger/expense.js';
import type { ExpenseFilter } from '../../src/ledger/ledger.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import type { Reply } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';
import { replyWithFiles } from '../parts/reply-with-files.js';
import { writeCsvFiles } from '../parts/write-files.js';

/** The most expenses that are read for one answer. */
const expensesAtMost = 20_000;

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

/** A reply with the newest expenses that fit a filter, as CSV files. */
export async function makeExpensesFile(
  filter: ExpenseFilter,
  { ledger, voice, platform }: ServerContext,
): Promise<Reply> {
  const { expense, lists } = voice.replies;
  let isCut = false;
  async function* toRows() {
    let count = 0;
    for await (const found of ledger.streamExpenses(filter)) {
      isCut = count === expensesAtMost;
      if (isCut) return;
      yield describeRow(found, filter.memberId, lists.yes);
      count += 1;
    }
  }
  const written = await writeCsvFiles('expenses.csv', columns, toRows(), platform.fileLimits);
  const isComplete = written.isComplete && !isCut;
  return replyWithFiles({ ...written, isComplete }, expense.list.fileCut, voice);
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
