import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../src/errors/user-error.js';
import { currencies, getCurrency, maxAmountMinor, type Currency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import { parseAmount } from '../../src/money/parse-amount.js';
import { catchUserError, sentenceOf } from './catch-user-error.js';

const refusal = (text: string, code: string) => catchUserError(() => parseAmount(text, getCurrency(code)));

describe('what could be thousands is refused with both readings', () => {
  test.each([
    ['50.000', 'EUR', '`50.000` could mean 50,000 or 50.00: type `50000` or `50.00`.'],
    ['50.000đ', 'VND', '`50.000đ` could mean 50,000 or 50: type `50000` or `50`.'],
    ['Rp. 50.000', 'IDR', '`Rp. 50.000` could mean 50,000 or 50.00: type `50000` or `50.00`.'],
    ['50.000₫', 'VND', '`50.000₫` could mean 50,000 or 50: type `50000` or `50`.'],
    ['1.000', 'JPY', '`1.000` could mean 1,000 or 1: type `1000` or `1`.'],
    ['Rp50.000', 'IDR', '`Rp50.000` could mean 50,000 or 50.00: type `50000` or `50.00`.'],
    ['₹ 150.000', 'INR', '`₹ 150.000` could mean 1,50,000 or 150.00: type `150000` or `150.00`.'],
    ['10.005', 'INR', '`10.005` could mean 10,005 or 10.01: type `10005` or `10.01`.'],
    ['9.999/-', 'INR', '`9.999/-` could mean 9,999 or 10.00: type `9999` or `10.00`.'],
    ['1.234', 'CLF', '`1.234` could mean 1,234 or 1.2340: type `1234` or `1.2340`.'],
    ['12.345 krw', 'KRW', '`12.345 krw` could mean 12,345 or 12: type `12345` or `12`.'],
    // Where three decimals are usual, a comma before three digits may be either.
    ['1,234', 'KWD', '`1,234` could mean 1,234 or 1.234: type `1234` or `1.234`.'],
    ['TND 12,500', 'TND', '`TND 12,500` could mean 12,500 or 12.500: type `12500` or `12.500`.'],
  ])('%s in %s', (text, code, sentence) => {
    expect(refusal(text, code).code).toBe('amountThousands');
    expect(sentenceOf(refusal(text, code))).toBe(sentence);
  });

  test.each([
    ['1.234', 'KWD', 1234],
    ['999.999', 'BHD', 999_999],
    ['1,234.567', 'KWD', 1_234_567],
    ['1,234,567', 'KWD', 1_234_567_000],
    ['1,234', 'INR', 123_400],
    ['1,234', 'JPY', 1234],
    ['0.005', 'INR', 1],
    ['0.125', 'USD', 13],
    ['1000.500', 'INR', 100_050],
    ['1,000.500', 'INR', 100_050],
    ['50.0000', 'INR', 5000],
    ['1,234', 'CLF', 12_340_000],
  ])('but not %s in %s, which can be only one', (text, code, amountMinor) => {
    expect(parseAmount(text, getCurrency(code)).amountMinor).toBe(amountMinor);
  });
});

describe('another notation is refused with the way to type it', () => {
  test.each([
    ['12,50', 'INR', '12.50'],
    ['12,5', 'EUR', '12.5'],
    ['0,5', 'EUR', '0.5'],
    // Nothing behind `0,` can be thousands.
    ['0,500', 'INR', '0.500'],
    ['0,1250 €', 'EUR', '0.1250'],
    ['kr. 12,50', 'DKK', '12.50'],
    ['12,50 €', 'EUR', '12.50'],
    ['12,50', 'JPY', '12.50'],
    ['0,500', 'KWD', '0.500'],
    ['1234,500', 'KWD', '1234.500'],
    ['1,2345', 'CLF', '1.2345'],
    ['1.234,56', 'EUR', '1234.56'],
    ['1.234.567', 'VND', '1234567'],
    ['1.234.567', 'KWD', '1234567'],
    ['1.234.567', 'INR', '1234567'],
    ['1.00.000', 'INR', '100000'],
    ['1.234.567,89', 'EUR', '1234567.89'],
    ["1'234.50", 'CHF', '1234.50'],
    ['1’234', 'CHF', '1234'],
    ["1'234'567,5", 'CHF', '1234567.5'],
    ['1 234,50', 'EUR', '1234.50'],
    ['1\u00a0234,50', 'EUR', '1234.50'],
    ['1\u202f234\u202f567,50\u00a0€', 'EUR', '1234567.50'],
    ['1 234', 'SEK', '1234'],
    ['1 00 000.50', 'INR', '100000.50'],
    ['50,-', 'EUR', '50'],
    ['1.000,-', 'EUR', '1000'],
    ['50.-', 'CHF', '50'],
    ['1 000:-', 'SEK', '1000'],
  ])('%s in %s: %s', (text, code, reading) => {
    const error = refusal(text, code);
    expect(error).toMatchObject({ code: 'amountNotation', data: { typed: text, reading } });
    expect(sentenceOf(error)).toContain(`Type it as \`${reading}\``);
    expect(parseAmount(reading, getCurrency(code)).amountMinor).toBeGreaterThan(0);
  });

  test.each([
    ['12,345', 'JPY', 12_345],
    ['12,34,567', 'INR', 123_456_700],
  ])('but not %s in %s', (text, code, amountMinor) => {
    expect(parseAmount(text, getCurrency(code)).amountMinor).toBe(amountMinor);
  });

  test.each([
    ['1,00,0', 'INR'],
    ['1,2345', 'INR'],
    ['1.23,45,6', 'INR'],
    ['1 23 4', 'INR'],
    ["1'23", 'CHF'],
    ['1.234,567', 'EUR'],
    ['12.34.56', 'EUR'],
  ])('%s in %s means nothing in particular', (text, code) => {
    expect(['amountGrouping', 'amountNotNumber']).toContain(refusal(text, code).code);
  });

  test('above the limit as the limit says', () => {
    expect(refusal('50.000.000', 'IDR').code).toBe('amountTooLarge');
    expect(refusal('10 000 000,01', 'EUR').code).toBe('amountTooLarge');
  });
});

const locales = (
  'en-US en-IN en-ZA hi-IN mr-IN bn-BD ne-NP ar-EG ar-AE fa-IR de-DE de-AT de-CH fr-FR fr-CH es-ES es-MX it-IT pt-BR ' +
  'pt-PT nl-NL sv-SE nb-NO da-DK pl-PL cs-CZ ru-RU uk-UA tr-TR id-ID vi-VN ja-JP ko-KR zh-CN th-TH he-IL hu-HU bg-BG'
).split(' ');

/** How people of a locale write an amount: with and without the currency, and a round one also without decimals. */
function writeAs(locale: string, amountMinor: number, currency: Currency): string[] {
  const { code, digits } = currency;
  const isRound = amountMinor % 10 ** digits === 0;
  // Where three decimals are usual, `1.234` is written with them, as everywhere in that currency.
  const decimals = isRound && digits !== 3 ? [digits, 0] : [digits];
  return decimals.flatMap((fraction) => {
    const format = (options: Intl.NumberFormatOptions) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: fraction,
        maximumFractionDigits: fraction,
        ...options,
      }).format(formatPlainAmount(amountMinor, currency) as Intl.StringNumericLiteral);
    return [
      format({}),
      format({ useGrouping: false }),
      format({ style: 'currency', currency: code }),
      format({ style: 'currency', currency: code, currencyDisplay: 'code' }),
    ];
  });
}

test('in the habits of 38 locales an amount is exactly what it was, or refused', () => {
  const anyAmount = fc
    .constantFrom(...currencies, ...'JPY VND IDR KWD TND INR EUR'.split(' ').map(getCurrency))
    .chain((currency) =>
      fc.record({
        currency: fc.constant(currency),
        amountMinor: fc.oneof(
          fc.integer({ min: 1, max: maxAmountMinor(currency) }),
          fc.integer({ min: 1, max: 9_999_999 }),
          fc.integer({ min: 1, max: 9_999 }).map((whole) => whole * 10 ** currency.digits),
        ),
      }),
    );
  let [exact, advised, refused] = [0, 0, 0];
  fc.assert(
    fc.property(fc.constantFrom(...locales), anyAmount, (locale, { currency, amountMinor }) => {
      for (const written of writeAs(locale, amountMinor, currency)) {
        try {
          expect([written, parseAmount(written, currency).amountMinor]).toEqual([written, amountMinor]);
          exact++;
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          refused++;
          const { code, data } = error as UserError;
          // An advice is the amount that was meant; of two, one is.
          const advice =
            code === 'amountNotation'
              ? [(data as { reading: string }).reading]
              : code === 'amountThousands'
                ? (data as unknown as { readings: string[] }).readings
                : undefined;
          if (advice === undefined) continue;
          advised++;
          expect(advice.map((text) => parseAmount(text, currency).amountMinor)).toContain(amountMinor);
        }
      }
    }),
    { numRuns: 3000 },
  );
  expect(exact).toBeGreaterThan(1000);
  expect(advised).toBeGreaterThan(refused / 4);
});
