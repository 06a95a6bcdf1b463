import { UserError } from '../../errors/user-error.js';
import { changeOne, type OneRequest } from './change-one.js';
import type { Change } from './change.js';
import { authorizeChange, partiesOf } from './rights.js';

/**
 * Puts a void expense back into the balances. Of a payment that was refused or confirmed who paid is told. It cannot be
 * done, by UserError, where the expense is not there (`expenseNotFound`), live (`notVoid`) or not theirs (`notYours`,
 * `paymentNotYours`).
 */
export function restoreExpense(request: OneRequest): Change {
  const { number, permit, now } = request;
  return changeOne(request, (found, { settings }) => {
    const from = authorizeChange('restore', found, permit, settings);
    if (from.voidedAt === undefined) throw new UserError('notVoid', { number });
    const { voidedAt: _voidedAt, isRefused, ...restored } = from;
    if (!isRefused && !from.confirmedAt) return { kind: 'restore', changed: [{ from, to: restored }] };
    const { payerId, receiverId } = partiesOf(from);
    // Who had said that the money did not come says by this that it did.
    const to = isRefused && permit.userId === receiverId ? { ...restored, confirmedAt: now } : restored;
    return { kind: 'restore', changed: [{ from, to, tells: [payerId] }] };
  });
}
