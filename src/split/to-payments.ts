import type { Currency } from '../money/currency.js';
import type { Payment } from './debts-of-expense.js';
import type { ResolvedPeople } from './resolve-people.js';
import { checkSplit, splitExpense } from './split-expense.js';

/**
 * Who paid how much of an expense, from what was typed in `paid_by`: the same language as `for`, so one person
 * without a value paid all, and several without values paid equal parts. Ties start with the first typed,
 * whatever the number, so that an edit does not change who paid. Who paid nothing is no payer.
 * @throws UserError the codes of `checkSplit`, with the subject `payments`
 */
export function toPayments(people: ResolvedPeople, amountMinor: number, currency: Currency): Payment[] {
  const { userIds, split } = people;
  checkSplit(split, amountMinor, currency, userIds.length, 'payments');
  const paid = splitExpense(split, amountMinor, userIds.length, 1);
  return userIds
    .map((userId, index) => ({ userId, amountMinor: paid[index] ?? 0 }))
    .filter((payment) => payment.amountMinor > 0);
}
