import fc from 'fast-check';
import { currencies, type Currency, maxAmountMinor } from '../../src/money/currency.js';
import { wholeInMicros } from '../../src/split/format-share-value.js';
import type { ShareValue, Split } from '../../src/split/split-expense.js';

export interface AnyExpense {
  readonly currency: Currency;
  readonly amountMinor: number;
  readonly count: number;
  readonly number: number;
  readonly split: Split;
}

/** Values that make the whole, from points that cut it; those `rest` takes over are left out of the sum. */
function cutWhole(whole: number, count: number, restCount: number): fc.Arbitrary<ShareValue[]> {
  const points = fc.array(fc.integer({ min: 0, max: whole }), {
    minLength: count - 1,
    maxLength: count - 1,
    size: 'max',
  });
  return points.map((unsorted) => {
    const sorted = [0, ...unsorted.sort((one, other) => one - other), whole];
    const values: ShareValue[] = sorted.slice(1).map((point, index) => point - (sorted[index] ?? 0));
    const descending = [...values.keys()].sort((one, other) => Number(values[other]) - Number(values[one]));
    // The largest become the rest, so that something is left for it.
    for (const index of descending.slice(0, restCount)) values[index] = 'rest';
    return values;
  });
}

function anySplit(amountMinor: number, count: number): fc.Arbitrary<Split> {
  const restCount = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: count }));
  const weights = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 3_000_000 }), fc.integer({ min: 1, max: 10 ** 12 })),
    {
      minLength: count,
      maxLength: count,
      size: 'max',
    },
  );
  return fc.oneof(
    fc.constant<Split>({ kind: 'equal', values: [] }),
    restCount
      .chain((rests) => cutWhole(amountMinor, count, rests))
      .map((values): Split => ({ kind: 'exact', values })),
    restCount
      .chain((rests) => cutWhole(wholeInMicros, count, rests))
      .map((values): Split => ({ kind: 'percent', values })),
    weights.map((values): Split => ({ kind: 'shares', values })),
  );
}

/** Arbitrary expenses: any currency, amount, number and kind of split, up to a number of people. */
export function anyExpense(maxCount: number): fc.Arbitrary<AnyExpense> {
  return fc
    .record({
      currency: fc.constantFrom(...currencies),
      count: fc.integer({ min: 1, max: maxCount }),
      number: fc.integer({ min: 1 }),
    })
    .chain((base) =>
      fc
        .integer({ min: 1, max: maxAmountMinor(base.currency) })
        .map((amountMinor) => ({ ...base, amountMinor })),
    )
    .chain((base) => anySplit(base.amountMinor, base.count).map((split) => ({ ...base, split })));
}
