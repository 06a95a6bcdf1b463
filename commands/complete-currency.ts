import { currencies, getCurrency } from '../src/money/currency.js';
import type { Choice } from './command.js';

const usual = ['INR', 'USD', 'EUR', 'GBP', 'AED', 'SGD', 'JPY', 'AUD', 'CAD', 'THB', 'LKR', 'NPR'];

/** The currencies whose code begins as typed; the most used ones where nothing is typed. */
export function completeCurrency(typed: string): Choice[] {
  const wanted = typed.trim().toUpperCase();
  const codes = wanted ? currencies.map(({ code }) => code).filter((code) => code.startsWith(wanted)) : usual;
  return codes.slice(0, 25).map((code) => ({ name: `${code} ${getCurrency(code).symbol}`, value: code }));
}
