import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { currencies, getCurrency, maxAmountMinor } from '../../src/money/currency.js';
import { wholeInMicros } from '../../src/split/format-share-value.js';
import { checkSplit, type ShareValue, type Split, splitExpense } from '../../src/split/split-expense.js';
import type { UserError } from '../../src/errors/user-error.js';
import { catchUserError, sentenceOf } from '../money/catch-user-error.js';
import { anyExpense } from './any-expense.js';

const inr = getCurrency('INR');

function refusal(kind: Split['kind'], values: readonly ShareValue[], amountMinor: number): UserError {
  return catchUserError(() => {
    checkSplit({ kind, values }, amountMinor, inr, values.length);
  });
}

const percent = (...values: readonly (number | 'rest')[]): ShareValue[] =>
  values.map((value) => (value === 'rest' ? value : Math.round(value * 1_000_000)));

function sumOf(shares: readonly number[]): number {
  return shares.reduce((total, share) => total + share, 0);
}

describe('splitExpense', () => {
  test('equal: ₹1,000.00 for four is ₹250.00 each', () => {
    expect(splitExpense({ kind: 'equal', values: [] }, 100_000, 4, 1)).toEqual([
      25_000, 25_000, 25_000, 25_000,
    ]);
  });

  test('equal: the leftover paisa starts at number - 1', () => {
    const split: Split = { kind: 'equal', values: [] };
    expect(splitExpense(split, 100, 3, 1)).toEqual([34, 33, 33]);
    expect(splitExpense(split, 100, 3, 2)).toEqual([33, 34, 33]);
    expect(splitExpense(split, 100, 3, 4)).toEqual([34, 33, 33]);
  });

  test('exact: what was typed stands', () => {
    expect(splitExpense({ kind: 'exact', values: [37_000, 88_000] }, 125_000, 2, 7)).toEqual([
      37_000, 88_000,
    ]);
  });

  test('exact: the rest is spread equally, and only the rest gets leftovers', () => {
    expect(splitExpense({ kind: 'exact', values: ['rest', 100, 'rest', 0] }, 1001, 4, 1)).toEqual([
      451, 100, 450, 0,
    ]);
    expect(splitExpense({ kind: 'exact', values: ['rest', 100, 'rest', 0] }, 1001, 4, 2)).toEqual([
      450, 100, 451, 0,
    ]);
  });

  test('percent: 40, 20, 20, 20 of ₹1,200.00', () => {
    const split: Split = { kind: 'percent', values: percent(40, 20, 20, 20) };
    expect(splitExpense(split, 120_000, 4, 3)).toEqual([48_000, 24_000, 24_000, 24_000]);
  });

  test('percent: the largest remainder first; a share that is exact gets no leftover', () => {
    expect(splitExpense({ kind: 'percent', values: percent(50, 33, 17) }, 10, 3, 1)).toEqual([5, 3, 2]);
    expect(splitExpense({ kind: 'percent', values: percent(50, 25, 25) }, 10, 3, 1)).toEqual([5, 3, 2]);
    expect(splitExpense({ kind: 'percent', values: percent(50, 25, 25) }, 10, 3, 2)).toEqual([5, 2, 3]);
  });

  test('percent: a rest of one part in three stays exact', () => {
    const split: Split = { kind: 'percent', values: percent(0, 'rest', 'rest', 'rest') };
    expect(splitExpense(split, 300_000_000, 4, 1)).toEqual([0, 100_000_000, 100_000_000, 100_000_000]);
    expect(
      splitExpense({ kind: 'percent', values: percent(10, 'rest', 'rest', 'rest') }, 1000, 4, 1),
    ).toEqual([100, 300, 300, 300]);
  });

  test('shares: x2 bears twice what x1 bears', () => {
    expect(splitExpense({ kind: 'shares', values: [2_000_000, 1_000_000, 500_000] }, 3500, 3, 1)).toEqual([
      2000, 1000, 500,
    ]);
  });

  test('10,000 random expenses of every kind add up to the last minor unit', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(anyExpense(12), ({ split, amountMinor, count, number, currency }) => {
        kinds.add(split.kind);
        checkSplit(split, amountMinor, currency, count);
        const shares = splitExpense(split, amountMinor, count, number);
        expect(shares).toHaveLength(count);
        expect(sumOf(shares)).toBe(amountMinor);
        expect(shares.every((share) => Number.isSafeInteger(share) && share >= 0)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
    expect(kinds.size).toBe(4);
  });

  test('so do those of up to 1000 people', () => {
    fc.assert(
      fc.property(anyExpense(1000), ({ split, amountMinor, count, number, currency }) => {
        checkSplit(split, amountMinor, currency, count);
        expect(sumOf(splitExpense(split, amountMinor, count, number))).toBe(amountMinor);
      }),
      { numRuns: 300 },
    );
  });

  test('one crore in every currency for a thousand adds up', () => {
    for (const currency of currencies) {
      const amountMinor = maxAmountMinor(currency);
      const weights = Array.from({ length: 1000 }, (_, index) => (index + 1) * 999_983);
      const percentages = [...new Array<ShareValue>(999).fill(33_333), 'rest' as const];
      for (const split of [
        { kind: 'equal', values: [] },
        { kind: 'shares', values: weights },
        { kind: 'percent', values: percentages },
      ] as const satisfies readonly Split[]) {
        checkSplit(split, amountMinor, currency, 1000);
        expect(sumOf(splitExpense(split, amountMinor, 1000, 1))).toBe(amountMinor);
      }
    }
  });

  test('people in another order bear the same, but for the leftover unit of a tie', () => {
    fc.assert(
      fc.property(
        anyExpense(12),
        fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
        ({ split, amountMinor, count, number }, keys) => {
          const order = Array.from({ length: count }, (_, index) => ({
            index,
            key: keys[index] ?? 0,
          }))
            .sort((one, other) => one.key - other.key)
            .map(({ index }) => index);
          const values = split.values.length === 0 ? [] : order.map((index) => split.values[index] ?? 0);
          const shares = splitExpense(split, amountMinor, count, number);
          const moved = splitExpense({ kind: split.kind, values }, amountMinor, count, number);
          const differences = moved.map((share, at) => Math.abs(share - (shares[order[at] ?? 0] ?? 0)));
          expect(Math.max(...differences)).toBeLessThanOrEqual(1);
          const ascending = (one: number, other: number) => one - other;
          expect([...moved].sort(ascending)).toEqual([...shares].sort(ascending));
        },
      ),
    );
  });
});

describe('checkSplit', () => {
  test('exact shares one paisa short or over are refused, by how much', () => {
    const short = refusal('exact', [37_000, 87_999], 125_000);
    expect(short).toMatchObject({
      code: 'splitShort',
      data: { sum: { units: 124_999n, decimals: 2 }, totalMinor: 125_000 },
    });
    expect(sentenceOf(short)).toMatch(
      /^Shares make ₹1,249\.99, ₹0\.01 short of ₹1,250\.00\. Nothing was saved\./,
    );
    const over = refusal('exact', [37_000, 88_001], 125_000);
    expect(over.code).toBe('splitOver');
    expect(sentenceOf(over)).toMatch(/^Shares make ₹1,250\.01, ₹0\.01 more than ₹1,250\.00\./);
  });

  test('99.99% and 100.01% are refused, by how much', () => {
    expect(sentenceOf(refusal('percent', percent(33.33, 33.33, 33.33), 100))).toMatch(
      /^Percentages make 99\.99%, 0\.01% short of 100%/,
    );
    expect(sentenceOf(refusal('percent', percent(50, 50.01), 100))).toMatch(
      /^Percentages make 100\.01%, 0\.01% more/,
    );
    expect(refusal('percent', [wholeInMicros - 1], 100).code).toBe('percentShort');
  });

  test('rest with nothing left is refused, rest with less than nothing is over', () => {
    expect(refusal('exact', [100, 'rest'], 100)).toMatchObject({
      code: 'restNothingLeft',
      data: { totalMinor: 100, currency: 'INR' },
    });
    expect(refusal('exact', [101, 'rest'], 100).code).toBe('splitOver');
    expect(refusal('percent', percent(100, 'rest'), 100).code).toBe('percentNothingLeft');
    expect(refusal('percent', percent(60, 41, 'rest'), 100).code).toBe('percentOver');
  });

  test('weights of nothing, or with a rest, are refused', () => {
    expect(refusal('shares', [0, 1], 100)).toMatchObject({ code: 'weightZero', data: { typed: 'x0' } });
    expect(refusal('shares', ['rest', 1], 100)).toMatchObject({
      code: 'restWithWeights',
      data: { typed: 'rest' },
    });
  });

  test('a rest, a share of nothing and an exact fit are fine', () => {
    const fine: readonly (readonly [Split, number])[] = [
      [{ kind: 'exact', values: [0, 'rest'] }, 2],
      [{ kind: 'exact', values: ['rest', 'rest'] }, 2],
      [{ kind: 'percent', values: percent(100, 0) }, 2],
      [{ kind: 'percent', values: percent(99.999999, 'rest') }, 2],
      [{ kind: 'shares', values: [1] }, 1],
      [{ kind: 'equal', values: [] }, 1],
    ];
    for (const [split, count] of fine) {
      expect(() => {
        checkSplit(split, 100, inr, count);
      }).not.toThrow();
    }
  });

  test('1 to 1000 people', () => {
    const check = (count: number) => () => {
      checkSplit({ kind: 'equal', values: [] }, 100, inr, count);
    };
    expect(catchUserError(check(0)).code).toBe('peopleMissing');
    expect(check(1000)).not.toThrow();
    expect(catchUserError(check(1001))).toMatchObject({
      code: 'peopleTooMany',
      data: { count: 1001, limit: 1000 },
    });
  });

  test('values that do not belong to the people are a mistake of the caller', () => {
    const cases: readonly Split[] = [
      { kind: 'equal', values: [1, 2] },
      { kind: 'exact', values: [100] },
      { kind: 'exact', values: [-1, 101] },
      { kind: 'percent', values: [0.5, 99.5] },
    ];
    for (const split of cases) {
      expect(() => {
        checkSplit(split, 100, inr, 2);
      }).toThrow(RangeError);
    }
  });
});
