import { roleMention, time, userMention } from '@discordjs/builders';
import { getCurrency, maxAmountMinor } from '../money/currency.js';
import type { MinorSum } from '../money/minor-sum.js';
import { formatAmount, formatPlainAmount } from '../money/format-amount.js';

// Formats of single values, the same in every language.

/** A mention, which Discord shows as the name of the user in the reader's server. */
export const showUser = userMention;

export const showRole = roleMention;

/** An amount with the sign and grouping of its currency, e.g. `₹1,00,000.00`. `currency` is an ISO 4217 code. */
export function showMoney(amountMinor: MinorSum, currency: string): string {
  return formatAmount(amountMinor, getCurrency(currency));
}

/** The largest amount that a currency allows. */
export function showLargest(currency: string): string {
  return showMoney(maxAmountMinor(getCurrency(currency)), currency);
}

/** An example of an amount in a currency, as code: `1250.50`. */
export function showExample(currency: string): string {
  const { digits } = getCurrency(currency);
  return `\`${formatPlainAmount(Math.floor(1250.5 * 10 ** digits), getCurrency(currency))}\``;
}

/** A day, `2026-11-24`, as a Discord timestamp at noon UTC: that is the same day in nearly every zone. */
export function showDay(day: string): string {
  return time(Date.parse(`${day}T12:00:00Z`) / 1000, 'd');
}

/** An instant as a Discord timestamp, which each reader sees in their own zone. */
export function showInstant(instant: Date): string {
  return time(Math.floor(instant.getTime() / 1000), 'f');
}
