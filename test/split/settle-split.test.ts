import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCurrency, type Currency } from '../../src/money/currency.js';
import { formatPlainDecimal } from '../../src/money/decimal.js';
import { parseAmount } from '../../src/money/parse-amount.js';
import { parsePeople, resolvePeople, toPayments } from '../../src/split/parse-people.js';
import { settleSplit, type SettledSplit } from '../../src/split/settle-split.js';
import { splitExpense } from '../../src/split/split-expense.js';
import { catchUserError, sentenceOf } from '../money/catch-user-error.js';
import { lookupOf } from './people-lookup.js';

/** What people 1, 2, 3 … share when these values are typed. */
function settle(amount: string, values: string, code = 'INR'): SettledSplit & { shares: number[] } {
  const currency = getCurrency(code);
  const parsed = parseAmount(amount, currency);
  const text = values.split(' ').map((value, index) => `<@${index + 1}> ${value}`);
  const { split, userIds } = resolvePeople(parsePeople(text.join(' '), { currency }), lookupOf());
  const settled = settleSplit(split, parsed, currency, userIds.length);
  return { ...settled, shares: splitExpense(settled.split, parsed.amountMinor, userIds.length, 1) };
}

const refusal = (...typed: Parameters<typeof settle>) => catchUserError(() => settle(...typed));

describe('exact values are compared with the total before they are rounded', () => {
  test.each<[string, string, string, number[]]>([
    ['100', '33.333 33.333 33.334', 'INR', [3333, 3333, 3334]],
    ['100', '33.334 33.333 33.333', 'INR', [3334, 3333, 3333]],
    ['100', '33.5 66.5', 'JPY', [34, 66]],
    ['10', '3.3333 3.3333 3.3334', 'KWD', [3333, 3333, 3334]],
    ['1', '0.25 0.25 0.5', 'JPY', [0, 0, 1]],
    ['0.01', '0.0025 0.0075', 'USD', [0, 1]],
    ['100', '12.50 12.505 74.995', 'INR', [1250, 1251, 7499]],
    ['100', '33.33333333 33.33333333 33.33333334', 'INR', [3333, 3333, 3334]],
    // The total may be finer too: 10.9950 is rounded to 11.00.
    ['1010.995', '5.5 1005.495', 'INR', [550, 100_550]],
    ['100', '33.3333 rest', 'INR', [3333, 6667]],
    ['100', '33.3333 rest rest', 'INR', [3333, 3334, 3333]],
    ['100', '40+10.5 49.50', 'INR', [5050, 4950]],
    ['100', '33.333+0.001 66.666', 'INR', [3333, 6667]],
  ])('%s among %s in %s', (amount, values, code, shares) => {
    expect(settle(amount, values, code).shares).toEqual(shares);
  });

  test('and say by how much they differ, exactly', () => {
    expect(sentenceOf(refusal('100', '33.3333 33.3333 33.3333'))).toMatch(
      /^Shares make ₹99\.9999, ₹0\.0001 short of ₹100\.00\. Nothing was saved\./,
    );
    expect(sentenceOf(refusal('100', '33.5 66.6', 'JPY'))).toMatch(
      /^Shares make ¥100\.1, ¥0\.1 more than ¥100\./,
    );
    // Rounded, these would make 100.
    expect(refusal('100', '10.0050 89.99').code).toBe('splitShort');
    expect(refusal('100', '100.0001 rest').code).toBe('splitOver');
    expect(refusal('100', '50.0000 50.0000 rest').code).toBe('restNothingLeft');
  });

  test('and say that they were rounded', () => {
    expect(settle('100', '33.333 66.667').rounded).toBe(true);
    expect(settle('100', '50.0000 50').rounded).toBe(true);
    expect(settle('100', '33.33 66.67').rounded).toBe(false);
  });

  test('and have at most eight decimals', () => {
    expect(refusal('100', '33.333333333 66.666666667')).toMatchObject({
      code: 'amountTooFine',
      data: { typed: '33.333333333', decimals: 8 },
    });
    expect(settle('100', '33.3300000000000 66.67').shares).toEqual([3333, 6667]);
  });

  const anyFine = fc.record({
    currency: fc.constantFrom(...['INR', 'JPY', 'KWD', 'CLF'].map(getCurrency)),
    extraDigits: fc.integer({ min: 1, max: 4 }),
    parts: fc.array(fc.integer({ min: 0, max: 10 ** 7 }), { minLength: 1, maxLength: 8 }),
    number: fc.integer({ min: 1, max: 1000 }),
  });

  test('each gets its value to within a unit, a whole value exactly, and together the total', () => {
    fc.assert(
      fc.property(anyFine, ({ currency, extraDigits, parts, number }) => {
        const unit = 10 ** extraDigits;
        const sum = parts.reduce((total, part) => total + part, 0);
        // One more value makes the total whole.
        const values = [...parts, unit - (sum % unit)];
        const amountMinor = (sum - (sum % unit)) / unit + 1;
        const typed = values.map((units) => asDecimal(units, currency.digits + extraDigits, currency));
        const people = typed.map((value, index) => `<@${index + 1}> ${value}`).join(' ');
        const lookup = lookupOf({
          usersById: new Map(typed.map((_, index) => [`${index + 1}`, { isBot: false }])),
        });
        const { split } = resolvePeople(parsePeople(people, { currency }), lookup);
        const settled = settleSplit(split, { amountMinor }, currency, values.length);
        const shares = splitExpense(settled.split, amountMinor, values.length, number);
        expect(shares.reduce((total, share) => total + share, 0)).toBe(amountMinor);
        shares.forEach((share, index) => {
          const value = values[index] ?? 0;
          expect(Math.abs(share * unit - value)).toBeLessThan(value % unit === 0 ? 1 : unit);
        });
      }),
    );
  });

  /** A value that cannot be thousands: with enough zeros at its end. */
  function asDecimal(units: number, decimals: number, { digits }: Currency): string {
    const padded = decimals === 3 && digits !== 3 ? 4 : decimals;
    return formatPlainDecimal({ units: BigInt(units) * 10n ** BigInt(padded - decimals), decimals: padded });
  }
});

describe('values that could be thousands', () => {
  test.each<[string, string, string, number[]]>([
    ['100000', '50.000 50.000', 'VND', [50_000, 50_000]],
    ['100', '50.000 50.000', 'INR', [5000, 5000]],
    ['75500', '50.000 25.500', 'IDR', [5_000_000, 2_550_000]],
    ['50500', '50.000 500', 'JPY', [50_000, 500]],
    ['1234567', '1.234.567', 'VND', [1_234_567]],
    ['51000', '50.000+1.000', 'VND', [51_000]],
    ['51', '50.000+1.000', 'EUR', [5100]],
    ['2.468', '1,234 1,234', 'KWD', [1234, 1234]],
    ['2468', '1,234 1,234', 'KWD', [1_234_000, 1_234_000]],
  ])('are read as they make the total: %s among %s in %s', (amount, values, code, shares) => {
    expect(settle(amount, values, code).shares).toEqual(shares);
  });

  test.each([
    ['100', '50.000 49', 'INR'],
    ['100000', '50.000 rest', 'VND'],
    ['100', '33.333 rest', 'INR'],
    // One as thousands and the other not: that is a guess.
    ['50050', '50.000 50.000', 'INR'],
    ['1050', '1.000 50.000 0', 'JPY'],
  ])('are refused where neither reading makes it: %s among %s in %s', (amount, values, code) => {
    expect(refusal(amount, values, code).code).toBe('amountThousands');
    expect(sentenceOf(refusal(amount, values, code))).toMatch(/^`[0-9.]+` could mean/);
  });

  test('several points stand between thousands, whatever the total', () => {
    expect(refusal('100', '1.234.567 50', 'INR')).toMatchObject({
      code: 'amountNotation',
      data: { typed: '1.234.567', reading: '1234567' },
    });
  });

  test('another notation is refused in values too', () => {
    expect(refusal('25', '12,50 12,50')).toMatchObject({
      code: 'amountNotation',
      data: { reading: '12.50' },
    });
  });

  test('are read in the same way in who paid', () => {
    const inr = getCurrency('INR');
    const payers = (text: string, amount: string) =>
      toPayments(
        resolvePeople(parsePeople(text, { currency: inr }), lookupOf()),
        parseAmount(amount, inr),
        inr,
      ).map(({ amountMinor }) => amountMinor);
    expect(payers('<@1> 33.333 <@2> 66.667', '100')).toEqual([3333, 6667]);
    expect(payers('<@1> 840 + 126.50 <@2> 33.50', '1000')).toEqual([96_650, 3350]);
    expect(payers('<@1> 50.000 <@2> 50.000', '1,00,000')).toEqual([5_000_000, 5_000_000]);
    expect(sentenceOf(catchUserError(() => payers('<@1> 33.3333 <@2> 66.6666', '100')))).toMatch(
      /^Payments make ₹99\.9999, ₹0\.0001 short/,
    );
  });
});

describe('percentages and weights', () => {
  test.each([
    ['33,3% 66,7%', 'percentNotNumber'],
    ['1,000% 5%', 'percentNotNumber'],
    ['x1,500 x2', 'weightNotNumber'],
    ['x१ x2', 'weightNotNumber'],
    ['40%+5% 55%', 'percentNotNumber'],
  ])('have no comma, no sum and only digits 0-9: %s', (values, code) => {
    expect(refusal('100', values).code).toBe(code);
    expect(sentenceOf(refusal('100', values))).toContain('0-9 and a point');
  });
});
