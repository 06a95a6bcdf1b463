import currencyJs from 'currency.js';
import type { Currency } from './currency.js';
import { unitsAt, type Decimal } from './decimal.js';

/**
 * An amount with the symbol, grouping and decimals of its currency: `₹1,00,000.00`, `¥1,200`, `-$5.00`.
 *
 * currency.js formats only the whole part. It divides by a power of ten in floating point, which is not exact for
 * the fractions of large amounts.
 * @throws RangeError when the amount is not a safe integer.
 */
export function formatAmount(amountMinor: number, currency: Currency): string {
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

function groupThousands(whole: string, { grouping }: Currency): string {
  return currencyJs(Number(whole), { precision: 0, symbol: '', useVedic: grouping === 'indian' }).format();
}

/** An amount without symbol and grouping, e.g. `1234.50`. */
export function formatPlainAmount(amountMinor: number, currency: Currency): string {
  const { sign, whole, fraction } = splitDigits(toUnits(amountMinor), currency.digits);
  return `${sign}${whole}${fraction}`;
}

function toUnits(amountMinor: number): bigint {
  if (!Number.isSafeInteger(amountMinor)) {
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
