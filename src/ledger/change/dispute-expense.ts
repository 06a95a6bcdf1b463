import { UserError } from '../../errors/user-error.js';
import type { Dispute, ExpenseRecord } from '../../storage/collections/expenses.js';
import { changeOne, type OneRequest } from './change-one.js';
import type { Change } from './change.js';
import { authorizeChange } from './rights.js';

/** Says that somebody who paid or shares disagrees with an expense, and why. */
export interface NewDispute extends OneRequest {
  readonly reason: string;
}

/** More people than this need not say the same of one expense. */
const disputesAtMost = 25;

/**
 * Disputes an expense; who paid, and who added it, are told. It moves no money. It cannot be done, by UserError, where the
 * expense is not there (`expenseNotFound`), void (`isVoid`), not theirs (`disputeNotYours`), or disputed by them already
 * (`alreadyDisputed`) or by very many (`disputesTooMany`).
 */
export function disputeExpense(dispute: NewDispute): Change {
  const { number, permit, reason, now } = dispute;
  const { userId: by } = permit;
  return changeOne(dispute, (found, { settings }) => {
    const from = authorizeChange('dispute', found, permit, settings);
    if (from.voidedAt !== undefined) throw new UserError('isVoid', { number });
    const { createdBy, payers, disputes = [] } = from;
    if (disputes.some((one) => one.by === by)) throw new UserError('alreadyDisputed', { number });
    if (disputes.length >= disputesAtMost) throw new UserError('disputesTooMany', { number });
    const to = { ...from, disputes: [...disputes, { by, at: now, reason }] };
    const paid = payers.filter(({ amountMinor }) => amountMinor > 0).map(({ userId }) => userId);
    return { kind: 'dispute', reason, changed: [{ from, to, tells: [createdBy, ...paid] }] };
  });
}

/** Takes back somebody's own dispute. It cannot be done, by UserError, where there is none (`notDisputed`). */
export function withdrawDispute(request: OneRequest): Change {
  const { number, permit } = request;
  return changeOne(request, (found, { settings }) => {
    const from = authorizeChange('withdraw', found, permit, settings);
    const { disputes = [] } = from;
    const left = disputes.filter(({ by }) => by !== permit.userId);
    if (left.length === disputes.length) throw new UserError('notDisputed', { number });
    return { kind: 'withdraw', changed: [{ from, to: withDisputes(from, left) }] };
  });
}

/** Ends all disputes of an expense, by who manages the server; who disputed is told. As `withdrawDispute`. */
export function closeDisputes(request: OneRequest): Change {
  const { number, permit } = request;
  return changeOne(request, (found, { settings }) => {
    const from = authorizeChange('closeDispute', found, permit, settings);
    if (!from.disputes) throw new UserError('notDisputed', { number });
    const to = withDisputes(from, []);
    return { kind: 'closeDispute', changed: [{ from, to, tells: disputersOf(from) }] };
  });
}

/** An expense with other disputes; without the field where there are none. */
function withDisputes(expense: ExpenseRecord, disputes: readonly Dispute[]): ExpenseRecord {
  const { disputes: _disputes, ...rest } = expense;
  return disputes.length === 0 ? rest : { ...rest, disputes };
}

export function disputersOf({ disputes = [] }: Pick<ExpenseRecord, 'disputes'>): string[] {
  return disputes.map(({ by }) => by);
}
