import { currencies, getCurrency } from '../../src/money/currency.js';
import type { Choice } from '../contract/option.js';

/** Offered where nothing is typed yet. */
const usual = ['INR', 'USD', 'EUR', 'GBP', 'AED', 'SGD', 'JPY', 'AUD', 'CAD', 'THB', 'LKR', 'NPR'];
const offeredAtMost = 25;
const nameOf = new Intl.DisplayNames('en', { type: 'currency' });

/** The currencies that may be meant: by the beginning of their code first, then by sign or name. */
export function completeCurrency(typed: string): Choice[] {
  const wanted = typed.trim().toLowerCase();
  const codes = currencies.map(({ code }) => code);
  const byCode = codes.filter((code) => code.toLowerCase().startsWith(wanted));
  const byName = [...new Set([...usual, ...codes])].filter(
    (code) => !byCode.includes(code) && describe(code).toLowerCase().includes(wanted),
  );
  const found = wanted === '' ? usual : [...byCode, ...byName];
  return found.slice(0, offeredAtMost).map((code) => ({ name: describe(code), value: code }));
}

function describe(code: string): string {
  return `${code} ${getCurrency(code).symbol.trim()} · ${nameOf.of(code) ?? code}`;
}
