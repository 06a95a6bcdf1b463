import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Change, LedgerView, Plan } from './change.js';
import type { Request } from './request.js';
import type { Permit } from './rights.js';

/** Asks to change one expense or payment that is there. */
export interface OneRequest extends Request {
  readonly number: number;
  readonly permit: Permit;
  readonly now: Date;
}

/**
 * A change of one expense or payment. It cannot be done, by UserError, where that is not there (`expenseNotFound`).
 * @param plan gets it as it is at the moment of the change
 */
export function changeOne(
  request: OneRequest,
  plan: (found: ExpenseRecord, ledger: LedgerView) => Plan,
): Change {
  const { number, now } = request;
  return {
    request,
    now,
    people: 1,
    numbers: [number],
    plan: (ledger) => plan(ledger.expense(number), ledger),
  };
}
