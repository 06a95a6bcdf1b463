import { UserError } from '../../errors/user-error.js';
import type { Change } from './change.js';
import type { Request } from './request.js';
import { authorizeChange, partiesOf, type Permit } from './rights.js';

/** Puts a void expense back into the balances. Of a payment that was refused or confirmed who paid is told. */
export interface Restoring extends Request {
  readonly number: number;
  readonly permit: Permit;
  readonly now: Date;
}

/**
 * Restores an expense. It cannot be done, by UserError, where it is not there (`expenseNotFound`), live (`notVoid`) or not
 * theirs (`notYours`).
 */
export function restoreExpense(restoring: Restoring): Change {
  const { number, permit, now } = restoring;
  return {
    request: restoring,
    now,
    people: 1,
    numbers: [number],
    plan(ledger) {
      const from = authorizeChange('restore', ledger.expense(number), permit, ledger.settings);
      if (from.voidedAt === undefined) throw new UserError('notVoid', { number });
      const { voidedAt: _voidedAt, isRefused: _isRefused, ...to } = from;
      // Who had said that the money did not come says by this that it did.
      const isConfirmed = from.isRefused === true && permit.userId === partiesOf(from).receiverId;
      return {
        kind: 'restore',
        changed: [
          {
            from,
            to: isConfirmed ? { ...to, confirmedAt: now } : to,
            ...((from.isRefused ?? from.confirmedAt) && { tells: [partiesOf(from).payerId] }),
          },
        ],
      };
    },
  };
}
