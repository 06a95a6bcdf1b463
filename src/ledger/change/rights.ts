import { UserError } from '../../errors/user-error.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { GuildSettings, WhoMayChange } from '../../storage/collections/guilds.js';

// Who may change what. Anybody in a server may add expenses and read all of its ledger, so neither asks here.

/** Who asks for a change. */
export interface Permit {
  readonly userId: string;
  /** They have Manage Server there. */
  readonly isManager: boolean;
}

/** What a person can be to an expense; everybody is a member. */
type Part = 'creator' | 'payer' | 'participant' | 'member' | 'manager';

/** Whose part in an expense lets them change it, by what their server has set. */
const changers: Readonly<Record<WhoMayChange, readonly Part[]>> = {
  owners: ['manager', 'creator', 'payer'],
  participants: ['manager', 'creator', 'payer', 'participant'],
  everyone: ['member'],
};

/** What can be done to an expense that is there. */
export type ExpenseAction = 'edit' | 'void' | 'restore';

/** Whose part in an expense lets them do it. */
const policy: Readonly<Record<ExpenseAction, typeof changers>> = {
  edit: changers,
  void: changers,
  restore: changers,
};

declare const authorized: unique symbol;

/** Something that somebody may do this with. Only this file makes one, so a plan that does not ask cannot compile. */
export type Authorized<Action extends ExpenseAction | 'settings', T> = T & {
  readonly [authorized]: Action;
};

/**
 * Lets who may change an expense have it, as it is before the change: an edit that makes it somebody else's is judged
 * by whose it was.
 * @param settings those of the server at the moment of the change
 * @throws UserError `notYours`
 */
export function authorizeChange<Action extends ExpenseAction>(
  action: Action,
  expense: ExpenseRecord,
  permit: Permit,
  { whoMayChange }: GuildSettings,
): Authorized<Action, ExpenseRecord> {
  checkRight(action, expense, permit, whoMayChange);
  return expense as Authorized<Action, ExpenseRecord>;
}

/** What of an expense decides who may change it. */
type Owned = Pick<ExpenseRecord, 'number' | 'createdBy' | 'payers' | 'participantIds'>;

/** The same question alone. @throws UserError `notYours` */
export function checkRight(
  action: ExpenseAction,
  expense: Owned,
  permit: Permit,
  whoMayChange: WhoMayChange,
): void {
  const allowed = policy[action][whoMayChange];
  if (!partsIn(expense, permit).some((part) => allowed.includes(part)))
    throw new UserError('notYours', { number: expense.number });
}

function partsIn({ createdBy, payers, participantIds }: Owned, { userId, isManager }: Permit): Part[] {
  const parts: Part[] = ['member'];
  if (isManager) parts.push('manager');
  if (createdBy === userId) parts.push('creator');
  if (payers.some((payer) => payer.userId === userId)) parts.push('payer');
  if (participantIds.includes(userId)) parts.push('participant');
  return parts;
}

/**
 * Lets managers of a server have its settings, to change them.
 * @throws UserError `managersOnly`
 */
export function authorizeSettings(
  settings: GuildSettings,
  { isManager }: Permit,
): Authorized<'settings', GuildSettings> {
  if (!isManager) throw new UserError('managersOnly');
  return settings as Authorized<'settings', GuildSettings>;
}
