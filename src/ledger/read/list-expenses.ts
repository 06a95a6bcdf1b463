import { fetchGuildHead } from '../../storage/collections/guild-head.js';
import type { GuildHead } from '../../storage/collections/guilds.js';
import type { MinorSum } from '../../money/minor-sum.js';
import type { Storage } from '../../storage/connect.js';
import { readSum, sumExactly, type StoredSum } from '../../storage/collections/amount.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import { readInTime } from '../../storage/read-in-time.js';
import { toQuery, type ExpenseFilter } from './expense-query.js';
import { findNearest } from './find-nearest.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';
import { RevisionCache } from './revision-cache.js';

/** Where a page of expenses begins; the newest ones where it is empty. */
export interface PageCursor {
  /** The newest of those older than this number. */
  readonly before?: number;
  /** The oldest of those newer than this number. */
  readonly after?: number;
}

export interface PageRequest extends PageCursor {
  readonly limit: number;
}

export interface CurrencyTotal {
  readonly currency: string;
  readonly amountMinor: MinorSum;
  /** The member's shares, where the filter names one. */
  readonly shareMinor?: MinorSum;
}

export interface ExpensePage {
  /** Newest first. */
  readonly expenses: readonly Expense[];
  /** How many expenses match in all. */
  readonly total: number;
  /** How many of them are newer than the first on this page. */
  readonly newerCount: number;
  /** Of all that match, by currency. */
  readonly totals: readonly CurrencyTotal[];
}

/**
 * One page of a server's expenses, newest first.
 * @throws StorageUnavailable
 */
export async function listExpenses(
  storage: Storage,
  filter: ExpenseFilter,
  page: PageRequest,
): Promise<ExpensePage> {
  const head = await fetchGuildHead(storage, filter.guildId);
  const [records, summary] = await Promise.all([
    fetchPage(storage, filter, page, head),
    sumExpenses(storage, filter, head),
  ]);
  const newest = records[0]?.number;
  const isFirstPage = page.before === undefined && page.after === undefined;
  return {
    expenses: records.map(toExpense),
    ...summary,
    newerCount: isFirstPage || newest === undefined ? 0 : await countNewer(storage, filter, newest),
  };
}

async function fetchPage(
  storage: Storage,
  filter: ExpenseFilter,
  { before, after, limit }: PageRequest,
  { lastNumber }: GuildHead,
): Promise<ExpenseRecord[]> {
  if (after !== undefined) {
    const upwards = { first: after + 1, last: lastNumber, step: 1 as const };
    return (await findNearest(storage, filter, upwards, limit)).reverse();
  }
  const newest = before === undefined ? lastNumber : Math.min(before - 1, lastNumber);
  return findNearest(storage, filter, { first: newest, last: 1, step: -1 }, limit);
}

async function countNewer(storage: Storage, filter: ExpenseFilter, number: number): Promise<number> {
  return readInTime((time) =>
    storage.raw.expenses.countDocuments({ ...toQuery(filter), number: { $gt: number } }, time.limits()),
  );
}

type Summary = Pick<ExpensePage, 'total' | 'totals'>;
const summaries = new RevisionCache<Summary>();

function sumExpenses(storage: Storage, filter: ExpenseFilter, { revision }: GuildHead): Promise<Summary> {
  const key = JSON.stringify(toQuery(filter));
  return summaries.fetch(storage, { guildId: filter.guildId, revision, key }, async () => {
    const rows = await readInTime((time) =>
      storage.raw.expenses
        .aggregate<{ _id: string; count: number; amountMinor: StoredSum; shareMinor: StoredSum }>(
          [
            { $match: toQuery(filter) },
            {
              $group: {
                _id: '$currency',
                count: { $sum: 1 },
                amountMinor: sumExactly('$amountMinor'),
                shareMinor: sumExactly(filter.memberId === undefined ? 0 : shareOf(filter.memberId)),
              },
            },
            { $sort: { _id: 1 } },
          ],
          time.limits(),
        )
        .toArray(),
    );
    return {
      total: rows.reduce((sum, row) => sum + row.count, 0),
      totals: rows.map(({ _id, amountMinor, shareMinor }) => ({
        currency: _id,
        amountMinor: readSum(amountMinor),
        ...(filter.memberId !== undefined && { shareMinor: readSum(shareMinor) }),
      })),
    };
  });
}

/** As an expression of the database: the member's share, 0 for a member who only paid. */
function shareOf(memberId: string) {
  const index = { $indexOfArray: ['$participantIds', memberId] };
  return { $cond: [{ $gte: [index, 0] }, { $arrayElemAt: ['$shares', index] }, 0] };
}
