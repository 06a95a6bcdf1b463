import { UserError, type UserErrorCode } from '../errors/user-error.js';
import { findLeadingSign, findStroke, findTrailingSign, type FoundSign } from './currency-signs.js';
import { type Currency, maxAmountMinor } from './currency.js';
import { addDecimals, formatPlainDecimal, roundDecimal, type Decimal } from './decimal.js';
import { findOtherNotation, findTwoReadings } from './foreign-notation.js';
import { formatPlainAmount } from './format-amount.js';
import { type DecimalFault, parseDecimal } from './parse-decimal.js';

/** An amount that somebody typed. */
export interface ParsedAmount {
  readonly amountMinor: number;
  /** It had more decimals than the currency, if only zeros. */
  readonly rounded: boolean;
  /** What was typed, before it was rounded. */
  readonly exact: Decimal;
}

/** What an amount that somebody typed can mean. */
export type AmountReadings =
  | { readonly exact: Decimal; readonly doubt?: undefined }
  | {
      /** With a point before its decimals; undefined if its points can stand only between thousands. */
      readonly exact: Decimal | undefined;
      /** With points between thousands. */
      readonly thousands: Decimal;
      /** Why it cannot be read alone. */
      readonly doubt: UserError;
    };

/** One crore with sign, separators and decimals has at most 19 characters. */
const maxAmountLength = 20;
const maxTerms = 10;
/** Between the terms of a sum; the plus of an exponent, `1e+3`, is none. */
const plus = /(?<!^[0-9.,]+e)\+/i;

const codeByFault = {
  foreignDigits: 'amountForeignDigits',
  signed: 'amountSigned',
  exponent: 'amountExponent',
  hexadecimal: 'amountHexadecimal',
  leadingPoint: 'amountLeadingPoint',
  trailingPoint: 'amountTrailingPoint',
  leadingZero: 'amountLeadingZero',
  grouping: 'amountGrouping',
  notNumber: 'amountNotNumber',
} as const satisfies Record<DecimalFault, UserErrorCode>;

/**
 * Parses money as people type it: `1,00,000.50`, `₹1000`, `Rs. 1000/-`, `1000 inr`, and sums, `840+126.50`. It is
 * exact: no float holds the amount. More decimals than the currency has are rounded half away from zero; the limits
 * apply after that. What could be another amount elsewhere in the world is refused.
 * @throws UserError a code of `amount…`
 */
export function parseAmount(text: string, currency: Currency): ParsedAmount {
  const typed = text.trim();
  const { exact, doubt } = readAmount(typed, currency);
  if (doubt !== undefined) throw doubt;
  const { scaled, rounded } = roundDecimal(exact, currency.digits);
  if (scaled === 0n) {
    const isNothing = exact.units === 0n;
    throw new UserError(isNothing ? 'amountZero' : 'amountRoundsToZero', { typed, currency: currency.code });
  }
  return { amountMinor: Number(scaled), rounded, exact };
}

/**
 * Reads an amount without deciding what it means where its form leaves that open. Zero is fine.
 * @throws UserError a code of `amount…`
 */
export function readAmount(text: string, currency: Currency): AmountReadings {
  const typed = text.trim();
  if (typed === '') throw new UserError('amountMissing', { currency: currency.code });
  const terms = typed.split(plus).map((term) => term.trim());
  if (terms.includes('')) throw new UserError('amountSigned', { typed, currency: currency.code });
  if (terms.length > maxTerms) throw new UserError('amountTooManyTerms', { typed, limit: maxTerms });
  const readings = terms.map((term) => readTerm(term, currency));
  const exacts = readings.flatMap((reading) => reading.exact ?? []);
  const exact = exacts.length === readings.length ? addDecimals(exacts) : undefined;
  if (exact !== undefined) checkLimit(exact, typed, currency);
  const doubt = readings.find((reading) => reading.doubt !== undefined)?.doubt;
  if (doubt === undefined) return { exact: addDecimals(exacts) };
  const thousands = readings.map((reading) => (reading.doubt ? reading.thousands : reading.exact));
  return { exact, thousands: addDecimals(thousands), doubt };
}

function readTerm(typed: string, currency: Currency): AmountReadings {
  if (Array.from(typed).length > maxAmountLength) {
    throw new UserError('amountTooLong', { typed, limit: maxAmountLength, currency: currency.code });
  }
  const text = stripSigns(typed, currency);
  const two = findTwoReadings(text, currency);
  if (two !== undefined) {
    checkLimit(two.thousands, typed, currency);
    return { exact: two.decimal, thousands: two.thousands, doubt: doubtOf(typed, two, currency) };
  }
  const exact = parseDecimal(text);
  if (typeof exact !== 'string') return { exact };
  const other = findOtherNotation(text, currency);
  if (other !== undefined) throw otherNotation(typed, other, currency);
  throw new UserError(codeByFault[exact], { typed, currency: currency.code });
}

function doubtOf(
  typed: string,
  { thousands, decimal }: { thousands: Decimal; decimal: Decimal | undefined },
  currency: Currency,
): UserError {
  if (decimal === undefined) return otherNotation(typed, thousands, currency);
  const amountMinor = Number(roundDecimal(decimal, currency.digits).scaled);
  return new UserError('amountThousands', {
    typed,
    currency: currency.code,
    readings: [formatPlainDecimal(thousands), formatPlainAmount(amountMinor, currency)],
  });
}

function otherNotation(typed: string, meant: Decimal, currency: Currency): UserError {
  checkLimit(meant, typed, currency);
  return new UserError('amountNotation', {
    typed,
    currency: currency.code,
    reading: formatPlainDecimal(meant),
  });
}

function checkLimit(amount: Decimal, typed: string, currency: Currency): void {
  if (roundDecimal(amount, currency.digits).scaled <= BigInt(maxAmountMinor(currency))) return;
  throw new UserError('amountTooLarge', { typed, currency: currency.code });
}

/** Removes the currency's sign or code, before or after the number, and `/-`. */
function stripSigns(typed: string, currency: Currency): string {
  // Only one sign is removed: with a second one the rest is not a number.
  const found = findLeadingSign(typed) ?? findTrailingSign(typed);
  if (found !== undefined) checkSign(found, typed, currency);
  const stroke = findStroke(found?.rest ?? typed);
  if (stroke !== undefined) checkSign(stroke, typed, currency);
  return stroke?.rest ?? found?.rest ?? typed;
}

function checkSign(found: FoundSign, typed: string, currency: Currency): void {
  if (found.codes.includes(currency.code)) return;
  throw new UserError('amountOtherCurrency', { typed, sign: found.sign, currency: currency.code });
}
