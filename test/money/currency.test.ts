import { describe, expect, test } from '@jest/globals';
import { currencies, findCurrency, getCurrency, maxAmountMinor } from '../../src/money/currency.js';
import { UserError } from '../../src/errors/user-error.js';

describe('currencies', () => {
  test.each([
    ['INR', 2],
    ['USD', 2],
    ['JPY', 0],
    ['ISK', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['UYW', 4],
    ['XCG', 2],
    ['ZWG', 2],
  ])('%s has %d decimals', (code, digits) => {
    expect(getCurrency(code).digits).toBe(digits);
  });

  test('every code stands there once, in order, with three capital letters', () => {
    const codes = currencies.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(codes.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
    expect(codes.length).toBeGreaterThan(160);
  });

  test('what the platform knows as a currency of today is there', () => {
    const inUse = [
      'AED',
      'BDT',
      'BRL',
      'CHF',
      'CNY',
      'EUR',
      'IDR',
      'LKR',
      'MVR',
      'MXN',
      'NPR',
      'PKR',
      'SLE',
      'ZAR',
    ];
    expect(inUse.filter((code) => findCurrency(code) === undefined)).toEqual([]);
  });

  test.each(['BGN', 'HRK', 'ANG', 'SLL', 'DEM', 'XAU', 'XXX', 'XTS', 'XDR'])(
    '%s is no longer, or never was, money to share',
    (code) => {
      expect(findCurrency(code)).toBeUndefined();
    },
  );

  test('no two currencies show the same symbol, not even in different case', () => {
    const symbols = currencies.map(({ symbol }) => symbol.trim().toLowerCase());
    expect(new Set(symbols).size).toBe(symbols.length);
  });

  test('a code brings its no-break space, a sign brings none', () => {
    expect(getCurrency('CHF').symbol).toBe('CHF\u00a0');
    expect(getCurrency('INR').symbol).toBe('₹');
    expect(getCurrency('AUD').symbol).toBe('A$');
  });

  test('the platform knows the same decimals, but where coins that stand in the norm are no longer used', () => {
    const others = currencies.filter(({ code, digits }) => {
      const { maximumFractionDigits } = new Intl.NumberFormat('en', {
        style: 'currency',
        currency: code,
      }).resolvedOptions();
      return maximumFractionDigits !== digits;
    });
    expect(others.map(({ code, digits }) => `${code} ${digits}`)).toEqual(
      'AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK PKR SOS SYP YER'
        .split(' ')
        .map((code) => `${code} ${code === 'IQD' ? 3 : 2}`),
    );
  });

  test('a sign is the one that the platform shows, or letters of the country before its dollar', () => {
    const shown = (currency: string, currencyDisplay: 'symbol' | 'narrowSymbol') =>
      new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay })
        .formatToParts(1)
        .find(({ type }) => type === 'currency')?.value ?? '';
    const signed = currencies.filter(({ code, symbol }) => symbol.trim() !== code);
    expect(signed).toHaveLength(39);
    for (const { code, symbol } of signed) {
      const known = [shown(code, 'symbol'), shown(code, 'narrowSymbol')];
      const isDollar = known.includes('$') && /^[A-Z]{1,3}\$$/.test(symbol);
      expect({ code, symbol, isKnown: isDollar || known.includes(symbol) }).toEqual({
        code,
        symbol,
        isKnown: true,
      });
    }
  });

  test('lakh and crore are grouped for the countries that count in them', () => {
    const indian = currencies.filter(({ grouping }) => grouping === 'indian').map(({ code }) => code);
    expect(indian).toEqual(['BDT', 'BTN', 'INR', 'LKR', 'NPR', 'PKR']);
    expect(currencies.filter(({ grouping }) => grouping === 'western')).toHaveLength(currencies.length - 6);
  });

  test('a code is found in any case', () => {
    expect(findCurrency('inr')).toBe(findCurrency('INR'));
    expect(findCurrency(' Usd ')?.code).toBe('USD');
    expect(findCurrency('')).toBeUndefined();
    expect(findCurrency('constructor')).toBeUndefined();
  });

  test('an unknown code is an error that quotes it', () => {
    expect(() => getCurrency('rupee`s')).toThrow(UserError);
    try {
      getCurrency('rupee`s');
    } catch (error) {
      expect(error).toMatchObject({ code: 'currencyUnknown', data: { typed: 'rupee`s' } });
    }
  });

  test('the largest amount is one crore of the major unit, and a safe integer everywhere', () => {
    expect(maxAmountMinor(getCurrency('INR'))).toBe(1_000_000_000);
    expect(maxAmountMinor(getCurrency('JPY'))).toBe(10_000_000);
    expect(currencies.every((currency) => Number.isSafeInteger(maxAmountMinor(currency)))).toBe(true);
  });
});
