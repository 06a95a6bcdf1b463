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
