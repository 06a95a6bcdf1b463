import { UserError } from '../../errors/user-error.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Change } from './change.js';
import type { Request } from './request.js';
import { authorizeChange, partiesOf, type Permit } from './rights.js';

/** The receiver of a payment says that the money came. */
export interface Confirmation extends Request {
  readonly number: number;
  readonly permit: Permit;
  readonly now: Date;
}

/**
 * Confirms a payment; who paid is told. It cannot be done, by UserError, where it is not there (`expenseNotFound`), no
 * payment (`notPayment`), not theirs (`paymentNotYours`), void (`isVoid`) or confirmed already (`alreadyConfirmed`).
 */
export function confirmPayment(confirmation: Confirmation): Change {
  const { number, permit, now } = confirmation;
  return {
    request: confirmation,
    now,
    people: 1,
    numbers: [number],
    plan(ledger) {
      const found = ledger.expense(number);
      requirePayment(found);
      const from = authorizeChange('confirm', found, permit, ledger.settings);
      if (from.confirmedAt !== undefined) throw new UserError('alreadyConfirmed', { number });
      if (from.voidedAt !== undefined) throw new UserError('isVoid', { number });
      const tells = [partiesOf(from).payerId];
      return { kind: 'confirm', changed: [{ from, to: { ...from, confirmedAt: now }, tells }] };
    },
  };
}

/** @throws UserError `notPayment` */
export function requirePayment({ kind, number }: Pick<ExpenseRecord, 'kind' | 'number'>): void {
  if (kind !== 'settlement') throw new UserError('notPayment', { number });
}
