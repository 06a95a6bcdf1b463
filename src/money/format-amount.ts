import currencyJs from 'currency.js';
import type { Currency } from './currency.js';

/**
 * An amount with the symbol, grouping and decimals of its currency: `₹1,00,000.00`, `¥1,200`, `-$5.00`.
 *
 * currency.js formats only the whole part. It divides by a power of ten in floating point, which is not exact for
 * the fractions of large amounts.
 * @throws RangeError when the amount is not a safe integer.
 */
export function formatAmount(amountMinor: number, currency: Currency): string {
  const { sign, whole, fraction } = splitDigits(amountMinor, currency.digits);
  const options = { precision: 0, symbol: '', useVedic: currency.grouping === 'indian' };
  const grouped = currencyJs(Number(whole), options).format();
  return `${sign}${currency.symbol}${grouped}${fraction}`;
}

/** An amount without symbol and grouping, e.g. `1234.50`. */
export function formatPlainAmount(amountMinor: number, currency: Currency): string {
  const { sign, whole, fraction } = splitDigits(amountMinor, currency.digits);
  return `${sign}${whole}${fraction}`;
}

/** The exact parts of an amount as text; `fraction` includes the point. */
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
