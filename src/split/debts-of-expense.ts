import type { MinorSum } from '../money/minor-sum.js';
import { matchNets } from './match-nets.js';

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
