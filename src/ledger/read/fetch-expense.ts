import { UserError } from '../../errors/user-error.js';
import type { Storage } from '../../storage/connect.js';
import { readInTime } from '../../storage/read-in-time.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';

/**
 * One expense, void or not.
 * @throws UserError `expenseNotFound`
 */
export async function fetchExpense(storage: Storage, guildId: string, number: number): Promise<Expense> {
  const record = await readInTime((time) => storage.raw.expenses.findOne({ guildId, number }, time.limits()));
  if (!record) throw new UserError('expenseNotFound', { number });
  return toExpense(record);
}
