import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shareOut, shareOutEqually } from '../../src/money/share-out.js';

const anyAmount = fc.oneof(
  fc.integer({ min: 0, max: 1000 }),
  fc.integer({ min: 0, max: 100_000_000_000 }),
  fc.maxSafeNat(),
);
const anyWeight = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 100_000_000 }),
  fc.integer({ min: 0, max: 1_000_000_000_000 }),
);
const anyWeights = fc
  .oneof(
    fc.array(anyWeight, { minLength: 1, maxLength: 12 }),
    fc.array(anyWeight, { minLength: 1, maxLength: 1000, size: '+2' }),
    fc.array(fc.bigInt({ min: 0n, max: 10n ** 30n }), { minLength: 1, maxLength: 20 }),
  )
  .filter((weights) => weights.some((weight) => weight > 0));
const anyTieStart = fc.nat({ max: 1_000_000 });

function sum(values: readonly number[]): bigint {
  return values.reduce((total, value) => total + BigInt(value), 0n);
}

/** The rule again, by the book and slow: floors, then one each down the list of largest remainders. */
function shareOutByTheBook(
  amountMinor: number,
  weights: readonly (number | bigint)[],
  tieStart: number,
): number[] {
  const whole = weights.map(BigInt);
  const total = whole.reduce((one, other) => one + other, 0n);
  const amount = BigInt(amountMinor);
  const shares = whole.map((weight) => (amount * weight) / total);
  let leftover = amount - shares.reduce((one, other) => one + other, 0n);
  const remainders = whole.map((weight) => (amount * weight) % total);
  const distinct = [...new Set(remainders)].sort((one, other) => (one < other ? 1 : -1));
  for (const remainder of distinct) {
    if (leftover === 0n) break;
    const tied = remainders.flatMap((each, index) => (each === remainder ? [index] : []));
    const rotated = tied.map((_, turn) => tied[(tieStart + turn) % tied.length] ?? -1);
    // Only at the cut does the order matter: above it everyone gets one.
    for (const index of rotated) {
      if (leftover === 0n) break;
      shares[index] = (shares[index] ?? 0n) + 1n;
      leftover--;
    }
  }
  return shares.map(Number);
}

describe('shareOut', () => {
  test('a third of ₹100.00 each leaves a paisa, which goes round with the number', () => {
    expect(shareOut(10_000, [1, 1, 1], 0)).toEqual([3334, 3333, 3333]);
    expect(shareOut(10_000, [1, 1, 1], 1)).toEqual([3333, 3334, 3333]);
    expect(shareOut(10_000, [1, 1, 1], 2)).toEqual([3333, 3333, 3334]);
    expect(shareOut(10_000, [1, 1, 1], 3)).toEqual([3334, 3333, 3333]);
  });

  test('two leftover units go to neighbours, over the end of the list', () => {
    expect(shareOut(5, [1, 1, 1], 2)).toEqual([2, 1, 2]);
  });

  test('the largest remainder comes first, whatever the start', () => {
    expect(shareOut(10, [1, 1, 5], 1)).toEqual([1, 2, 7]);
    expect(shareOut(100, [1, 2], 1)).toEqual([33, 67]);
  });

  test('only the equal remainders at the cut take turns', () => {
    // Half a unit is due to three, and more to two others, who get theirs before them.
    expect(shareOut(10, [5, 5, 5, 7, 78], 0)).toEqual([1, 0, 0, 1, 8]);
    expect(shareOut(10, [5, 5, 5, 7, 78], 2)).toEqual([0, 0, 1, 1, 8]);
    expect(shareOut(10, [5, 5, 5, 7, 78], 4)).toEqual([0, 1, 0, 1, 8]);
  });

  test('several who take turns stand side by side among the tied, over the end of the list', () => {
    expect(shareOut(2, [1, 1, 1, 1, 0], 0)).toEqual([1, 1, 0, 0, 0]);
    expect(shareOut(2, [1, 1, 1, 1, 0], 1)).toEqual([0, 1, 1, 0, 0]);
    expect(shareOut(3, [1, 0, 1, 1, 1], 3)).toEqual([1, 0, 1, 0, 1]);
    expect(shareOut(3, [1n, 0n, 1n, 1n, 1n], 7)).toEqual([1, 0, 1, 0, 1]);
  });

  test('is the rule by the book where many tie', () => {
    const fewWeights = fc
      .array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 9 })
      .filter((weights) => weights.some((weight) => weight > 0));
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fewWeights, fc.nat({ max: 20 }), (amountMinor, weights, tieStart) => {
        expect(shareOut(amountMinor, weights, tieStart)).toEqual(
          shareOutByTheBook(amountMinor, weights, tieStart),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('who weighs nothing gets nothing', () => {
    expect(shareOut(7, [0, 1, 0, 1], 1)).toEqual([0, 3, 0, 4]);
    expect(shareOut(0, [1, 2], 0)).toEqual([0, 0]);
  });

  test('shares are whole, in proportion, and make exactly the amount', () => {
    fc.assert(
      fc.property(anyAmount, anyWeights, anyTieStart, (amountMinor, weights, tieStart) => {
        const shares = shareOut(amountMinor, weights, tieStart);
        expect(shares).toHaveLength(weights.length);
        expect(sum(shares)).toBe(BigInt(amountMinor));
        const total = weights.reduce((one: bigint, other) => one + BigInt(other), 0n);
        const isFar = shares.some((share, index) => {
          const off = BigInt(share) * total - BigInt(amountMinor) * BigInt(weights[index] ?? 0);
          return !Number.isSafeInteger(share) || share < 0 || off >= total || off <= -total;
        });
        expect(isFar).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('is the rule by the book, by number and by BigInt alike', () => {
    fc.assert(
      fc.property(anyAmount, anyWeights, anyTieStart, (amountMinor, weights, tieStart) => {
        expect(shareOut(amountMinor, weights, tieStart)).toEqual(
          shareOutByTheBook(amountMinor, weights, tieStart),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('equal weights are an equal split, whatever they are', () => {
    fc.assert(
      fc.property(
        anyAmount,
        fc.integer({ min: 1, max: 1000 }),
        anyWeight,
        anyTieStart,
        (amountMinor, count, weight, start) => {
          const shares = shareOut(amountMinor, new Array<number>(count).fill(weight + 1), start);
          expect(shares).toEqual(shareOutEqually(amountMinor, count, start));
          expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
          expect(sum(shares)).toBe(BigInt(amountMinor));
        },
      ),
    );
  });

  test('scaling all weights changes nothing', () => {
    fc.assert(
      fc.property(
        anyAmount,
        anyWeights,
        anyTieStart,
        fc.integer({ min: 1, max: 1000 }),
        (amountMinor, weights, start, scale) => {
          const scaled = weights.map((weight) => BigInt(weight) * BigInt(scale));
          expect(shareOut(amountMinor, scaled, start)).toEqual(shareOut(amountMinor, weights, start));
        },
      ),
    );
  });

  test('over as many expenses as there are ties everyone pays the leftover as often', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 1, max: 50 }),
        (amountMinor, count) => {
          const totals = new Array<number>(count).fill(0);
          for (let start = 0; start < count; start++) {
            shareOutEqually(amountMinor, count, start).forEach((share, index) => {
              totals[index] = (totals[index] ?? 0) + share;
            });
          }
          expect(new Set(totals)).toEqual(new Set([amountMinor]));
        },
      ),
    );
  });

  test.each([
    [-1, [1], 0],
    [1.5, [1], 0],
    [2 ** 53, [1], 0],
    [1, [], 0],
    [1, [0, 0], 0],
    [1, [0n, 0n], 0],
    [1, [-1n, 2n], 0],
    [1, [-1n, -1n], 0],
    [1, [-1, -1], 0],
    [1, [-1, 2], 0],
    [1, [0.5, 1], 0],
    [1, [0.5, 0.5], 0],
    [1, [1, 2], -1],
    [1, [1, 2], 0.5],
  ] as [number, (number | bigint)[], number][])(
    '%p over %p from %p is a mistake of the caller',
    (...args) => {
      expect(() => shareOut(...args)).toThrow(RangeError);
    },
  );
});
