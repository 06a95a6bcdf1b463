import { UserError } from '../../errors/user-error.js';
import type { Storage } from '../../storage/connect.js';
import { readInTime } from '../../storage/read-in-time.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';
import { toQuery, type ExpenseFilter } from './expense-query.js';

/**
 * One expense, void or not.
 * @throws UserError `expenseNotFound`
 */
export async function fetchExpense(storage: Storage, guildId: string, number: number): Promise<Expense> {
  const record = await readInTime((time) => storage.raw.expenses.findOne({ guildId, number }, time.limits()));
  if (!record) throw new UserError('expenseNotFound', { number });
  return toExpense(record);
}

/** All expenses that match, newest first, one by one. */
export async function* streamExpenses(storage: Storage, filter: ExpenseFilter): AsyncGenerator<Expense> {
  const records = storage.raw.expenses.find(toQuery(filter), { batchSize: 200 }).sort({ number: -1 });
  for await (const record of records) yield toExpense(record);
}
