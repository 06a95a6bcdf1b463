import { absoluteMinor, addMinor, type MinorSum } from '../money/minor-sum.js';
import type { Debt } from './debts-of-expense.js';

/** What one person gets less what they owe: below 0, they are to pay. In minor units of one currency. */
export interface PersonNet {
  readonly userId: string;
  readonly netMinor: MinorSum;
}

/**
 * Matches debtors with creditors by two pointers, each in the order given. No debt is zero, and there is at least one
 * less than people.
 * @param debtors people whose net is below 0
 * @param creditors people whose net is above 0
 * @throws RangeError when the nets do not add up to 0
 */
export function matchNets(debtors: readonly PersonNet[], creditors: readonly PersonNet[]): Debt<MinorSum>[] {
  const debts: Debt<MinorSum>[] = [];
  let [debtorAt, creditorAt] = [0, 0];
  let [debtor, creditor] = [debtors[0], creditors[0]];
  while (debtor && creditor) {
    const owes = absoluteMinor(debtor.netMinor);
    const gets = creditor.netMinor;
    const amountMinor = owes < gets ? owes : gets;
    debts.push({ debtorId: debtor.userId, creditorId: creditor.userId, amountMinor });
    debtor =
      owes === amountMinor
        ? debtors[++debtorAt]
        : { ...debtor, netMinor: addMinor(debtor.netMinor, amountMinor) };
    creditor =
      gets === amountMinor
        ? creditors[++creditorAt]
        : { ...creditor, netMinor: addMinor(gets, -amountMinor) };
  }
  if (debtor ?? creditor) throw new RangeError('The nets must add up to 0');
  return debts;
}
