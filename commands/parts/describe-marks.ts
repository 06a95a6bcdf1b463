import type { Expense } from '../../src/ledger/expense.js';
import type { Voice } from '../../src/texts/voice.js';

/** What stands behind the line of an expense or a payment: whether it counts, is confirmed, is disputed. */
export function describeMarks(
  { kind, voidedAt, confirmedAt, disputes }: Expense,
  { replies }: Voice,
): string {
  const { marks } = replies.lists;
  if (voidedAt) return marks.void();
  return [
    ...(kind === 'settlement' && !confirmedAt ? [marks.unconfirmed()] : []),
    ...(disputes ? [marks.disputed()] : []),
  ].join('');
}
