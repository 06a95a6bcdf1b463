import { debtsOfExpense, type Debt, type Payment } from '../split/debts-of-expense.js';
import type { ExpenseRecord } from '../storage/collections/expenses.js';
import type { Expense } from './expense.js';

/** A stored expense as the rest of the house sees it: shares with their people, and always its debts. */
export function toExpense(record: ExpenseRecord): Expense {
  const { category, receiptName, channelId, messageId, voidedAt } = record;
  return {
    guildId: record.guildId,
    number: record.number,
    kind: record.kind,
    requestId: record.requestId,
    version: record.version,
    description: record.description,
    currency: record.currency,
    amountMinor: record.amountMinor,
    payers: record.payers,
    split: record.split,
    shares: sharesOf(record),
    debts: debtsOf(record),
    date: record.date,
    typed: record.typed,
    createdBy: record.createdBy,
    createdAt: record.createdAt,
    ...(category !== undefined && { category }),
    ...(receiptName !== undefined && { receiptName }),
    ...(channelId !== undefined && { channelId }),
    ...(messageId !== undefined && { messageId }),
    ...(voidedAt !== undefined && { voidedAt }),
  };
}

/** Who shares and how much, put together from the two arrays that are stored. */
export function sharesOf(record: Pick<ExpenseRecord, 'participantIds' | 'shares'>): Payment[] {
  return record.participantIds.map((userId, index) => ({ userId, amountMinor: record.shares[index] ?? 0 }));
}

/** Who owes whom for a stored expense: as stored where several paid, else as it follows from payer and shares. */
export function debtsOf(
  record: Pick<ExpenseRecord, 'payers' | 'participantIds' | 'shares' | 'debts'>,
): readonly Debt[] {
  return record.debts ?? debtsOfExpense(record.payers, sharesOf(record));
}
