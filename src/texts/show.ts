import { roleMention, time, userMention } from '@discordjs/builders';
import { getCurrency, maxAmountMinor } from '../money/currency.js';
import { formatAmount, formatPlainAmount } from '../money/format-amount.js';

// How single things look in a message, in every language. Discord's notations come from its own library.

/** A user as a mention, which Discord shows by the name that the reader's server knows. */
export const showUser = userMention;

/** A role as a mention. */
export const showRole = roleMention;

/** An amount with the sign and grouping of its currency, e.g. `₹1,00,000.00`. `currency` is an ISO 4217 code. */
export function showMoney(amountMinor: number, currency: string): string {
  return formatAmount(amountMinor, getCurrency(currency));
}

/** The largest amount that a currency allows. */
export function showLargest(currency: string): string {
  return showMoney(maxAmountMinor(getCurrency(currency)), currency);
}

/** A right way to type an amount of a currency, as code: `1250.50`. */
export function showExample(currency: string): string {
  const { digits } = getCurrency(currency);
  return `\`${formatPlainAmount(Math.floor(1250.5 * 10 ** digits), getCurrency(currency))}\``;
}

/** A day, `2026-11-24`, as a timestamp of Discord's: noon there, which is the same day in nearly every zone. */
export function showDay(day: string): string {
  return time(Date.parse(`${day}T12:00:00Z`) / 1000, 'd');
}

/** An instant as a timestamp of Discord's, which each reader sees in their own zone. */
export function showInstant(instant: Date): string {
  return time(Math.floor(instant.getTime() / 1000), 'f');
}
