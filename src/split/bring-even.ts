import { addMinor, type MinorSum } from '../money/minor-sum.js';
import type { Debt, Payment } from './debts-of-expense.js';

/**
 * Whether debts move to each person what they paid over their share, and from each other what they share over what they
 * paid.
 */
export function bringEven(
  payers: readonly Payment[],
  shares: readonly Payment[],
  debts: readonly Debt[],
): boolean {
  const nets = new Map<string, MinorSum>();
  const add = (userId: string, minor: MinorSum) => nets.set(userId, addMinor(nets.get(userId) ?? 0, minor));
  for (const { userId, amountMinor } of payers) add(userId, amountMinor);
  for (const { userId, amountMinor } of shares) add(userId, -amountMinor);
  for (const { debtorId, creditorId, amountMinor } of debts) {
    add(debtorId, amountMinor);
    add(creditorId, -amountMinor);
  }
  return [...nets.values()].every((net) => net === 0);
}
