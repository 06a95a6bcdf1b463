import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Storage } from '../../storage/connect.js';
import type { ReadTime } from '../../storage/read-in-time.js';
import { hasAny } from './choose-path.js';
import { toConditions, type ExpenseFilter } from './expense-query.js';
import type { LedgerPath, Place, Step } from './ledger-path.js';

/** With less time left a search begins no further stride. */
export const strideMs = 700;

/** After a slower stride the next one is no wider. */
export const quickMs = 100;

export interface Found {
  /** In the order of the walk. */
  readonly records: readonly ExpenseRecord[];
  /** Where to go on; undefined when the path has come to its end. */
  readonly next?: Place;
  /** The search ended at its reach, before it found enough. */
  readonly isCut: boolean;
}

/** Where to begin, and how many expenses are wanted. */
export interface Search {
  readonly from: Place;
  readonly step: Step;
  readonly limit: number;
}

/** The first few expenses on a path that fit a filter, or fewer where they lie beyond the reach of one search. */
export async function findOnPath(
  storage: Storage,
  filter: ExpenseFilter,
  path: LedgerPath,
  { from, step, limit }: Search,
  time: ReadTime,
): Promise<Found> {
  const conditions = toConditions(filter);
  const records: ExpenseRecord[] = [];
  // Void ones are dropped here: asking for that would keep some servers from using the range. So a few more are read.
  const readAtMost = 2 * limit;
  let place = from;
  let width = path.firstWidth(limit);
  for (let looked = 0; ;) {
    const stride = path.stride(place, step, width);
    if (!stride) return { records, isCut: false };
    const { range, sort, next, rest } = stride;
    const startedAtMs = performance.now();
    const read = await storage.raw.expenses
      .aggregate<ExpenseRecord>(
        // Apart from each other: beside a condition some servers do not use the range.
        [{ $match: range }, { $match: conditions }, { $sort: sort }, { $limit: readAtMost }],
        time.limits(),
      )
      .toArray();
    records.push(...read.filter(({ voidedAt }) => filter.includeVoid === true || voidedAt === undefined));
    const last = read.length === readAtMost ? read.at(-1) : undefined;
    const isAtEnd = async () => !last && rest !== undefined && !(await hasAny(storage, rest, time));
    if (read.length === 0 && (await isAtEnd())) return { records, isCut: false };
    const reached = last ? placeOf(last, from) : next;
    if (records.length > limit) return takeFirst(records, limit, from);
    if (!reached) return { records, isCut: false };
    if (records.length === limit) return { records, next: reached, isCut: false };
    place = reached;
    // Days without expenses cost nothing.
    const isLooked = read.length > 0 || rest === undefined || (await hasAny(storage, range, time));
    if (isLooked) looked += width;
    // What the rest will probably take, and half as much again: what is found beyond the limit is read in vain.
    const suffices = Math.ceil((1.5 * width * (limit - records.length)) / read.length);
    if (performance.now() - startedAtMs < quickMs) width = Math.min(width * 4, path.maxWidth);
    width = Math.min(width, suffices, path.reach - looked);
    if (looked < path.reach && time.leftMs() >= strideMs) continue;
    return (await isAtEnd()) ? { records, isCut: false } : { records, next: place, isCut: true };
  }
}

/** What was found beyond the limit is found again from the last one within it. */
function takeFirst(records: readonly ExpenseRecord[], limit: number, from: Place): Found {
  const taken = records.slice(0, limit);
  const last = taken.at(-1);
  return { records: taken, ...(last && { next: placeOf(last, from) }), isCut: false };
}

/** The place of the expense with a number; where it has no day on the path, the newest end. */
export async function findPlace(
  storage: Storage,
  guildId: string,
  { newest }: LedgerPath,
  number: number,
  time: ReadTime,
): Promise<Place> {
  if (newest.day === undefined) return { number };
  const expense = await storage.raw.expenses.findOne({ guildId, number }, time.limits());
  return expense ? { number, day: expense.date } : newest;
}

/** The place of an expense on the path that another place is on. */
function placeOf({ number, date }: ExpenseRecord, { day }: Place): Place {
  return day === undefined ? { number } : { number, day: date };
}
