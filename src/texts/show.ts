import { channelMention, roleMention, time, userMention } from '@discordjs/builders';
import { getCurrency, maxAmountMinor } from '../money/currency.js';
import type { MinorSum } from '../money/minor-sum.js';
import { formatPlainDecimal, type Decimal } from '../money/decimal.js';
import { formatAmount, formatDecimal, groupPlainAmount } from '../money/format-amount.js';

// Formats of single values; all but days are the same in every language.

/** A mention, which Discord shows as the name of the user in the reader's server. */
export const showUser = userMention;

export const showRole = roleMention;

export const showChannel = channelMention;

/** An amount with the sign and grouping of its currency, e.g. `₹1,00,000.00`. `currency` is an ISO 4217 code. */
export function showMoney(amountMinor: MinorSum, currency: string): string {
  return formatAmount(amountMinor, getCurrency(currency));
}

/** The largest amount that a currency allows. */
export function showLargest(currency: string): string {
  return showMoney(maxAmountMinor(getCurrency(currency)), currency);
}

/** An example of an amount in a currency, as code: `1,250.50`. */
export const showExample = (currency: string): string => showAsTyped(12_505n, currency);

/** An example with more than one group of thousands: `1,00,000.00`, `100,000.00`. */
export const showLargeExample = (currency: string): string => showAsTyped(1_000_000n, currency);

/** @param tenths of the major unit */
function showAsTyped(tenths: bigint, currency: string): string {
  const { digits } = getCurrency(currency);
  const units = (tenths * 10n ** BigInt(digits)) / 10n;
  return `\`${showGrouped(formatPlainDecimal({ units, decimals: digits }), currency)}\``;
}

/** A plain amount, `100000.50`, grouped as its currency does: `1,00,000.50`. */
export function showGrouped(plain: string, currency: string): string {
  return groupPlainAmount(plain, getCurrency(currency));
}

/** An exact amount, with the decimals it has beyond those of its currency: `₹99.999`. */
export function showDecimal(amount: Decimal, currency: string): string {
  return formatDecimal(amount, getCurrency(currency));
}

/** English alone would be American, which puts the month first. */
const dayLocales: Readonly<Record<string, string>> = { en: 'en-GB' };

/** By language. Creating one takes as long as a small answer. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

/**
 * A day, `2026-11-24`, in words: `24 Nov 2026`. It is a day of the server's calendar: a Discord timestamp would be
 * another day for readers far east or west. @param locale of Discord, e.g. `en`, `hi`
 */
export function showDay(day: string, locale: string): string {
  let format = dayFormats.get(locale);
  if (format === undefined) {
    const options = { dateStyle: 'medium', timeZone: 'UTC' } as const;
    dayFormats.set(locale, (format = new Intl.DateTimeFormat(dayLocales[locale] ?? locale, options)));
  }
  return format.format(Date.parse(`${day}T00:00:00Z`));
}

/** An instant as a Discord timestamp, which each reader sees in their own zone. */
export function showInstant(instant: Date): string {
  return time(Math.floor(instant.getTime() / 1000), 'f');
}

/** How long ago an instant was, as Discord counts it: `3 minutes ago`. */
export function showAgo(instant: Date): string {
  return time(Math.floor(instant.getTime() / 1000), 'R');
}
