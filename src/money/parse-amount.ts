import { UserError, type UserErrorCode } from '../errors/user-error.js';
import { findLeadingSign, findStroke, findTrailingSign, type FoundSign } from './currency-signs.js';
import { type Currency, maxAmountMinor } from './currency.js';
import { formatAmount, formatPlainAmount } from './format-amount.js';
import { quoteTyped } from './quote-typed.js';
import { type DecimalFault, parseDecimal, scaleDecimal } from './parse-decimal.js';

/** An amount that somebody typed. */
export interface ParsedAmount {
  readonly amountMinor: number;
  /** It had decimals that the currency has not; the reply says so. */
  readonly rounded: boolean;
}

/** Longer texts are no amount: one crore with sign, separators and decimals has 19 characters at most. */
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
 * Reads money as people type it (commands.md, "Money typed by people"): `1,00,000.50`, `₹1000`, `Rs. 1000/-`,
 * `1000 inr`. Exact: no float ever holds the amount. More decimals than the currency has are rounded half
 * away from zero, and the limits apply to what was rounded.
 * @throws UserError one code of `amount…` for each way to be wrong; zero only with `allowZero`.
 */
export function parseAmount(
  text: string,
  currency: Currency,
  options: { allowZero?: boolean } = {},
): ParsedAmount {
  const typed = text.trim();
  if (typed === '') throw new UserError('amountMissing');
  const quoted = quoteTyped(typed);
  if (Array.from(typed).length > maxAmountLength) {
    throw new UserError('amountTooLong', { typed: quoted, limit: maxAmountLength });
  }
  const decimal = parseDecimal(stripSigns(typed, currency));
  if (typeof decimal === 'string') {
    throw new UserError(codeByFault[decimal], { typed: quoted, example: showExample(currency) });
  }
  const { scaled, rounded } = scaleDecimal(decimal, currency.digits);
  if (scaled > BigInt(maxAmountMinor(currency))) {
    throw new UserError('amountTooLarge', {
      typed: quoted,
      limit: formatAmount(maxAmountMinor(currency), currency),
    });
  }
  if (scaled === 0n && options.allowZero !== true) {
    throw new UserError(rounded ? 'amountRoundsToZero' : 'amountZero', {
      typed: quoted,
      smallest: formatAmount(1, currency),
    });
  }
  return { amountMinor: Number(scaled), rounded };
}

/** The number without the currency's sign or code, which may stand before or after it, and without `/-`. */
function stripSigns(typed: string, currency: Currency): string {
  // Of two signs one is superfluous: the second is left where it is and makes the rest no number.
  const found = findLeadingSign(typed) ?? findTrailingSign(typed);
  if (found !== undefined) checkSign(found, typed, currency);
  const stroke = findStroke(found?.rest ?? typed);
  if (stroke !== undefined) checkSign(stroke, typed, currency);
  return stroke?.rest ?? found?.rest ?? typed;
}

function checkSign(found: FoundSign, typed: string, currency: Currency): void {
  if (found.codes.includes(currency.code)) return;
  throw new UserError('amountOtherCurrency', {
    typed: quoteTyped(typed),
    sign: quoteTyped(found.sign),
    currency: currency.code,
    example: showExample(currency),
  });
}

/** A right way to type an amount of this currency. */
function showExample(currency: Currency): string {
  return `\`${formatPlainAmount(Math.floor(1250.5 * 10 ** currency.digits), currency)}\``;
}
