import { currencies } from './currency.js';

/** A currency sign or code at one end of a text. */
export interface FoundSign {
  /** As typed. */
  readonly sign: string;
  /** Codes of the currencies that use it. */
  readonly codes: readonly string[];
  /** The text without it, trimmed. */
  readonly rest: string;
}

const dollars =
  'USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD XCD'.split(' ');
const pesos = ['ARS', 'CLP', 'COP', 'CUP', 'DOP', 'MXN', 'UYU'];
const rupees = ['INR', 'NPR', 'PKR', 'LKR', 'MUR', 'SCR'];

/**
 * Signs that people type besides symbol and code. A sign of several currencies means that of the expense if it is
 * among them: in an expense in AUD, `$50` is A$50.
 */
const typedSigns: readonly (readonly [sign: string, codes: readonly string[]])[] = [
  ['$', [...dollars, ...pesos]],
  ['Rs.', rupees],
  ['Rs', rupees],
  ['₨', rupees],
  ['रु.', ['INR', 'NPR']],
  ['रु', ['INR', 'NPR']],
  ['रू', ['INR', 'NPR']],
  ['US$', ['USD']],
  ['CA$', ['CAD']],
  ['AU$', ['AUD']],
  ['¥', ['JPY', 'CNY']],
  ['\uffe5', ['JPY', 'CNY']],
  ['円', ['JPY']],
  ['元', ['CNY']],
  ['£', ['GBP', 'EGP', 'FKP', 'GIP', 'SHP']],
  ['₩', ['KRW', 'KPW']],
  ['kr.', ['SEK', 'NOK', 'DKK', 'ISK']],
  ['kr', ['SEK', 'NOK', 'DKK', 'ISK']],
  ['zł', ['PLN']],
  ['Kč', ['CZK']],
  ['Ft', ['HUF']],
  ['Fr.', ['CHF']],
  ['Fr', ['CHF']],
  ['RM', ['MYR']],
  ['Rp.', ['IDR']],
  ['Rp', ['IDR']],
  ['đ', ['VND']],
  ['원', ['KRW']],
  ['руб.', ['RUB']],
  ['руб', ['RUB']],
  ['TL', ['TRY']],
  ['KSh', ['KES']],
  ['FCFA', ['XAF', 'XOF']],
];

function collectSigns(): ReadonlyMap<string, readonly string[]> {
  const signs = new Map<string, readonly string[]>();
  for (const { code, symbol } of currencies) {
    signs.set(code.toLowerCase(), [code]);
    signs.set(symbol.trim().toLowerCase(), [code]);
  }
  for (const [sign, codes] of typedSigns) signs.set(sign.toLowerCase(), codes);
  return signs;
}

const codesBySign = collectSigns();

/** Longest first: `Rs.` must match before `Rs`. */
const signs = [...codesBySign.keys()].sort((one, other) => other.length - one.length);

// Vowel signs of Indian scripts are marks (\p{M}): रु in रुपये is no sign.
const endsInLetter = /[\p{L}\p{M}]$/u;
const startsWithLetter = /^[\p{L}\p{M}]/u;

function found(sign: string, rest: string): FoundSign {
  return { sign, codes: codesBySign.get(sign.toLowerCase()) ?? [], rest: rest.trim() };
}

/** The sign that a text begins with: `₹1000`, `Rs. 1000`, `inr 1000`. `Rs` in `Rsvp` is none. */
export function findLeadingSign(text: string): FoundSign | undefined {
  const lower = text.toLowerCase();
  for (const sign of signs) {
    if (!lower.startsWith(sign)) continue;
    const rest = text.slice(sign.length);
    if (endsInLetter.test(sign) && startsWithLetter.test(rest)) continue;
    return found(text.slice(0, sign.length), rest);
  }
  return undefined;
}

/** The sign that a text ends with: `1000 inr`, `1000₹`, `1000 Rs.`. */
export function findTrailingSign(text: string): FoundSign | undefined {
  const lower = text.toLowerCase();
  for (const sign of signs) {
    if (!lower.endsWith(sign)) continue;
    const rest = text.slice(0, text.length - sign.length);
    if (startsWithLetter.test(sign) && endsInLetter.test(rest)) continue;
    return found(text.slice(text.length - sign.length), rest);
  }
  return undefined;
}

/** Finds `/-` after a number, `1000/-`: in South Asia it ends a round sum of rupees or taka. */
export function findStroke(text: string): FoundSign | undefined {
  const [, rest, sign] = /^(.*[0-9])\s*(\/[-–—])$/.exec(text) ?? [];
  return rest === undefined || sign === undefined ? undefined : { sign, codes: [...rupees, 'BDT'], rest };
}

/** Whether a word is a currency sign or code. */
export function isCurrencySign(word: string): boolean {
  return codesBySign.has(word.toLowerCase());
}
