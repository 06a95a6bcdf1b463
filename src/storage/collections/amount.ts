import type { mongo } from 'mongoose';
import { toMinorSum, type MinorSum } from '../../money/minor-sum.js';

/** The largest amount that any currency allows: one crore of a currency with four decimals, in minor units. */
const largestAmountMinor = 10_000_000 * 10 ** 4;

/** Whether a number may stand in the ledger as an amount: a whole number of minor units, from 0 to the limit. */
export function isAmountMinor(amountMinor: number): boolean {
  return Number.isSafeInteger(amountMinor) && amountMinor >= 0 && amountMinor <= largestAmountMinor;
}

/**
 * Checks amounts before the driver writes them; the schemas check the same.
 * @throws RangeError when one is not an amount: a bug, and nothing is saved
 */
export function checkAmountsMinor(amountsMinor: readonly number[]): void {
  if (!amountsMinor.every(isAmountMinor)) {
    throw new RangeError('An amount in the ledger must be a whole number of minor units within the limit');
  }
}

/** How the schemas declare an amount. */
export const amountField = {
  type: Number,
  required: true,
  validate: { validator: isAmountMinor, message: 'is not an amount in minor units' },
} as const;

/** A sum as the driver takes it (a bigint) and gives it (a number where that is a safe integer). */
export type StoredSum = number | bigint | mongo.Long;

/** Adds up amounts in the database, as an accumulator of `$group`: in 64 bits, since amounts are stored as floating point. */
export function sumExactly(expression: unknown) {
  return { $sum: { $toLong: expression } };
}

export function readSum(sum: StoredSum): MinorSum {
  if (typeof sum === 'number') return sum;
  return toMinorSum(typeof sum === 'bigint' ? sum : sum.toBigInt());
}
