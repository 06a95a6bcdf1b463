import { addDays, lastDay } from '../../calendar/parse-day.js';
import type { Storage } from '../../storage/connect.js';
import type { ReadTime } from '../../storage/read-in-time.js';
import type { ExpenseFilter } from './expense-query.js';
import { pathByDay, pathByNumber, type LedgerPath } from './ledger-path.js';

/** The first day that can be typed. */
const firstDay = '1970-01-01';

/**
 * The way to the expenses of a filter: by days where it names one, so that a month of long ago is as near as this one.
 * @param lastNumber the number of the server's newest expense
 */
export async function choosePath(
  storage: Storage,
  { guildId, from, to }: Pick<ExpenseFilter, 'guildId' | 'from' | 'to'>,
  lastNumber: number,
  time: ReadTime,
): Promise<LedgerPath> {
  if (from === undefined && to === undefined) return pathByNumber(guildId, lastNumber);
  // No day lies there, so the path has no expense.
  if (from !== undefined && to !== undefined && to < from) return pathByNumber(guildId, 0);
  const oldest = from ?? firstDay;
  const late = await findLateDay(storage, guildId, lastNumber, time);
  const newest = to === undefined || late < to ? late : to;
  return pathByDay(guildId, { oldest, newest: newest < oldest ? oldest : newest });
}

/**
 * A day after which there is no expense. It starts at the newest expense, whose day is nearly always among the last:
 * the last day itself would be found by a sort, for which some servers read all days.
 */
async function findLateDay(
  storage: Storage,
  guildId: string,
  lastNumber: number,
  time: ReadTime,
): Promise<string> {
  const newest = await storage.raw.expenses.findOne({ guildId, number: lastNumber }, time.limits());
  let day = newest?.date ?? firstDay;
  for (let width = 1; day < lastDay; width *= 2) {
    if (!(await hasAny(storage, { guildId, date: { $gt: day } }, time))) return day;
    day = addDays(day, width);
  }
  return lastDay;
}

/** Whether there is an expense in a range of an index. */
export async function hasAny(storage: Storage, range: object, time: ReadTime): Promise<boolean> {
  return (await storage.raw.expenses.findOne(range, time.limits())) !== null;
}
