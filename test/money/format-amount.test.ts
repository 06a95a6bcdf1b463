import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { currencies, getCurrency } from '../../src/money/currency.js';
import { formatAmount, formatPlainAmount } from '../../src/money/format-amount.js';

describe('formatAmount', () => {
  test.each([
    [10_000_000, 'INR', '₹1,00,000.00'],
    [123_450, 'USD', '$1,234.50'],
    [1200, 'JPY', '¥1,200'],
    [1, 'INR', '₹0.01'],
    [0, 'INR', '₹0.00'],
    [-23_000, 'INR', '-₹230.00'],
    [-1, 'KWD', '-KWD\u00a00.001'],
    [1200, 'CHF', 'CHF\u00a012.00'],
    [1_000_000_000, 'INR', '₹1,00,00,000.00'],
    [1_000_000_000, 'EUR', '€10,000,000.00'],
    [100_000_000_000, 'CLF', 'CLF\u00a010,000,000.0000'],
    [Number.MAX_SAFE_INTEGER, 'USD', '$90,071,992,547,409.91'],
    [Number.MAX_SAFE_INTEGER, 'INR', '₹9,00,71,99,25,47,409.91'],
    [Number.MIN_SAFE_INTEGER, 'JPY', '-¥9,007,199,254,740,991'],
  ])('%d in %s is %s', (amountMinor, code, shown) => {
    expect(formatAmount(amountMinor, getCurrency(code))).toBe(shown);
  });

  test('shows every safe integer and every bigint exactly, and groups it as the platform does', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.maxSafeInteger(), fc.bigInt()),
        fc.constantFrom(...currencies),
        (amountMinor, currency) => {
          const plain = formatPlainAmount(amountMinor, currency);
          expect(BigInt(plain.replace('.', ''))).toBe(BigInt(amountMinor));
          const locale = currency.grouping === 'indian' ? 'en-IN' : 'en-US';
          const whole = BigInt(plain.replace(/^-|\..*$/g, '')).toLocaleString(locale);
          const fraction = currency.digits === 0 ? '' : `.${plain.split('.')[1] ?? ''}`;
          expect(formatAmount(amountMinor, currency)).toBe(
            `${amountMinor < 0 ? '-' : ''}${currency.symbol}${whole}${fraction}`,
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('shows sums beyond safe integers to the last digit', () => {
    expect(formatAmount(9_007_199_254_740_993n, getCurrency('INR'))).toBe('₹9,00,71,99,25,47,409.93');
    expect(formatAmount(-18_014_398_509_481_983n, getCurrency('JPY'))).toBe('-¥18,014,398,509,481,983');
    expect(formatPlainAmount(9_007_199_254_740_993n, getCurrency('CLF'))).toBe('900719925474.0993');
  });

  test.each([0.5, NaN, Infinity, 2 ** 53])('refuses %d, which is no safe integer', (amountMinor) => {
    expect(() => formatAmount(amountMinor, getCurrency('INR'))).toThrow(RangeError);
    expect(() => formatPlainAmount(amountMinor, getCurrency('INR'))).toThrow(RangeError);
  });
});

describe('formatPlainAmount', () => {
  test.each([
    [123_450, 'INR', '1234.50'],
    [1200, 'JPY', '1200'],
    [-5, 'INR', '-0.05'],
    [12_345, 'KWD', '12.345'],
  ])('%d in %s is %s', (amountMinor, code, shown) => {
    expect(formatPlainAmount(amountMinor, getCurrency(code))).toBe(shown);
  });
});
