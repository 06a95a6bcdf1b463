import { describe, expect, test } from '@jest/globals';
import { showDay, showDecimal, showExample, showLargeExample } from '../../src/texts/show.js';

describe('a day in words', () => {
  test.each([
    ['2026-11-26', '26 Nov 2026'],
    ['2026-01-01', '1 Jan 2026'],
    ['2028-02-29', '29 Feb 2028'],
    ['1970-01-01', '1 Jan 1970'],
    ['9999-12-31', '31 Dec 9999'],
  ])('%s is %s', (day, words) => {
    expect(showDay(day, 'en')).toBe(words);
  });

  test('in the words of other languages', () => {
    expect(showDay('2026-11-26', 'hi')).toMatch(/^26 नव\S* 2026$/);
    expect(showDay('2026-11-26', 'fr')).toBe('26 nov. 2026');
  });
});

describe('amounts', () => {
  test.each([
    ['INR', '`1,250.50`', '`1,00,000.00`'],
    ['USD', '`1,250.50`', '`100,000.00`'],
    ['JPY', '`1,250`', '`100,000`'],
    ['KWD', '`1,250.500`', '`100,000.000`'],
    ['BDT', '`1,250.50`', '`1,00,000.00`'],
  ])('have examples in the grouping and decimals of %s', (currency, example, large) => {
    expect(showExample(currency)).toBe(example);
    expect(showLargeExample(currency)).toBe(large);
  });

  test('show every decimal that was typed, and at least those of the currency', () => {
    expect(showDecimal({ units: 99_999n, decimals: 3 }, 'INR')).toBe('₹99.999');
    expect(showDecimal({ units: 100_000n, decimals: 0 }, 'INR')).toBe('₹1,00,000.00');
    expect(showDecimal({ units: 5n, decimals: 1 }, 'JPY')).toBe('¥0.5');
  });
});
