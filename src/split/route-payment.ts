import type { MinorSum } from '../money/minor-sum.js';
import { DebtGraph } from './debt-graph.js';
import type { Debt } from './debts-of-expense.js';

/** Of more debts, only those of the payer and of the receiver are looked at: that many take some ten milliseconds. */
const maxSearched = 20_000;

export interface RoutedPayment {
  /** The debts of everyone in one currency as they are now: one a pair, above 0. */
  readonly debts: readonly Debt<MinorSum>[];
  readonly payerId: string;
  readonly receiverId: string;
  /** A safe integer above 0. */
  readonly amountMinor: number;
  /** The most debts that the payment may add. */
  readonly limit: number;
}

/**
 * The debts that a payment adds to a ledger so that it pays back along the chains of who owes whom: one a pair, none of
 * amount 0, by debtor and creditor. What is paid back is a debt in the other direction. Where A owes B 100 and B owes C
 * 100, a payment of 100 from A to C adds: B owes A 100, C owes B 100.
 *
 * - The shortest chains from the payer to the receiver come first, so their own debt before all; among chains of the same
 *   length those of smaller ids. In all they carry as much as any chains can (a maximum flow).
 * - What finds no chain is a debt of the receiver to the payer.
 * - Every circle of debts through the payer or the receiver (A owes B owes A in the end) is paid back as well, for nobody
 *   has to pay anything for that.
 *
 * The payer's net rises by the amount, the receiver's falls by it, and nobody else's changes. But for the receiver's
 * debt to the payer no debt of a pair grows or turns round.
 *
 * After all payments of a plan by `fewestPayments` were routed, in any order, whoever paid or received owes nobody and
 * is owed nothing. (At the end all nets are 0, so every debt is part of a circle. A payment leaves no circle through its
 * payer or receiver, and the only debt that a later one adds is between its own two, whose circles it pays back too.)
 * What is left are circles of those who had nothing to pay or to get.
 *
 * Where more debts would be added than `limit`, the rest of the amount is a debt of the receiver, and circles stay.
 * Of more than 20,000 debts only chains and circles are found that consist of the two people's own debts.
 */
export function routePayment({ debts, payerId, receiverId, amountMinor, limit }: RoutedPayment): Debt[] {
  const searched = debts.length > maxSearched ? debtsOfTwo(debts, payerId, receiverId) : debts;
  // One is for the debt of the receiver.
  const graph = new DebtGraph(searched, limit - 1);
  const leftMinor = graph.payChains(payerId, receiverId, amountMinor);
  for (const userId of [payerId, receiverId]) graph.payCircles(userId);
  return addDirect(graph.listPaidBack(), {
    debtorId: receiverId,
    creditorId: payerId,
    amountMinor: leftMinor,
  });
}

function debtsOfTwo(debts: readonly Debt<MinorSum>[], payerId: string, receiverId: string): Debt<MinorSum>[] {
  const areTheirs = (userId: string) => userId === payerId || userId === receiverId;
  return debts.filter(({ debtorId, creditorId }) => areTheirs(debtorId) || areTheirs(creditorId));
}

/** @param direct of the receiver to the payer, who may have been paid a debt of their own already */
function addDirect(paidBack: readonly Debt[], direct: Debt): Debt[] {
  const isDirect = ({ debtorId, creditorId }: Debt) =>
    debtorId === direct.debtorId && creditorId === direct.creditorId;
  const ownMinor = paidBack.find(isDirect)?.amountMinor ?? 0;
  const all = [
    ...paidBack.filter((debt) => !isDirect(debt)),
    { ...direct, amountMinor: ownMinor + direct.amountMinor },
  ];
  return all.filter(({ amountMinor }) => amountMinor > 0).sort(comparePairs);
}

function comparePairs(one: Debt, other: Debt): number {
  if (one.debtorId !== other.debtorId) return one.debtorId < other.debtorId ? -1 : 1;
  return one.creditorId < other.creditorId ? -1 : 1;
}
