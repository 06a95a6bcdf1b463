import { debtsOfExpense, type Debt, type Payment } from '../split/debts-of-expense.js';
import type { ExpenseRecord } from '../storage/collections/expenses.js';
import type { Expense } from './expense.js';

/** A stored expense as everybody above the ledger sees it: shares with their people, and always its debts. */
export function toExpense(record: ExpenseRecord & { readonly _id?: unknown }): Expense {
  const {
    _id,
    requestHash: _requestHash,
    categoryKey: _categoryKey,
    participantIds: _participantIds,
    revision: _revision,
    hash: _hash,
    ...kept
  } = record;
  return { ...kept, shares: sharesOf(record), debts: debtsOf(record) };
}

/** Who shares and how much, put together from the two arrays that are stored. */
export function sharesOf(record: Pick<ExpenseRecord, 'participantIds' | 'shares'>): Payment[] {
  return record.participantIds.map((userId, index) => ({ userId, amountMinor: record.shares[index] ?? 0 }));
}

/** The debts of a stored expense: stored if several paid, else computed from payer and shares. */
export function debtsOf(
  record: Pick<ExpenseRecord, 'payers' | 'participantIds' | 'shares' | 'debts'>,
): readonly Debt[] {
  return record.debts ?? debtsOfExpense(record.payers, sharesOf(record));
}
