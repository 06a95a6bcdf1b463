import { UserError } from '../../errors/user-error.js';
import type { Dispute, ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Change } from './change.js';
import type { Request } from './request.js';
import { authorizeChange, type Permit } from './rights.js';

/** What is asked about the disputes of an expense. */
export interface DisputeRequest extends Request {
  readonly number: number;
  readonly permit: Permit;
  readonly now: Date;
}

/** Says that somebody who paid or shares disagrees with an expense, and why. */
export interface NewDispute extends DisputeRequest {
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
  return {
    request: dispute,
    now,
    people: 1,
    numbers: [number],
    plan(ledger) {
      const from = authorizeChange('dispute', ledger.expense(number), permit, ledger.settings);
      if (from.voidedAt !== undefined) throw new UserError('isVoid', { number });
      const { createdBy, payers, disputes = [] } = from;
      if (disputes.some((one) => one.by === by)) throw new UserError('alreadyDisputed', { number });
      if (disputes.length >= disputesAtMost) throw new UserError('disputesTooMany', { number });
      const to = { ...from, disputes: [...disputes, { by, at: now, reason }] };
      const paid = payers.filter(({ amountMinor }) => amountMinor > 0).map(({ userId }) => userId);
      return { kind: 'dispute', reason, changed: [{ from, to, tells: [createdBy, ...paid] }] };
    },
  };
}

/**
 * Takes back somebody's own dispute. It cannot be done, by UserError, where there is none (`notDisputed`).
 */
export function withdrawDispute(request: DisputeRequest): Change {
  const { number, permit, now } = request;
  return {
    request,
    now,
    people: 1,
    numbers: [number],
    plan(ledger) {
      const from = authorizeChange('withdraw', ledger.expense(number), permit, ledger.settings);
      const { disputes = [] } = from;
      const left = disputes.filter(({ by }) => by !== permit.userId);
      if (left.length === disputes.length) throw new UserError('notDisputed', { number });
      return { kind: 'withdraw', changed: [{ from, to: withDisputes(from, left) }] };
    },
  };
}

/** Ends all disputes of an expense, by who manages the server; who disputed is told. As `withdrawDispute`. */
export function closeDisputes(request: DisputeRequest): Change {
  const { number, permit, now } = request;
  return {
    request,
    now,
    people: 1,
    numbers: [number],
    plan(ledger) {
      const from = authorizeChange('closeDispute', ledger.expense(number), permit, ledger.settings);
      if (!from.disputes) throw new UserError('notDisputed', { number });
      return {
        kind: 'closeDispute',
        changed: [{ from, to: withDisputes(from, []), tells: disputersOf(from) }],
      };
    },
  };
}

/** An expense with other disputes; without the field where there are none. */
export function withDisputes(expense: ExpenseRecord, disputes: readonly Dispute[]): ExpenseRecord {
  const { disputes: _disputes, ...rest } = expense;
  return disputes.length === 0 ? rest : { ...rest, disputes };
}

export function disputersOf({ disputes = [] }: Pick<ExpenseRecord, 'disputes'>): string[] {
  return disputes.map(({ by }) => by);
}
