import { fetchGuildHead } from '../../storage/collections/guild-head.js';
import type { Storage } from '../../storage/connect.js';
import { readInTime } from '../../storage/read-in-time.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';
import { choosePath } from './choose-path.js';
import type { ExpenseFilter } from './expense-query.js';
import type { Place } from './ledger-path.js';
import { findOnPath, type Found, type Search } from './walk-expenses.js';

/** So many are in memory at once; of a thousand people each, that is some 10 MB. */
const batchLength = 200;

/**
 * All expenses that match, in the order of the list, one by one; those that are added meanwhile are left out. The next
 * are read when the last was taken, so memory stays small, and a reader who stops leaves nothing running. Each reading
 * has a time limit, the whole has none.
 * @throws StorageUnavailable
 */
export async function* streamExpenses(storage: Storage, filter: ExpenseFilter): AsyncGenerator<Expense> {
  const { lastNumber } = await fetchGuildHead(storage, filter.guildId);
  const path = await readInTime((time) => choosePath(storage, filter, lastNumber, time));
  let from: Place | undefined = path.newest;
  while (from) {
    const search: Search = { from, step: -1, limit: batchLength };
    const { records, next }: Found = await readInTime((time) =>
      findOnPath(storage, filter, path, search, time),
    );
    for (const record of records) if (record.number <= lastNumber) yield toExpense(record);
    from = next;
  }
}
