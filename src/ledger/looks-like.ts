import { dayOf } from '../calendar/parse-day.js';
import { countCharacters } from '../limits.js';
import { foldName } from '../split/fold-name.js';
import type { Expense } from './expense.js';

/** What of an expense tells whether it is another one typed again. */
export type Comparable = Pick<
  Expense,
  'description' | 'currency' | 'amountMinor' | 'payers' | 'date' | 'createdAt'
> & { readonly participantIds: readonly string[] };

/** Who adds the same after this long means it. */
export const typedAgainWithinMs = 24 * 3_600_000;

/** A shorter description is a part of too many others. */
const shortestPart = 2;

/**
 * Whether one of two expenses is probably the other one, typed again: within a day, of the same amount, the same people
 * and the same payers, with a like description. Another date that somebody typed says that another one is meant.
 * @param timeZone of the server's calendar
 */
export function looksLike(one: Comparable, other: Comparable, timeZone: string): boolean {
  return (
    one.currency === other.currency &&
    one.amountMinor === other.amountMinor &&
    Math.abs(one.createdAt.getTime() - other.createdAt.getTime()) <= typedAgainWithinMs &&
    haveSame(one.participantIds, other.participantIds) &&
    haveSame(one.payers.map(describePayer), other.payers.map(describePayer)) &&
    areAlike(one.description, other.description) &&
    (one.date === other.date || (!isDateTyped(one, timeZone) && !isDateTyped(other, timeZone)))
  );
}

function describePayer({ userId, amountMinor }: Expense['payers'][number]): string {
  return `${userId} ${amountMinor}`;
}

function haveSame(some: readonly string[], others: readonly string[]): boolean {
  const set = new Set(some);
  return some.length === others.length && others.every((other) => set.has(other));
}

/** Whether two texts say the same, whatever their case, spaces and punctuation, or one of them is a part of the other. */
export function areAlike(some: string, other: string): boolean {
  // To fold a text takes longer than all else.
  if (some === other) return true;
  const [short = '', long = ''] = [toLetters(some), toLetters(other)].sort(
    (one, two) => one.length - two.length,
  );
  return short === long || (countCharacters(short) >= shortestPart && long.includes(short));
}

/** The letters and digits of a text; all of one that has none, e.g. of emoji. */
function toLetters(text: string): string {
  const folded = foldName(text);
  return folded.replace(/[^\p{L}\p{M}\p{N}]+/gu, '') || folded;
}

/** Without a date, an expense is of the day on which it is added. */
function isDateTyped({ date, createdAt }: Comparable, timeZone: string): boolean {
  return date !== dayOf(createdAt, timeZone);
}
