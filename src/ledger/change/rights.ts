import { UserError } from '../../errors/user-error.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { WhoMayChange } from '../settings.js';

/** What decides whether a person may change an expense. */
export interface Permit {
  readonly userId: string;
  /** They have Manage Server there. */
  readonly isManager: boolean;
  /** As the server has set it. */
  readonly whoMayChange: WhoMayChange;
}

declare const authorized: unique symbol;

/** An expense that somebody may change. Only `authorizeChange` makes one, so a plan cannot forget to ask. */
export type Authorized = ExpenseRecord & { readonly [authorized]: true };

/**
 * Lets who may change an expense have it: its creator, who paid, and managers of the server; more, where the server
 * said so.
 * @throws UserError `notYours`
 */
export function authorizeChange(expense: ExpenseRecord, permit: Permit): Authorized {
  checkRight(expense, permit);
  return expense as Authorized;
}

/** The same question alone. @throws UserError `notYours` */
export function checkRight(
  expense: Pick<ExpenseRecord, 'number' | 'createdBy' | 'payers' | 'participantIds'>,
  { userId, isManager, whoMayChange }: Permit,
): void {
  const isOwner = expense.createdBy === userId || expense.payers.some((payer) => payer.userId === userId);
  const isAllowed =
    isManager ||
    isOwner ||
    whoMayChange === 'everyone' ||
    (whoMayChange === 'participants' && expense.participantIds.includes(userId));
  if (!isAllowed) throw new UserError('notYours', { number: expense.number });
}
