import { isWithin, textLimits } from '../../limits.js';
import { getCurrency, maxAmountMinor } from '../../money/currency.js';
import { debtsOfExpense, type Payment } from '../../split/debts-of-expense.js';
import { checkSplit, splitExpense, type Split } from '../../split/split-expense.js';
import { checkAmountsMinor } from '../../storage/collections/amount.js';
import { toCategoryKey } from '../../storage/collections/category-key.js';
import type { ExpenseNotes, ExpenseRecord } from '../../storage/collections/expenses.js';

/** What an expense says: all that an edit can make another. Shares and debts follow from it. */
export interface ExpenseContent {
  readonly description: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** Their amounts make the total. */
  readonly payers: readonly Payment[];
  /** In the order typed, each person once. */
  readonly participantIds: readonly string[];
  readonly split: Split;
  /** `2026-11-24` */
  readonly date: string;
  readonly category?: string;
  /** What was typed, kept so that an edit can start from it. */
  readonly typed: ExpenseRecord['typed'];
  /** What the answer says besides the expense itself. */
  readonly notes?: ExpenseNotes;
  readonly receiptName?: string;
}

/**
 * Checks what a schema would, and that shares and payments add up. People's mistakes were found before, so a failure
 * here is a bug.
 * @throws RangeError, and what `checkSplit` throws
 */
export function checkContent(content: ExpenseContent): void {
  const { amountMinor, currency, payers, participantIds, split } = content;
  const { description, category = '', date } = content;
  if (
    description === '' ||
    !isWithin(description, textLimits.description) ||
    !isWithin(category, textLimits.category) ||
    !/^\d{4}-\d\d-\d\d$/.test(date)
  ) {
    throw new RangeError('The description, category or date of an expense is not as it should be');
  }
  const iso = getCurrency(currency);
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1 || amountMinor > maxAmountMinor(iso)) {
    throw new RangeError('The amount of an expense must be within the limits of its currency');
  }
  checkSplit(split, amountMinor, iso, participantIds.length);
  if (new Set(participantIds).size !== participantIds.length) {
    throw new RangeError('Each person shares an expense once');
  }
  const paid = payers.map((payer) => payer.amountMinor);
  checkAmountsMinor(paid);
  if (paid.reduce((sum, amount) => sum + amount, 0) !== amountMinor) {
    throw new RangeError('The payers must have paid the amount of the expense');
  }
}

/** What is stored of it, for the expense with a number. */
export function makeContent(content: ExpenseContent, number: number) {
  const { description, currency, amountMinor, payers, participantIds, split } = content;
  const { date, category, typed, notes, receiptName } = content;
  const shares = splitExpense(split, amountMinor, participantIds.length, number);
  checkAmountsMinor(shares);
  return {
    description,
    currency,
    amountMinor,
    payers,
    split,
    participantIds,
    shares,
    ...(payers.length > 1 && { debts: debtsOfExpense(payers, toShares(participantIds, shares)) }),
    date,
    ...(category !== undefined && { category, categoryKey: toCategoryKey(category) }),
    typed,
    ...(notes && { notes }),
    ...(receiptName !== undefined && { receiptName }),
  };
}

function toShares(participantIds: readonly string[], shares: readonly number[]): Payment[] {
  return participantIds.map((userId, index) => ({ userId, amountMinor: shares[index] ?? 0 }));
}
