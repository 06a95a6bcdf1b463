import type { Expense } from '../../src/ledger/expense.js';
import type { Voice } from '../../src/texts/voice.js';

/**
 * What stands behind the line of an expense or a payment: whether it counts, is confirmed, is disputed. A dispute stays
 * until it is ended, also while the expense is void.
 */
export function describeMarks(
  { kind, voidedAt, confirmedAt, isRefused, disputes }: Expense,
  { replies }: Voice,
): string {
  const { marks } = replies.lists;
  const isUnconfirmed = kind === 'settlement' && !voidedAt && !confirmedAt;
  return [
    ...(voidedAt ? [isRefused ? marks.refused() : marks.void()] : []),
    ...(isUnconfirmed ? [marks.unconfirmed()] : []),
    ...(disputes ? [marks.disputed()] : []),
  ].join('');
}
