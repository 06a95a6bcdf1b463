import type { MinorSum } from '../money/minor-sum.js';

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
  const debtors = [...new Set(shares.map(({ userId }) => userId))].filter(
    (userId) => (nets.get(userId) ?? 0) < 0,
  );
  const creditors = [...nets.keys()].filter((userId) => (nets.get(userId) ?? 0) > 0);
  return matchNets(nets, debtors, creditors);
}

function matchNets(
  nets: Map<string, number>,
  debtors: readonly string[],
  creditors: readonly string[],
): Debt[] {
  const debts: Debt[] = [];
  let [debtorAt, creditorAt] = [0, 0];
  for (;;) {
    const [debtorId, creditorId] = [debtors[debtorAt], creditors[creditorAt]];
    if (debtorId === undefined && creditorId === undefined) return debts;
    if (debtorId === undefined || creditorId === undefined) {
      throw new RangeError('Payments and shares must make the same total');
    }
    const owes = -(nets.get(debtorId) ?? 0);
    const gets = nets.get(creditorId) ?? 0;
    const amountMinor = Math.min(owes, gets);
    debts.push({ debtorId, creditorId, amountMinor });
    nets.set(debtorId, amountMinor - owes);
    nets.set(creditorId, gets - amountMinor);
    if (owes === amountMinor) debtorAt++;
    if (gets === amountMinor) creditorAt++;
  }
}
