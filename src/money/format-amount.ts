import currencyJs from 'currency.js';
import type { Currency } from './currency.js';
import { unitsAt, type Decimal } from './decimal.js';
import type { MinorSum } from './minor-sum.js';

/**
 * An amount or a sum of amounts with the symbol, grouping and decimals of its currency: `₹1,00,000.00`, `¥1,200`,
 * `-$5.00`. It is exact however large it is.
 * @throws RangeError when it is a number that is no safe integer
 */
export function formatAmount(amountMinor: MinorSum, currency: Currency): string {
  const { sign, whole, fraction } = splitDigits(toUnits(amountMinor), currency.digits);
  return `${sign}${currency.symbol}${groupThousands(whole, currency)}${fraction}`;
}

/** An exact amount in the same form, with all the decimals it has beyond those of its currency: `₹99.999`. */
export function formatDecimal(amount: Decimal, currency: Currency): string {
  const decimals = Math.max(amount.decimals, currency.digits);
  const { whole, fraction } = splitDigits(unitsAt(amount, decimals), decimals);
  return `${currency.symbol}${groupThousands(whole, currency)}${fraction}`;
}

/** A plain amount, `100000.50`, with its thousands grouped as its currency does: `1,00,000.50`. */
export function groupPlainAmount(plain: string, currency: Currency): string {
  const [whole = '', fraction] = plain.split('.');
  const grouped = groupThousands(whole, currency);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** currency.js counts in floating point, so the largest sums are not for it. */
function groupThousands(whole: string, { grouping }: Currency): string {
  const number = Number(whole);
  return Number.isSafeInteger(number)
    ? currencyJs(number, { precision: 0, symbol: '', useVedic: grouping === 'indian' }).format()
    : BigInt(whole).toLocaleString(grouping === 'indian' ? 'en-IN' : 'en-US');
}

/** An amount without symbol and grouping, e.g. `1234.50`. */
export function formatPlainAmount(amountMinor: MinorSum, currency: Currency): string {
  const { sign, whole, fraction } = splitDigits(toUnits(amountMinor), currency.digits);
  return `${sign}${whole}${fraction}`;
}

function toUnits(amountMinor: MinorSum): bigint {
  if (typeof amountMinor === 'number' && !Number.isSafeInteger(amountMinor)) {
    throw new RangeError('An amount to format must be a safe integer of minor units');
  }
  return BigInt(amountMinor);
}

/** The exact parts of an amount as text; `fraction` includes the point. */
function splitDigits(units: bigint, digits: number): { sign: string; whole: string; fraction: string } {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const point = text.length - digits;
  return {
    sign: units < 0n ? '-' : '',
    whole: text.slice(0, point),
    fraction: digits === 0 ? '' : `.${text.slice(point)}`,
  };
}
