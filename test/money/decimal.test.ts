import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDecimals,
  formatPlainDecimal,
  roundDecimal,
  subtractDecimals,
  toDecimal,
  trimDecimal,
} from '../../src/money/decimal.js';
import { parseDecimal } from '../../src/money/parse-decimal.js';

const anyDecimal = fc.record({
  units: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  decimals: fc.integer({ min: 0, max: 9 }),
});

describe('a decimal', () => {
  test('rounds to the nearest unit, half away from zero, and says when it had more decimals', () => {
    fc.assert(
      fc.property(anyDecimal, fc.integer({ min: 0, max: 4 }), (number, digits) => {
        const { scaled, rounded } = roundDecimal(number, digits);
        expect(rounded).toBe(number.decimals > digits);
        const error = subtractDecimals({ units: scaled, decimals: digits }, number);
        // At most half a unit from what it was, and above it when it is exactly half.
        const doubled = subtractDecimals(
          { units: error.units * 2n, decimals: error.decimals },
          toDecimal(0, 0),
        );
        const unit = 10n ** BigInt(doubled.decimals - digits);
        expect(doubled.units > -unit && doubled.units <= unit).toBe(true);
      }),
    );
  });

  test('is typed as it reads, and loses only zeros when trimmed', () => {
    expect(formatPlainDecimal({ units: 5n, decimals: 3 })).toBe('0.005');
    expect(trimDecimal({ units: 5000n, decimals: 3 })).toEqual({ units: 5n, decimals: 0 });
    expect(trimDecimal({ units: 0n, decimals: 3 })).toEqual({ units: 0n, decimals: 0 });
    expect(trimDecimal({ units: 100n, decimals: 0 })).toEqual({ units: 100n, decimals: 0 });
    fc.assert(
      fc.property(anyDecimal, (number) => {
        expect(parseDecimal(formatPlainDecimal(number))).toEqual(number);
        expect(subtractDecimals(trimDecimal(number), number).units).toBe(0n);
      }),
    );
  });

  test('is added and subtracted exactly', () => {
    expect(addDecimals([])).toEqual({ units: 0n, decimals: 0 });
    expect(addDecimals([toDecimal(10, 2), { units: 2n, decimals: 1 }, { units: 1n, decimals: 0 }])).toEqual({
      units: 130n,
      decimals: 2,
    });
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (one, other) => {
        const left = subtractDecimals(addDecimals([one, other]), other);
        expect(subtractDecimals(left, one).units).toBe(0n);
      }),
    );
  });
});
