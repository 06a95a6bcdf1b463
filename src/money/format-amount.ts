import currencyJs from 'currency.js';
import type { Currency } from './currency.js';

/**
 * An amount as people read it: symbol, the currency's grouping, always its own decimals, e.g. `₹1,00,000.00`,
 * `¥1,200`, `-$5.00` (commands.md, "Formats").
 *
 * currency.js writes the whole part only: it divides minor units by a power of ten in floating point, which
 * is exact for whole numbers and not for fractions of large ones.
 * @throws RangeError when the amount is not a safe integer.
 */
export function formatAmount(amountMinor: number, currency: Currency): string {
  const { sign, whole, fraction } = splitDigits(amountMinor, currency.digits);
  const options = { precision: 0, symbol: '', useVedic: currency.grouping === 'indian' };
  const grouped = currencyJs(Number(whole), options).format();
  return `${sign}${currency.symbol}${grouped}${fraction}`;
}

/** An amount without symbol and grouping, e.g. `1234.50`: for CSV, and for an option to be typed again. */
export function formatPlainAmount(amountMinor: number, currency: Currency): string {
  const { sign, whole, fraction } = splitDigits(amountMinor, currency.digits);
  return `${sign}${whole}${fraction}`;
}

/** Sign, whole part, and point with fraction of an amount, all exact, as text. */
function splitDigits(amountMinor: number, digits: number): { sign: string; whole: string; fraction: string } {
  if (!Number.isSafeInteger(amountMinor)) {
    throw new RangeError('An amount to format must be a safe integer of minor units');
  }
  const text = Math.abs(amountMinor)
    .toString()
    .padStart(digits + 1, '0');
  const point = text.length - digits;
  return {
    sign: amountMinor < 0 ? '-' : '',
    whole: text.slice(0, point),
    fraction: digits === 0 ? '' : `.${text.slice(point)}`,
  };
}
