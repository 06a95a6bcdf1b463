import { UserError, type UserErrorCode } from '../errors/user-error.js';
import { findLeadingSign, findStroke, findTrailingSign, type FoundSign } from './currency-signs.js';
import { type Currency, maxAmountMinor } from './currency.js';
import { type DecimalFault, parseDecimal, scaleDecimal } from './parse-decimal.js';

/** An amount that somebody typed. */
export interface ParsedAmount {
  readonly amountMinor: number;
  /** It had more decimals than the currency. */
  readonly rounded: boolean;
}

/** One crore with sign, separators and decimals has at most 19 characters. */
const maxAmountLength = 20;

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
 * Parses money as people type it: `1,00,000.50`, `₹1000`, `Rs. 1000/-`, `1000 inr`. It is exact: no float holds the
 * amount. More decimals than the currency has are rounded half away from zero; the limits apply after that.
 * @throws UserError a code of `amount…`; zero is an error unless `allowZero` is set
 */
export function parseAmount(
  text: string,
  currency: Currency,
  options: { allowZero?: boolean } = {},
): ParsedAmount {
  const typed = text.trim();
  if (typed === '') throw new UserError('amountMissing');
  if (Array.from(typed).length > maxAmountLength) {
    throw new UserError('amountTooLong', { typed, limit: maxAmountLength });
  }
  const decimal = parseDecimal(stripSigns(typed, currency));
  if (typeof decimal === 'string') {
    throw new UserError(codeByFault[decimal], { typed, currency: currency.code });
  }
  const { scaled, rounded } = scaleDecimal(decimal, currency.digits);
  if (scaled > BigInt(maxAmountMinor(currency))) {
    throw new UserError('amountTooLarge', { typed, currency: currency.code });
  }
  if (scaled === 0n && options.allowZero !== true) {
    throw new UserError(rounded ? 'amountRoundsToZero' : 'amountZero', { typed, currency: currency.code });
  }
  return { amountMinor: Number(scaled), rounded };
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
