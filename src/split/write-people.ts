import { getCurrency } from '../money/currency.js';
import { formatPlainDecimal } from '../money/decimal.js';
import { formatPlainAmount } from '../money/format-amount.js';
import type { Payment } from './debts-of-expense.js';
import { formatPercent, formatWeight } from './format-share-value.js';
import type { ShareValue, Split } from './split.js';

/**
 * Participants with their values, a piece for each, so that they come to the same split where they are typed as `for`.
 * @param write writes a person, e.g. as a mention
 */
export function writeParticipants(
  {
    participantIds,
    split,
    currency,
  }: { readonly participantIds: readonly string[]; readonly split: Split; readonly currency: string },
  write: (userId: string) => string,
): string[] {
  return participantIds.map((userId, index) => {
    const value = split.values[index];
    return value === undefined ? write(userId) : `${write(userId)} ${writeValue(value, split, currency)}`;
  });
}

function writeValue(value: ShareValue, { kind, extraDigits = 0 }: Split, currency: string): string {
  if (value === 'rest') return value;
  if (kind === 'percent') return formatPercent(value);
  if (kind === 'shares') return formatWeight(value);
  const decimals = getCurrency(currency).digits + extraDigits;
  return formatPlainDecimal({ units: BigInt(value), decimals });
}

/** Payers, each with an amount where they are several, as `paid_by` takes them. */
export function writePayers(
  { payers, currency }: { readonly payers: readonly Payment[]; readonly currency: string },
  write: (userId: string) => string,
): string[] {
  const [only, ...others] = payers;
  if (only && others.length === 0) return [write(only.userId)];
  return payers.map(
    ({ userId, amountMinor }) => `${write(userId)} ${formatPlainAmount(amountMinor, getCurrency(currency))}`,
  );
}
