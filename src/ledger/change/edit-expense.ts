import { UserError } from '../../errors/user-error.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { GuildSettings } from '../../storage/collections/guilds.js';
import type { Expense } from '../expense.js';
import type { Change } from './change.js';
import { checkContent, makeContent, type ExpenseContent } from './expense-content.js';
import type { Request } from './request.js';
import { disputersOf } from './dispute-expense.js';
import { authorizeChange, checkRight, type Permit } from './rights.js';

/** Makes an expense another one; its number, author and message stay. It ends all disputes. */
export interface Edit extends Request {
  readonly number: number;
  /** The version that the person saw. */
  readonly version: number;
  readonly content: ExpenseContent;
  readonly permit: Permit;
  readonly now: Date;
}

/**
 * Edits an expense. It cannot be done, by UserError, where the expense is not there (`expenseNotFound`), void (`isVoid`)
 * no expense but a payment (`paymentNotEdited`) or not theirs (`notYours`), or where another one was faster (`changedMeanwhile`).
 * @throws RangeError for input that no command should hand on, and what `checkSplit` throws
 */
export function editExpense(edit: Edit): Change {
  const { number, version, content, permit, now } = edit;
  checkContent(content);
  return {
    request: edit,
    now,
    people: content.participantIds.length,
    numbers: [number],
    plan(ledger) {
      const from = authorizeChange('edit', ledger.expense(number), permit, ledger.settings);
      if (from.version !== version) throw new UserError('changedMeanwhile', { number, version });
      requireLive(from);
      return {
        kind: 'edit',
        changed: [{ from, to: replaceContent(from, content), tells: disputersOf(from) }],
      };
    },
  };
}

/**
 * Tells in time, before somebody types, that an expense cannot be edited.
 * @throws UserError `notYours`, `isVoid`
 */
export function checkEditable(expense: Expense, permit: Permit, { whoMayChange }: GuildSettings): void {
  const participantIds = expense.shares.map(({ userId }) => userId);
  checkRight('edit', { ...expense, participantIds }, permit, whoMayChange);
  requireLive(expense);
}

function requireLive({ number, voidedAt }: Pick<Expense, 'number' | 'voidedAt'>): void {
  if (voidedAt !== undefined) throw new UserError('isVoid', { number });
}

/** What is not said of an expense any more is gone from it, and so is what people disagreed with. */
function replaceContent(from: ExpenseRecord, content: ExpenseContent): ExpenseRecord {
  const {
    category: _category,
    categoryKey: _categoryKey,
    debts: _debts,
    notes: _notes,
    receiptName: _receiptName,
    disputes: _disputes,
    ...kept
  } = from;
  return { ...kept, ...makeContent(content, from.number) };
}
