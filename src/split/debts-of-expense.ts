import { absoluteMinor, addMinor, type MinorSum } from '../money/minor-sum.js';

/** The part of an expense that one person paid or bears. */
export interface Payment {
  readonly userId: string;
  readonly amountMinor: number;
}

/** What one person owes another, by one expense or, as a sum, by many. */
export interface Debt<Amount extends MinorSum = number> {
  readonly debtorId: string;
  readonly creditorId: string;
  readonly amountMinor: Amount;
}

/** What one person gets less what they owe: below 0, they are to pay. In minor units of one currency. */
export interface PersonNet {
  readonly userId: string;
  readonly netMinor: MinorSum;
}

/**
 * The debts of one expense. A person's net is their payment less their share. Debtors, in the order of the shares,
 * are matched with creditors, in the order of the payers. No debt is zero or to oneself, and there are at most
 * payers + debtors - 1.
 * @throws RangeError when payments and shares do not make the same total
 */
export function debtsOfExpense(payers: readonly Payment[], shares: readonly Payment[]): Debt[] {
  const nets = new Map<string, number>();
  // A Map keeps the order of its keys, so creditors keep the order of the payers.
  for (const { userId, amountMinor } of payers) nets.set(userId, (nets.get(userId) ?? 0) + amountMinor);
  for (const { userId, amountMinor } of shares) nets.set(userId, (nets.get(userId) ?? 0) - amountMinor);
  const netOf = (userId: string) => ({ userId, netMinor: nets.get(userId) ?? 0 });
  const debtors = [...new Set(shares.map(({ userId }) => userId))].map(netOf);
  const creditors = [...nets.keys()].map(netOf);
  const debts = matchNets(
    debtors.filter(({ netMinor }) => netMinor < 0),
    creditors.filter(({ netMinor }) => netMinor > 0),
  );
  // None is more than the expense, whose amount is a number.
  return debts.map((debt) => ({ ...debt, amountMinor: Number(debt.amountMinor) }));
}

/**
 * Matches debtors with creditors by two pointers, each in the order given. No debt is zero, and there is at least
 * one less than people.
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
