import { UserError } from '../../errors/user-error.js';
import { changeOne, type OneRequest } from './change-one.js';
import type { Change } from './change.js';
import { authorizeChange, partiesOf } from './rights.js';

/**
 * The receiver of a payment says that the money came; who paid is told. It cannot be done, by UserError, where it is not
 * there (`expenseNotFound`), no payment (`notPayment`), not theirs (`paymentNotYours`), confirmed already
 * (`alreadyConfirmed`) or void (`isVoid`).
 */
export function confirmPayment(request: OneRequest): Change {
  const { number, permit, now } = request;
  return changeOne(request, (found, { settings }) => {
    if (found.kind !== 'settlement') throw new UserError('notPayment', { number });
    const from = authorizeChange('confirm', found, permit, settings);
    if (from.confirmedAt !== undefined) throw new UserError('alreadyConfirmed', { number });
    if (from.voidedAt !== undefined) throw new UserError('isVoid', { number });
    const to = { ...from, confirmedAt: now };
    return { kind: 'confirm', changed: [{ from, to, tells: [partiesOf(from).payerId] }] };
  });
}
