import { UserError } from '../errors/user-error.js';

/** A currency of ISO 4217. */
export interface Currency {
  /** Three capital letters, e.g. `INR`. */
  readonly code: string;
  /** Decimals of the minor unit: 2 for INR (paisa), 0 for JPY, 3 for KWD. */
  readonly digits: number;
  /** Shown before an amount. Unique. A code in its place ends with a no-break space. */
  readonly symbol: string;
  /** 1,00,00,000 or 10,000,000 */
  readonly grouping: 'indian' | 'western';
}

/** The largest amount in any currency, in major units: one crore, inclusive. */
export const maxAmountMajor = 10_000_000;

/**
 * Active codes of ISO 4217 (tables A.1 and A.2 up to amendment 180, funds included) by the decimals of their
 * minor unit. Metals, units of account and test codes are left out.
 */
const codesByDigits: readonly (readonly [digits: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
    HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
    MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
    VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

/** Unique signs. A currency without one shows its code. */
const symbolsByCode: Readonly<Record<string, string>> = {
  AMD: '֏',
  AUD: 'A$',
  AZN: '₼',
  BDT: '৳',
  BRL: 'R$',
  CAD: 'C$',
  CNY: 'CN¥',
  CRC: '₡',
  EUR: '€',
  FJD: 'FJ$',
  GBP: '£',
  GEL: '₾',
  GHS: 'GH₵',
  HKD: 'HK$',
  ILS: '₪',
  INR: '₹',
  JMD: 'J$',
  JPY: '¥',
  KHR: '៛',
  KRW: '₩',
  KZT: '₸',
  LAK: '₭',
  MNT: '₮',
  MXN: 'MX$',
  NAD: 'N$',
  NGN: '₦',
  NZD: 'NZ$',
  PHP: '₱',
  PYG: '₲',
  RUB: '₽',
  SGD: 'S$',
  THB: '฿',
  TRY: '₺',
  TTD: 'TT$',
  TWD: 'NT$',
  UAH: '₴',
  USD: '$',
  VND: '₫',
  XCD: 'EC$',
};

/** Currencies grouped in lakh and crore. */
const indianGrouping = new Set(['INR', 'NPR', 'PKR', 'BDT', 'LKR', 'BTN']);

function describe(code: string, digits: number): Currency {
  return {
    code,
    digits,
    symbol: symbolsByCode[code] ?? `${code}\u00a0`,
    grouping: indianGrouping.has(code) ? 'indian' : 'western',
  };
}

/** Every active currency, by code. */
export const currencies: readonly Currency[] = codesByDigits
  .flatMap(([digits, codes]) => codes.split(/\s+/).map((code) => describe(code, digits)))
  .sort((one, other) => (one.code < other.code ? -1 : 1));

const currenciesByCode = new Map(currencies.map((currency) => [currency.code, currency]));

/** The currency with this code, in any case; undefined if ISO 4217 has no such active code. */
export function findCurrency(code: string): Currency | undefined {
  return currenciesByCode.get(code.trim().toUpperCase());
}

/**
 * The currency with this code, in any case.
 * @throws UserError `currencyUnknown`
 */
export function getCurrency(code: string): Currency {
  const currency = findCurrency(code);
  if (currency === undefined) throw new UserError('currencyUnknown', { typed: code });
  return currency;
}

/** The largest amount of a currency, in its minor units. */
export function maxAmountMinor(currency: Currency): number {
  return maxAmountMajor * 10 ** currency.digits;
}
