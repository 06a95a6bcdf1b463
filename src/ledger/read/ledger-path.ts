import { addDays, lastDay } from '../../calendar/parse-day.js';

/** A place between two expenses: all that comes before it on the way is passed. */
export interface Place {
  /** The number that was passed last. */
  readonly number: number;
  /** Its day, on a way by days; with a number that no expense has, the whole day is passed. */
  readonly day?: string;
}

/** 1: to newer expenses, -1: to older ones. */
export type Step = 1 | -1;

/** What one request reads. */
export interface Stride {
  /** A range of one index. */
  readonly range: object;
  readonly sort: Readonly<Record<string, Step>>;
  /** Where the next stride begins; undefined at the end of the path. */
  readonly next: Place | undefined;
  /** A range with all that follows, where so much may be empty that it is worth a look. */
  readonly rest?: object;
}

/**
 * A way through the expenses of one server, in strides. A stride is a range of an index, so that each request looks
 * at a small, known part of the ledger on every server. (A sort with a limit is quick on MongoDB alone: others read
 * all that could be sorted first.)
 */
export interface LedgerPath {
  /** The newest end. */
  readonly newest: Place;
  /** What follows a place, `width` numbers or days of it; undefined at the end of the path. */
  stride(from: Place, step: Step, width: number): Stride | undefined;
  /** The width of a stride that begins to look for a few expenses. */
  firstWidth(expenses: number): number;
  readonly maxWidth: number;
  /** How many numbers or days one search looks at before it says how far it came. */
  readonly reach: number;
}

/** The most expenses that one request looks at, on a way by numbers. */
export const strideLength = 5_000;

/** How far a search for something rare goes. */
export const searchReach = strideLength;

/** In the order of the numbers, both ends included. */
export function pathByNumber(guildId: string, newest: number, oldest = 1): LedgerPath {
  return {
    newest: { number: newest + 1 },
    firstWidth: (expenses) => Math.ceil(expenses * 1.5),
    maxWidth: strideLength,
    reach: searchReach,
    stride({ number }, step, width) {
      if (step === -1 ? number <= oldest : number >= newest) return undefined;
      const next = step === -1 ? Math.max(oldest, number - width) : Math.min(newest, number + width);
      const numbers = step === -1 ? { $lt: number, $gte: next } : { $gt: number, $lte: next };
      const isLast = next === (step === -1 ? oldest : newest);
      return {
        range: { guildId, number: numbers },
        sort: { number: step },
        next: isLast ? undefined : { number: next },
      };
    },
  };
}

/** The days that a path goes through, both included. */
export interface Days {
  readonly oldest: string;
  readonly newest: string;
}

/** Above every number of an expense. */
const endOfDay = Number.MAX_SAFE_INTEGER;
const startOfDay = 0;

/** In the order of the days, and of the numbers on one day. */
export function pathByDay(guildId: string, { oldest, newest }: Days): LedgerPath {
  const lastOf = (step: Step) => (step === -1 ? oldest : newest);
  return {
    newest: { day: newest, number: endOfDay },
    firstWidth: () => 1,
    maxWidth: 4_096,
    reach: searchReach,
    stride({ day = newest, number }, step, width) {
      const sort = { date: step, number: step };
      const dayEnd = step === -1 ? startOfDay : endOfDay;
      if (number !== dayEnd) {
        const numbers = step === -1 ? { $lt: number } : { $gt: number };
        return {
          range: { guildId, date: day, number: numbers },
          sort,
          next: day === lastOf(step) ? undefined : { day, number: dayEnd },
        };
      }
      if (step === -1 ? day <= oldest : day >= newest) return undefined;
      const next = step === -1 ? later(oldest, addDays(day, -width)) : earlier(newest, addDays(day, width));
      return {
        range: { guildId, date: step === -1 ? { $lt: day, $gte: next } : { $gt: day, $lt: dayAfter(next) } },
        sort,
        next: next === lastOf(step) ? undefined : { day: next, number: dayEnd },
        rest: {
          guildId,
          date: step === -1 ? { $lt: next, $gte: oldest } : { $gt: next, $lt: dayAfter(newest) },
        },
      };
    },
  };
}

/**
 * The end of a range that includes a day. Some servers take `$lte` on a field in the middle of an index for `$lt`.
 * After the last day that can be typed comes a text, not a day.
 */
export function dayAfter(day: string): string {
  return day === lastDay ? '9999-12-32' : addDays(day, 1);
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
