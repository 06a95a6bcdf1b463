import type { Currency } from './currency.js';
import { absoluteMinor, type MinorSum } from './minor-sum.js';

/** Where a separator stands: before each of these groups of digits at the end of the whole part. */
const groups: Readonly<Record<Currency['grouping'], RegExp>> = {
  indian: /\B(?=(?:\d{2})*\d{3}$)/g,
  western: /\B(?=(?:\d{3})+$)/g,
};

/**
 * An amount or a sum of amounts with the symbol, grouping and decimals of its currency: `₹1,00,000.00`, `¥1,200`,
 * `-$5.00`. It is put together from digits, so that it is exact however large it is.
 * @throws RangeError when it is a number that is no safe integer
 */
export function formatAmount(amountMinor: MinorSum, currency: Currency): string {
  const { sign, whole, fraction } = splitDigits(amountMinor, currency.digits);
  return `${sign}${currency.symbol}${whole.replace(groups[currency.grouping], ',')}${fraction}`;
}

/** An amount without symbol and grouping, e.g. `1234.50`. */
export function formatPlainAmount(amountMinor: MinorSum, currency: Currency): string {
  const { sign, whole, fraction } = splitDigits(amountMinor, currency.digits);
  return `${sign}${whole}${fraction}`;
}

/** The exact parts of an amount as text; `fraction` includes the point. */
function splitDigits(
  amountMinor: MinorSum,
  digits: number,
): { sign: string; whole: string; fraction: string } {
  if (typeof amountMinor === 'number' && !Number.isSafeInteger(amountMinor)) {
    throw new RangeError('An amount to format must be a safe integer of minor units');
  }
  const text = absoluteMinor(amountMinor)
    .toString()
    .padStart(digits + 1, '0');
  const point = text.length - digits;
  return {
    sign: amountMinor < 0 ? '-' : '',
    whole: text.slice(0, point),
    fraction: digits === 0 ? '' : `.${text.slice(point)}`,
  };
}
