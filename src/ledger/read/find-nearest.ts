import type { Storage } from '../../storage/connect.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import { readInTime } from '../../storage/read-in-time.js';
import { toQueryWithVoid, type ExpenseFilter } from './expense-query.js';

/** Numbers of expenses in one direction, both ends included. */
export interface Walk {
  readonly first: number;
  readonly last: number;
  readonly step: 1 | -1;
}

/**
 * The first few expenses that match, walking up or down the numbers in growing strides. A plain sort with a limit
 * would do, but some servers read all expenses of the guild for it; a range of numbers is quick on each of them.
 * @throws StorageUnavailable
 */
export async function findNearest(
  storage: Storage,
  filter: ExpenseFilter,
  { first, last, step }: Walk,
  limit: number,
): Promise<ExpenseRecord[]> {
  const found: ExpenseRecord[] = [];
  const query = toQueryWithVoid(filter);
  let at = first;
  for (let width = Math.ceil(limit * 1.5); found.length < limit && (last - at) * step >= 0; width *= 4) {
    const end = step === 1 ? Math.min(at + width - 1, last) : Math.max(at - width + 1, last);
    const records = await readInTime((time) =>
      storage.raw.expenses
        .find({ ...query, number: { $gte: Math.min(at, end), $lte: Math.max(at, end) } }, time.limits())
        .sort({ number: step })
        .toArray(),
    );
    // Void ones are dropped here: asking for it would keep some servers from using the range.
    found.push(...records.filter((record) => filter.includeVoid === true || record.voidedAt === undefined));
    at = end + step;
  }
  return found.slice(0, limit);
}
