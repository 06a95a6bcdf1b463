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

/** What a person can be to an expense or a payment; everybody is a member. Only a payment has a receiver. */
type Part = 'creator' | 'payer' | 'receiver' | 'participant' | 'member' | 'manager';

/** Whose part in an expense lets them change it, by what their server has set. */
const changers: Readonly<Record<WhoMayChange, readonly Part[]>> = {
  owners: ['manager', 'creator', 'payer'],
  participants: ['manager', 'creator', 'payer', 'participant'],
  everyone: ['member'],
};

/** What can be done to an expense or a payment that is there. */
export type ExpenseAction = 'edit' | 'void' | 'restore' | 'confirm' | 'dispute' | 'withdraw' | 'closeDispute';

/** What of an expense decides who may change it. */
type Owned = Pick<
  ExpenseRecord,
  'number' | 'kind' | 'createdBy' | 'payers' | 'participantIds' | 'confirmedAt' | 'isRefused'
>;

/** What decides whether somebody may do something to an expense. */
interface Asked {
  readonly expense: Owned;
  readonly whoMayChange: WhoMayChange;
}

/** Whose part lets them do it. */
type Rule = (asked: Asked) => readonly Part[];

const asSet: Rule = ({ whoMayChange }) => changers[whoMayChange];
const nobody: Rule = () => [];
const receiver: Rule = () => ['receiver', 'manager'];
const involved: Rule = () => ['payer', 'participant', 'receiver'];

/** What the two sides of a payment have said decides more than what their server has set. */
const policy: Readonly<Record<ExpenseAction, { readonly expense: Rule; readonly settlement: Rule }>> = {
  edit: { expense: asSet, settlement: nobody },
  void: {
    expense: asSet,
    settlement: (asked) => (asked.expense.confirmedAt ? receiver(asked) : [...asSet(asked), 'receiver']),
  },
  restore: {
    expense: asSet,
    settlement: (asked) => {
      const { confirmedAt, isRefused } = asked.expense;
      return confirmedAt || isRefused ? receiver(asked) : [...asSet(asked), 'receiver'];
    },
  },
  confirm: { expense: nobody, settlement: receiver },
  dispute: { expense: involved, settlement: involved },
  withdraw: { expense: () => ['member'], settlement: () => ['member'] },
  closeDispute: { expense: () => ['manager'], settlement: () => ['manager'] },
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
 * @throws what `checkRight` throws
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

/**
 * The same question alone.
 * @throws UserError `notYours`, `paymentNotEdited`, `paymentNotYours`, `disputeNotYours`, `managersOnly`
 */
export function checkRight(
  action: ExpenseAction,
  expense: Owned,
  permit: Permit,
  whoMayChange: WhoMayChange,
): void {
  const allowed = policy[action][expense.kind]({ expense, whoMayChange });
  if (!partsIn(expense, permit, action).some((part) => allowed.includes(part))) throw refuse(action, expense);
}

function refuse(action: ExpenseAction, { kind, number }: Owned): UserError {
  if (action === 'closeDispute') return new UserError('managersOnly');
  if (action === 'dispute') return new UserError('disputeNotYours', { number });
  if (kind === 'expense') return new UserError('notYours', { number });
  return new UserError(action === 'edit' ? 'paymentNotEdited' : 'paymentNotYours', { number });
}

/** A manager who paid does not speak for who was to receive it. */
function partsIn(expense: Owned, { userId, isManager }: Permit, action: ExpenseAction): Part[] {
  const parts: Part[] = ['member'];
  const isPayer = payersOf(expense).includes(userId);
  if (isManager && !(action === 'confirm' && isPayer)) parts.push('manager');
  if (expense.createdBy === userId) parts.push('creator');
  if (isPayer) parts.push('payer');
  if (expense.kind === 'settlement') {
    if (partiesOf(expense).receiverId === userId) parts.push('receiver');
  } else if (expense.participantIds.includes(userId)) parts.push('participant');
  return parts;
}

/** A payment that goes through the debts of others names them too, with nothing: it is not theirs. */
function payersOf(expense: Owned): readonly string[] {
  if (expense.kind === 'settlement') return [partiesOf(expense).payerId];
  return expense.payers.map(({ userId }) => userId);
}

/** Who paid whom. */
export interface Parties {
  readonly payerId: string;
  readonly receiverId: string;
}

/** Who paid whom by a settlement. Those through whose debts it goes stand behind them. */
export function partiesOf({
  payers,
  participantIds,
}: Pick<ExpenseRecord, 'payers' | 'participantIds'>): Parties {
  return { payerId: payers[0]?.userId ?? '', receiverId: participantIds[0] ?? '' };
}

/**
 * Whether what somebody records of a payment counts as confirmed: the receiver says it, or who manages the server, for
 * two others.
 * @throws UserError `paymentOfOthers` for anybody else's
 */
export function checkPaymentRight(
  { payerId, receiverId }: { readonly payerId: string; readonly receiverId: string },
  { userId, isManager }: Permit,
): { readonly isConfirmed: boolean } {
  if (userId === receiverId) return { isConfirmed: true };
  if (userId === payerId) return { isConfirmed: false };
  if (isManager) return { isConfirmed: true };
  throw new UserError('paymentOfOthers');
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
