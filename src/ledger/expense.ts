import type { Debt, Payment } from '../split/debts-of-expense.js';
import type { ExpenseRecord } from '../storage/collections/expenses.js';

export type { Dispute, ExpenseNotes } from '../storage/collections/expenses.js';

/** An expense as it is stored, without the fields that only the storage needs. */
type Stored = Omit<
  ExpenseRecord,
  'requestHash' | 'categoryKey' | 'participantIds' | 'shares' | 'debts' | 'revision' | 'hash'
>;

/** One expense of a server as it stands in the ledger. Amounts are in the currency's minor unit. */
export interface Expense extends Stored {
  /** Who shares and how much, in the order typed; the shares add up to the amount. */
  readonly shares: readonly Payment[];
  /** Who owes whom for it; they are taken out of the balances when it is void. */
  readonly debts: readonly Debt[];
}
