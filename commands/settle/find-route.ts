import { isAmountMinor } from '../../src/ledger/ledger.js';
import { routePayment } from '../../src/split/route-payment.js';
import type { Debt } from '../../src/split/debts-of-expense.js';
import type { ServerContext } from '../contract/context.js';
import type { ReadPayment } from './read-payment.js';

/** A payment passes through the debts of at most about this many people: it is an expense of all of them. */
const debtsAtMost = 900;

/**
 * What a payment adds to the ledger so that it pays back along the chains of who owes whom now. Whoever changes the
 * balances meanwhile takes nothing from it: each person's net changes by the payment alone. Undefined: it goes to the
 * receiver only, for a chain of debts is larger than one expense may be.
 */
export async function findRoute(
  { payerId, receiverId, currency, amountMinor }: ReadPayment & { readonly amountMinor: number },
  { ledger, guildId }: ServerContext,
): Promise<readonly Debt[] | undefined> {
  const { debts } = await ledger.fetchBalances(guildId, { currency: currency.code });
  const route = routePayment({ debts, payerId, receiverId, amountMinor, limit: debtsAtMost });
  return route.every((debt) => isAmountMinor(debt.amountMinor)) ? route : undefined;
}
