import { UserError } from '../../errors/user-error.js';
import type { Change } from './change.js';
import type { Request } from './request.js';
import { authorizeChange, type Permit } from './rights.js';

/** Puts a void expense back into the balances. */
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
      return { kind: 'restore', changed: [{ from, to }] };
    },
  };
}
