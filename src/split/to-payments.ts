import type { Currency } from '../money/currency.js';
import type { Payment } from './debts-of-expense.js';
import type { ResolvedPeople } from './resolve-people.js';
import { settleSplit, type AmountToSplit } from './settle-split.js';
import { splitExpense } from './split-expense.js';

/**
 * The payments of an expense, from the people in `paid_by`. It has the same language as `for`: one person without a
 * value paid all, several paid equal parts. Ties always start with the first person, so that an edit does not change
 * who paid. People who paid nothing are left out.
 * @throws UserError the codes of `settleSplit`, with the subject `payments`
 */
export function toPayments(people: ResolvedPeople, amount: AmountToSplit, currency: Currency): Payment[] {
  const { userIds } = people;
  const { split } = settleSplit(people.split, amount, currency, userIds.length, 'payments');
  const paid = splitExpense(split, amount.amountMinor, userIds.length, 1);
  return userIds
    .map((userId, index) => ({ userId, amountMinor: paid[index] ?? 0 }))
    .filter((payment) => payment.amountMinor > 0);
}
