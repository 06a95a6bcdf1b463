import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { absoluteMinor, addMinor, toMinorSum, type MinorSum } from '../../src/money/minor-sum.js';

const anySum: fc.Arbitrary<MinorSum> = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -9, max: 9 }),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(toMinorSum),
);

/** One value has one form, so that sums can be compared with `===`. */
function expectForm(sum: MinorSum): void {
  expect(typeof sum).toBe(Number.isSafeInteger(Number(sum)) ? 'number' : 'bigint');
}

describe('a sum of amounts', () => {
  test('is exact, however large, in any order', () => {
    fc.assert(
      fc.property(fc.array(anySum), (sums) => {
        const exact = sums.reduce<bigint>((sum, one) => sum + BigInt(one), 0n);
        for (const order of [sums, sums.toReversed()]) {
          const added = order.reduce<MinorSum>(addMinor, 0);
          expect(BigInt(added)).toBe(exact);
          expectForm(added);
        }
        expect(BigInt(absoluteMinor(sums.reduce(addMinor, 0)))).toBe(exact < 0n ? -exact : exact);
      }),
    );
  });

  test('comes back to a number when it is one that is exact', () => {
    const over = addMinor(Number.MAX_SAFE_INTEGER, 1);
    expect(over).toBe(9_007_199_254_740_992n);
    expect(addMinor(over, -1)).toBe(Number.MAX_SAFE_INTEGER);
    expect(addMinor(over, -over)).toBe(0);
  });

  test.each([0.5, NaN, Infinity])('refuses %d, which is no integer', (part) => {
    expect(() => addMinor(1, part)).toThrow(RangeError);
    expect(() => addMinor(1n, part)).toThrow(RangeError);
  });
});
