import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { currencies, getCurrency, maxAmountMinor } from '../../src/money/currency.js';
import { formatAmount, formatPlainAmount } from '../../src/money/format-amount.js';
import { parseAmount } from '../../src/money/parse-amount.js';
import { UserError } from '../../src/errors/user-error.js';
import { catchUserError, sentenceOf } from './catch-user-error.js';

const inr = getCurrency('INR');
const anyCurrency = fc.constantFrom(...currencies);
const anyAmount = anyCurrency.chain((currency) =>
  fc.record({
    currency: fc.constant(currency),
    amountMinor: fc.integer({ min: 1, max: maxAmountMinor(currency) }),
  }),
);

function codeOf(text: string, code = 'INR'): string {
  return catchUserError(() => parseAmount(text, getCurrency(code))).code;
}

describe('parseAmount accepts', () => {
  test.each([
    ['1000', 100_000],
    ['1,000.5', 100_050],
    ['1,00,000.50', 10_000_050],
    ['100,000.50', 10_000_050],
    ['10,00,000', 100_000_000],
    ['₹1000', 100_000],
    ['₹ 1,000', 100_000],
    ['Rs 1000', 100_000],
    ['rs1000', 100_000],
    ['RS. 1000', 100_000],
    ['Rs.5', 500],
    ['Rs. 1000/-', 100_000],
    ['1000/-', 100_000],
    ['1000 /-', 100_000],
    ['1000/- Rs', 100_000],
    ['INR 1000', 100_000],
    ['1000 inr', 100_000],
    ['1000inr', 100_000],
    ['1000 Rs.', 100_000],
    ['1000₹', 100_000],
    ['रु 1000', 100_000],
    ['  12  ', 1200],
    ['0.5', 50],
    ['0.01', 1],
    ['1,00,00,000.00', 1_000_000_000],
    ['10,000,000', 1_000_000_000],
    ['10000000', 1_000_000_000],
  ])('%s', (text, amountMinor) => {
    expect(parseAmount(text, inr)).toMatchObject({ amountMinor, rounded: false });
  });

  test.each([
    ['$50', 'AUD', 5000],
    ['A$50', 'AUD', 5000],
    ['¥1,200', 'CNY', 120_000],
    ['¥1,200', 'JPY', 1200],
    ['CHF 12.00', 'CHF', 1200],
    ['12.345 kwd', 'KWD', 12_345],
    ['0.0001', 'CLF', 1],
    ['৳1000/-', 'BDT', 100_000],
  ])('%s in an expense in %s', (text, code, amountMinor) => {
    expect(parseAmount(text, getCurrency(code))).toMatchObject({ amountMinor, rounded: false });
  });

  test('what it formats itself, in every currency', () => {
    fc.assert(
      fc.property(anyAmount, ({ currency, amountMinor }) => {
        const expected = { amountMinor, rounded: false };
        expect(parseAmount(formatAmount(amountMinor, currency), currency)).toMatchObject(expected);
        expect(parseAmount(formatPlainAmount(amountMinor, currency), currency)).toMatchObject(expected);
        expect(
          parseAmount(`${formatPlainAmount(amountMinor, currency)} ${currency.code}`, currency),
        ).toMatchObject(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('parseAmount rounds half away from zero, and says so', () => {
  test.each([
    ['1000.005', 'INR', 100_001, true],
    ['10.0050', 'INR', 1001, true],
    ['10.0049', 'INR', 1000, true],
    ['10.0000', 'INR', 1000, true],
    ['1,000.000', 'INR', 100_000, true],
    ['1000.0', 'JPY', 1000, true],
    ['10000000.00000000000', 'INR', 1_000_000_000, true],
    ['0.010', 'INR', 1, true],
    ['10.0050+10.0050', 'INR', 2001, true],
    ['1.9999999', 'INR', 200, true],
    ['1200.5', 'JPY', 1201, true],
    ['1.2345', 'KWD', 1235, true],
    ['0.005', 'INR', 1, true],
    ['10000000.004', 'INR', 1_000_000_000, true],
  ])('%s in %s', (text, code, amountMinor, rounded) => {
    expect(parseAmount(text, getCurrency(code))).toMatchObject({ amountMinor, rounded });
  });
});

describe('parseAmount adds up', () => {
  test.each([
    ['840+126.50', 'INR', 96_650],
    ['840 + 126.50', 'INR', 96_650],
    ['₹840 + ₹126.50', 'INR', 96_650],
    ['840+126.50 inr', 'INR', 96_650],
    ['Rs. 1,00,000 + 12/-', 'INR', 10_001_200],
    ['0.1+0.2', 'USD', 30],
    ['5+0', 'INR', 500],
    ['1+2+3+4+5+6+7+8+9+10', 'JPY', 55],
    ['9,999,999.99+0.01', 'USD', 1_000_000_000],
    ['1.234+0.001', 'KWD', 1235],
  ])('%s in %s', (text, code, amountMinor) => {
    expect(parseAmount(text, getCurrency(code))).toMatchObject({ amountMinor, rounded: false });
  });

  test('exactly, and rounds only the sum', () => {
    expect(parseAmount('1000.0049+1000.0001', inr)).toMatchObject({ amountMinor: 200_001, rounded: true });
    const term = fc.tuple(fc.integer({ min: 0, max: 999_999 }), fc.stringMatching(/^[0-9]{4}$/));
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 10 }), ([...terms]) => {
        terms.push([1, '0000']);
        const typed = terms.slice(-10).map(([whole, fraction]) => `${whole}.${fraction}`);
        const units = terms.slice(-10).reduce((sum, [whole, part]) => sum + BigInt(`${whole}${part}`), 0n);
        expect(parseAmount(typed.join(' + '), getCurrency('CLF')).amountMinor).toBe(Number(units));
      }),
    );
  });

  test.each([
    ['1+2+3+4+5+6+7+8+9+10+11', 'amountTooManyTerms', '1+2+3+4+5+6+7+8+9+10+11'],
    ['840+', 'amountSigned', '840+'],
    ['840++5', 'amountSigned', '840++5'],
    ['840+-5', 'amountSigned', '-5'],
    ['840+$5', 'amountOtherCurrency', '$5'],
    ['840+12,50', 'amountNotation', '12,50'],
    ['840+50.000', 'amountThousands', '50.000'],
    ['840+1,00,0', 'amountGrouping', '1,00,0'],
    ['840+111111111111111111111', 'amountTooLong', '111111111111111111111'],
    ['10000000+0.01', 'amountTooLarge', '10000000+0.01'],
    ['0+0', 'amountZero', '0+0'],
  ])('but not %s: %s', (text, code, typed) => {
    expect(catchUserError(() => parseAmount(text, inr))).toMatchObject({ code, data: { typed } });
  });
});

describe('parseAmount refuses', () => {
  test.each([
    ['', 'amountMissing'],
    ['   ', 'amountMissing'],
    ['0', 'amountZero'],
    ['0.00', 'amountZero'],
    ['0.004', 'amountRoundsToZero'],
    ['-5', 'amountSigned'],
    ['+5', 'amountSigned'],
    ['−5', 'amountSigned'],
    ['₹-5', 'amountSigned'],
    ['-₹5', 'amountSigned'],
    ['5-', 'amountSigned'],
    ['1e3', 'amountExponent'],
    ['1E+3', 'amountExponent'],
    ['12e3', 'amountExponent'],
    ['1e10', 'amountExponent'],
    ['1e', 'amountExponent'],
    ['x1e3', 'amountNotNumber'],
    ['1e3x', 'amountNotNumber'],
    ['1.22.3', 'amountNotNumber'],
    ['10x1', 'amountNotNumber'],
    ['0xzz', 'amountNotNumber'],
    ['0x10', 'amountHexadecimal'],
    ['0b1', 'amountHexadecimal'],
    ['١٢', 'amountForeignDigits'],
    ['१२', 'amountForeignDigits'],
    ['\uff11\uff12', 'amountForeignDigits'],
    ['5²', 'amountForeignDigits'],
    ['1,00,0.00', 'amountGrouping'],
    ['1,0000', 'amountGrouping'],
    ['1000,000', 'amountGrouping'],
    ['1,00,00', 'amountGrouping'],
    ['100,00,000', 'amountGrouping'],
    ['1 00', 'amountGrouping'],
    ['1.00,50', 'amountGrouping'],
    ['1,000,50', 'amountGrouping'],
    [',100', 'amountGrouping'],
    ['NaN', 'amountNotNumber'],
    ['Infinity', 'amountNotNumber'],
    ['thousand', 'amountNotNumber'],
    ['1k', 'amountNotNumber'],
    ['1.2.3', 'amountNotNumber'],
    ['.', 'amountNotNumber'],
    ['₹', 'amountNotNumber'],
    ['(5)', 'amountNotNumber'],
    ['40%', 'amountNotNumber'],
    ['₹5 INR', 'amountNotNumber'],
    ['100 रुपये', 'amountNotNumber'],
    ['.5', 'amountLeadingPoint'],
    ['₹ .5', 'amountLeadingPoint'],
    ['5.', 'amountTrailingPoint'],
    ['007', 'amountLeadingZero'],
    ['00.5', 'amountLeadingZero'],
    ['0,100,000', 'amountLeadingZero'],
    ['$5', 'amountOtherCurrency'],
    ['5 usd', 'amountOtherCurrency'],
    ['C$5', 'amountOtherCurrency'],
    ['5€', 'amountOtherCurrency'],
    ['111111111111111111111', 'amountTooLong'],
    ['0.0000000000000000001', 'amountTooLong'],
    ['10000000.01', 'amountTooLarge'],
    ['1,00,00,000.005', 'amountTooLarge'],
  ])('%s: %s', (text, code) => {
    const { data, ...error } = catchUserError(() => parseAmount(text, inr));
    expect(error.code).toBe(code);
    expect(data).toMatchObject({
      currency: 'INR',
      ...(code !== 'amountMissing' && { typed: text }),
      ...(code === 'amountTooLong' && { limit: 20 }),
    });
  });

  test.each([
    ['Rs 5', 'USD'],
    ['5/-', 'USD'],
    ['₹5', 'NPR'],
    ['A$5', 'USD'],
    ['$5', 'EUR'],
  ])('%s in an expense in %s, as the sign of another currency', (text, code) => {
    expect(codeOf(text, code)).toBe('amountOtherCurrency');
  });

  test('anything above one crore in any currency, by one minor unit', () => {
    for (const currency of currencies) {
      const max = maxAmountMinor(currency);
      expect(parseAmount(formatPlainAmount(max, currency), currency).amountMinor).toBe(max);
      const error = catchUserError(() => parseAmount(formatPlainAmount(max + 1, currency), currency));
      expect(error).toMatchObject({ code: 'amountTooLarge', data: { currency: currency.code } });
      expect(sentenceOf(error)).toContain(formatAmount(max, currency));
    }
  });

  test('with the piece quoted, and a right way to type it', () => {
    const sentence = sentenceOf(catchUserError(() => parseAmount('1,00,0.00', inr)));
    expect(sentence).toContain('`1,00,0.00`');
    expect(sentence).toContain('`1,250.50`');
    expect(sentenceOf(catchUserError(() => parseAmount('١٢', inr)))).toContain('0 1 2 3 4 5 6 7 8 9');
    expect(sentenceOf(catchUserError(() => parseAmount('10000001', inr)))).toContain('₹1,00,00,000.00');
  });

  test('any text with a UserError and nothing else', () => {
    const moneyish = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789.,-+eExX₹$Rs/ INRusd१')),
      maxLength: 22,
    });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), moneyish), anyCurrency, (text, currency) => {
        try {
          const { amountMinor } = parseAmount(text, currency);
          expect(Number.isSafeInteger(amountMinor)).toBe(true);
          expect(amountMinor).toBeGreaterThan(0);
          expect(amountMinor).toBeLessThanOrEqual(maxAmountMinor(currency));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          expect(sentenceOf(error as UserError).length).toBeGreaterThan(10);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
