import { currencies, getCurrency } from '../../src/money/currency.js';
import type { Choice } from '../contract/option.js';

/** Offered before anything is typed. */
const commonCodes = ['INR', 'USD', 'EUR', 'GBP', 'AED', 'SGD', 'JPY', 'AUD', 'CAD', 'THB', 'LKR', 'NPR'];
const offeredAtMost = 25;
const nameOf = new Intl.DisplayNames('en', { type: 'currency' });

/** Currencies whose code begins with the typed text, then those found by sign or name. */
export function completeCurrency(typed: string): Choice[] {
  const wanted = typed.trim().toLowerCase();
  const codes = currencies.map(({ code }) => code);
  const byCode = codes.filter((code) => code.toLowerCase().startsWith(wanted));
  const byName = [...new Set([...commonCodes, ...codes])].filter(
    (code) => !byCode.includes(code) && describe(code).toLowerCase().includes(wanted),
  );
  const found = wanted === '' ? commonCodes : [...byCode, ...byName];
  return found.slice(0, offeredAtMost).map((code) => ({ name: describe(code), value: code }));
}

function describe(code: string): string {
  return `${code} ${getCurrency(code).symbol.trim()} · ${nameOf.of(code) ?? code}`;
}
