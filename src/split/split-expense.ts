import type { Currency } from '../money/currency.js';
import { roundDecimal, subtractDecimals, toDecimal, unitsAt, type Decimal } from '../money/decimal.js';
import { roundParts, shareOut, shareOutEqually } from '../money/share-out.js';
import { UserError } from '../errors/user-error.js';
import { wholeInMicros } from './format-share-value.js';
import type { ShareValue, Split } from './split.js';

export type { ShareValue, Split, SplitKind } from './split.js';

/** The most people who can share or pay one expense. */
export const maxParticipants = 1000;

/** What is split: the expense among participants, or its payment among payers. */
export type SplitSubject = 'shares' | 'payments';

/**
 * Checks that a split can be carried out.
 * @throws UserError `peopleMissing`, `peopleTooMany`, `splitShort`, `splitOver`, `percentShort`, `percentOver`,
 *   `restNothingLeft`, `percentNothingLeft`, `restWithWeights`, `weightZero`
 * @throws RangeError when the numbers of values and participants do not match
 */
export function checkSplit(
  split: Split,
  amountMinor: number,
  currency: Currency,
  participantCount: number,
  subject: SplitSubject = 'shares',
): void {
  if (participantCount < 1) throw new UserError('peopleMissing');
  if (participantCount > maxParticipants) {
    throw new UserError('peopleTooMany', { count: participantCount, limit: maxParticipants });
  }
  checkValues(split, participantCount);
  switch (split.kind) {
    case 'equal':
      return;
    case 'exact':
      checkExact(split, amountMinor, currency, subject);
      return;
    case 'percent':
      checkPercent(split.values);
      return;
    case 'shares':
      if (split.values.includes('rest')) throw new UserError('restWithWeights', { typed: 'rest' });
      if (split.values.includes(0)) throw new UserError('weightZero', { typed: 'x0' });
  }
}

function checkValues({ kind, values }: Split, participantCount: number): void {
  if (values.length !== (kind === 'equal' ? 0 : participantCount)) {
    throw new RangeError('A split needs one value for each participant, and none when it is equal');
  }
  if (!values.every((value) => value === 'rest' || (Number.isSafeInteger(value) && value >= 0))) {
    throw new RangeError('A value of a split must be a whole number from 0');
  }
}

function sumOf(values: readonly ShareValue[]): number {
  return values.reduce<number>((sum, value) => (value === 'rest' ? sum : sum + value), 0);
}

/** Values beyond the minor unit need only round to the total: `settleSplit` has compared what was typed. */
function checkExact(split: Split, amountMinor: number, currency: Currency, subject: SplitSubject): void {
  const { values, extraDigits = 0 } = split;
  const sum = { units: sumOfExact(values), decimals: currency.digits + extraDigits };
  const total = unitsAt(toDecimal(amountMinor, currency.digits), sum.decimals);
  if (values.includes('rest')) {
    if (sum.units < total) return;
    if (sum.units === total) {
      throw new UserError('restNothingLeft', { totalMinor: amountMinor, currency: currency.code });
    }
  } else if (roundDecimal(sum, currency.digits).scaled === BigInt(amountMinor)) return;
  throw sumMismatch(sum, amountMinor, currency, subject);
}

function sumOfExact(values: readonly ShareValue[]): bigint {
  return values.reduce((sum, value) => (value === 'rest' ? sum : sum + BigInt(value)), 0n);
}

/** Exact values that do not make the total. */
export function sumMismatch(
  sum: Decimal,
  totalMinor: number,
  currency: Currency,
  subject: SplitSubject,
): UserError {
  const isShort = subtractDecimals(sum, toDecimal(totalMinor, currency.digits)).units < 0n;
  const code = isShort ? 'splitShort' : 'splitOver';
  return new UserError(code, { subject, sum, totalMinor, currency: currency.code });
}

function checkPercent(values: readonly ShareValue[]): void {
  const sum = sumOf(values);
  const hasRest = values.includes('rest');
  if (hasRest && sum === wholeInMicros) throw new UserError('percentNothingLeft');
  if (sum === wholeInMicros || (hasRest && sum < wholeInMicros)) return;
  throw new UserError(sum < wholeInMicros ? 'percentShort' : 'percentOver', { sumMicros: sum });
}

/**
 * Splits an amount into shares in minor units, parallel to the participants. Their sum is exactly the amount.
 * Ties for leftover units start at (expenseNumber - 1) mod ties, so that nobody always pays them.
 * The split must have passed `checkSplit` with this amount.
 */
export function splitExpense(
  split: Split,
  amountMinor: number,
  participantCount: number,
  expenseNumber: number,
): number[] {
  const tieStart = expenseNumber - 1;
  switch (split.kind) {
    case 'equal':
      return shareOutEqually(amountMinor, participantCount, tieStart);
    case 'exact':
      return splitExactly(split, amountMinor, tieStart);
    case 'percent':
      return shareOut(amountMinor, weighPercentages(split.values), tieStart);
    case 'shares':
      return shareOut(amountMinor, split.values.map(Number), tieStart);
  }
}

/** Keeps exact shares, and shares out what is left among the entries with `rest`. */
function splitExactly(split: Split, amountMinor: number, tieStart: number): number[] {
  const { values, extraDigits } = split;
  if (extraDigits !== undefined) return splitFinely(values, extraDigits, amountMinor, tieStart);
  const restCount = values.filter((value) => value === 'rest').length;
  if (restCount === 0) return values.map(Number);
  const restShares = shareOutEqually(amountMinor - sumOf(values), restCount, tieStart);
  let nextRest = 0;
  return values.map((value) => (value === 'rest' ? (restShares[nextRest++] ?? 0) : value));
}

/** The same for values beyond the minor unit. All are multiplied by the number of `rest`s, so that each is whole. */
function splitFinely(
  values: readonly ShareValue[],
  extraDigits: number,
  amountMinor: number,
  tieStart: number,
): number[] {
  const restCount = BigInt(values.filter((value) => value === 'rest').length || 1);
  const unitsPerMinor = 10n ** BigInt(extraDigits);
  const left = BigInt(amountMinor) * unitsPerMinor - sumOfExact(values);
  const parts = values.map((value) => (value === 'rest' ? left : BigInt(value) * restCount));
  return roundParts(parts, unitsPerMinor * restCount, amountMinor, tieStart);
}

/** Percentages as weights. All are multiplied by the number of `rest`s, so that each part of the rest is whole. */
function weighPercentages(values: readonly ShareValue[]): number[] {
  const restCount = values.filter((value) => value === 'rest').length;
  if (restCount === 0) return values.map(Number);
  const left = wholeInMicros - sumOf(values);
  return values.map((value) => (value === 'rest' ? left : value * restCount));
}
