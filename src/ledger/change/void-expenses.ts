import { UserError } from '../../errors/user-error.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Change } from './change.js';
import type { Request } from './request.js';
import { authorizeChange, partiesOf, type Permit } from './rights.js';

/** Takes expenses out of the balances; they stay visible. */
export interface Voiding extends Request {
  /** Each once; all are voided, or none. */
  readonly numbers: readonly number[];
  readonly reason?: string;
  /** For a payment that its receiver has not confirmed; one that was confirmed is not voided by this. */
  readonly ifUnconfirmed?: true;
  readonly permit: Permit;
  readonly now: Date;
}

/** For how many people an expense is shows only when it is read. Few are for more than this. */
const peopleOfOne = 20;

/**
 * Voids expenses, all or none. It cannot be done, by UserError, where one is not there (`expenseNotFound`), void already
 * (`alreadyVoid`) or not theirs (`notYours`, `paymentNotYours`). Where its receiver voids a payment, who paid is told. Where
 * they have not confirmed it, it is refused by that: they must say why (`reasonNeeded`), and not everybody may restore it.
 */
export function voidExpenses(voiding: Voiding): Change {
  const { reason, ifUnconfirmed = false, permit, now } = voiding;
  const numbers = voiding.numbers.toSorted((one, other) => one - other);
  return {
    request: voiding,
    now,
    people: numbers.length * peopleOfOne,
    numbers,
    plan(ledger) {
      const found = numbers.map((number) => ledger.expense(number));
      const expenses = found.map((expense) => authorizeChange('void', expense, permit, ledger.settings));
      const already = expenses.filter(({ voidedAt }) => voidedAt !== undefined);
      if (already.length > 0)
        throw new UserError('alreadyVoid', { numbers: already.map(({ number }) => number) });
      const confirmed = ifUnconfirmed && expenses.find(({ confirmedAt }) => confirmedAt !== undefined);
      if (confirmed) throw new UserError('alreadyConfirmed', { number: confirmed.number });
      const refused = expenses.filter((expense) => isRefusal(expense, permit));
      if (refused[0] && reason === undefined)
        throw new UserError('reasonNeeded', { number: refused[0].number });
      return {
        kind: 'void',
        ...(reason !== undefined && { reason }),
        changed: expenses.map((from) => ({
          from,
          to: { ...from, voidedAt: now, ...(refused.includes(from) && { isRefused: true as const }) },
          ...(isByReceiver(from, permit) && { tells: [partiesOf(from).payerId] }),
        })),
      };
    },
  };
}

/** Whether the receiver of a payment says by this that the money did not come. */
function isRefusal(expense: ExpenseRecord, permit: Permit): boolean {
  return expense.confirmedAt === undefined && isByReceiver(expense, permit);
}

function isByReceiver(expense: ExpenseRecord, { userId }: Permit): boolean {
  return expense.kind === 'settlement' && partiesOf(expense).receiverId === userId;
}
