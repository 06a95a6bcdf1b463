import { describe, expect, test } from '@jest/globals';
import {
  findLeadingSign,
  findStroke,
  findTrailingSign,
  isCurrencySign,
} from '../../src/money/currency-signs.js';
import { currencies } from '../../src/money/currency.js';

/** Signs that people type, each with currencies that it may mean, and one that it does not. */
const typed = [
  ['$', ['USD', 'AUD', 'CAD', 'SGD', 'HKD', 'NZD', 'TWD', 'XCD', 'MXN', 'ARS', 'CLP', 'UYU'], 'EUR'],
  ['US$', ['USD'], 'AUD'],
  ['CA$', ['CAD'], 'USD'],
  ['AU$', ['AUD'], 'USD'],
  ['Rs.', ['INR', 'NPR', 'PKR', 'LKR', 'MUR', 'SCR'], 'IDR'],
  ['Rs', ['INR', 'NPR', 'PKR', 'LKR', 'MUR', 'SCR'], 'IDR'],
  ['₨', ['INR', 'NPR', 'PKR', 'LKR', 'MUR', 'SCR'], 'IDR'],
  ['रु.', ['INR', 'NPR'], 'PKR'],
  ['रु', ['INR', 'NPR'], 'PKR'],
  ['रू', ['INR', 'NPR'], 'PKR'],
  ['₹', ['INR'], 'NPR'],
  ['¥', ['JPY', 'CNY'], 'KRW'],
  ['\uffe5', ['JPY', 'CNY'], 'KRW'],
  ['円', ['JPY'], 'CNY'],
  ['元', ['CNY'], 'JPY'],
  ['£', ['GBP', 'EGP', 'FKP', 'GIP', 'SHP'], 'EUR'],
  ['₩', ['KRW', 'KPW'], 'JPY'],
  ['kr', ['SEK', 'NOK', 'DKK', 'ISK'], 'EUR'],
  ['kr.', ['SEK', 'NOK', 'DKK', 'ISK'], 'EUR'],
  ['Fr.', ['CHF'], 'HUF'],
  ['Rp.', ['IDR'], 'INR'],
  ['đ', ['VND'], 'INR'],
  ['원', ['KRW'], 'JPY'],
  ['руб.', ['RUB'], 'UAH'],
  ['руб', ['RUB'], 'UAH'],
  ['TL', ['TRY'], 'EUR'],
  ['KSh', ['KES'], 'UGX'],
  ['FCFA', ['XAF', 'XOF'], 'EUR'],
  ['zł', ['PLN'], 'CZK'],
  ['Kč', ['CZK'], 'PLN'],
  ['Ft', ['HUF'], 'CHF'],
  ['Fr', ['CHF'], 'HUF'],
  ['RM', ['MYR'], 'IDR'],
  ['Rp', ['IDR'], 'INR'],
] as const;

describe('a sign', () => {
  test.each(typed)('%s is found before and behind a number, in any case', (sign, codes, not) => {
    for (const shown of [sign, sign.toUpperCase(), sign.toLowerCase()]) {
      for (const found of [
        findLeadingSign(`${shown}5`),
        findLeadingSign(`${shown} 5`),
        findTrailingSign(`5${shown}`),
        findTrailingSign(`5 ${shown}`),
      ]) {
        expect(found).toMatchObject({ sign: shown, rest: '5' });
        expect(found?.codes).toEqual(expect.arrayContaining([...codes]));
        expect(found?.codes).not.toContain(not);
      }
      expect(isCurrencySign(shown)).toBe(true);
    }
  });

  test('is the code and the symbol of every currency', () => {
    for (const { code, symbol } of currencies) {
      for (const sign of [code, code.toLowerCase(), symbol.trim()]) {
        expect(findLeadingSign(`${sign} 1`)).toMatchObject({ sign, rest: '1' });
        expect(findTrailingSign(`1 ${sign}`)).toMatchObject({ sign, rest: '1' });
        expect(findLeadingSign(`${sign} 1`)?.codes).toContain(code);
        expect(findTrailingSign(`1 ${sign}`)?.codes).toContain(code);
        expect(isCurrencySign(sign)).toBe(true);
      }
    }
  });

  test('is the longest that fits', () => {
    expect(findLeadingSign('CA$5')).toEqual({ sign: 'CA$', codes: ['CAD'], rest: '5' });
    expect(findTrailingSign('5 NT$')).toEqual({ sign: 'NT$', codes: ['TWD'], rest: '5' });
    expect(findLeadingSign('Rs.5')?.rest).toBe('5');
    expect(findLeadingSign('Rs.abc')).toMatchObject({ sign: 'Rs.', rest: 'abc' });
  });

  test.each(['Rsvp', 'rupees', 'रुपये 5', 'krona 5', 'francs', '5', '', '%', '-5'])(
    'does not stand at the beginning of %j',
    (text) => {
      expect(findLeadingSign(text)).toBeUndefined();
    },
  );

  test.each(['5 cars', 'प्रु', 'abcINR', '5 रुपये', '5', '', '5%'])('does not stand at the end of %j', (text) => {
    expect(findTrailingSign(text)).toBeUndefined();
  });

  test('that is no letter may touch one', () => {
    expect(findLeadingSign('₹x')).toMatchObject({ sign: '₹', rest: 'x' });
    expect(findTrailingSign('x₹')).toMatchObject({ sign: '₹', rest: 'x' });
    expect(findLeadingSign('Rs5a')).toMatchObject({ sign: 'Rs', rest: '5a' });
    expect(findTrailingSign('a5 INR')).toMatchObject({ sign: 'INR', rest: 'a5' });
    expect(findTrailingSign('xA$')).toMatchObject({ sign: '$', rest: 'xA' });
  });

  test.each(['', 'x', '%', 'rupees', '₹5', 'me', '/-'])('is not %j', (word) => {
    expect(isCurrencySign(word)).toBe(false);
  });
});

describe('the stroke behind a round sum', () => {
  test.each([
    ['1000/-', '1000', '/-'],
    ['1000 /-', '1000', '/-'],
    ['1,000/–', '1,000', '/–'],
    ['1000/—', '1000', '/—'],
    ['Rs 10/-', 'Rs 10', '/-'],
  ])('%s', (text, rest, sign) => {
    const found = findStroke(text);
    expect(found).toMatchObject({ rest, sign });
    expect([...(found?.codes ?? [])].sort()).toEqual(['BDT', 'INR', 'LKR', 'MUR', 'NPR', 'PKR', 'SCR']);
  });

  test.each(['1000', '/-', 'x/-', '1000/', '1000-', '1000/-5', '1000/-/-', '1000 / -'])(
    'is not at the end of %j',
    (text) => {
      expect(findStroke(text)).toBeUndefined();
    },
  );
});
