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
  /** Another one that says the same, and must be live. */
  readonly sameAs?: number;
  readonly permit: Permit;
  readonly now: Date;
}

/** For how many people an expense is shows only when it is read. Few are for more than this. */
const peopleOfOne = 20;

/**
 * Voids expenses, all or none. It cannot be done, by UserError, where one is not there (`expenseNotFound`), void already
 * (`alreadyVoid`) or not theirs (`notYours`, `paymentNotYours`). Where its receiver voids a payment, who paid is told. Where
 * they have not confirmed it, it is refused by that: they must say why (`reasonNeeded`), and not everybody may restore it.
 * Where the other one that says the same is void, it cannot be done either (`otherIsVoid`).
 */
export function voidExpenses(voiding: Voiding): Change {
  const { reason, sameAs, permit, now } = voiding;
  const numbers = voiding.numbers.toSorted((one, other) => one - other);
  return {
    request: voiding,
    now,
    people: numbers.length * peopleOfOne,
    numbers: sameAs === undefined ? numbers : [...numbers, sameAs],
    plan(ledger) {
      const found = numbers.map((number) => ledger.expense(number));
      const expenses = found.map((expense) => authorizeChange('void', expense, permit, ledger.settings));
      checkVoidable(expenses, voiding);
      if (sameAs !== undefined && ledger.expense(sameAs).voidedAt !== undefined)
        throw new UserError('otherIsVoid', { number: numbers[0] ?? 0, other: sameAs });
      return {
        kind: 'void',
        ...(reason !== undefined && { reason }),
        changed: expenses.map((from) => ({
          from,
          to: { ...from, voidedAt: now, ...(isRefusal(from, permit) && { isRefused: true as const }) },
          ...(isByReceiver(from, permit) && { tells: [partiesOf(from).payerId] }),
        })),
      };
    },
  };
}

/** @throws UserError `alreadyVoid`, `alreadyConfirmed`, `reasonNeeded` */
function checkVoidable(expenses: readonly ExpenseRecord[], { reason, ifUnconfirmed, permit }: Voiding): void {
  const already = expenses.filter(({ voidedAt }) => voidedAt !== undefined);
  if (already.length > 0)
    throw new UserError('alreadyVoid', { numbers: already.map(({ number }) => number) });
  const confirmed = expenses.find(({ confirmedAt }) => confirmedAt !== undefined);
  if (ifUnconfirmed && confirmed) throw new UserError('alreadyConfirmed', { number: confirmed.number });
  const refused = expenses.find((expense) => isRefusal(expense, permit));
  if (refused && reason === undefined) throw new UserError('reasonNeeded', { number: refused.number });
}

/** Whether the receiver of a payment says by this that the money did not come. */
function isRefusal(expense: ExpenseRecord, permit: Permit): boolean {
  return expense.confirmedAt === undefined && isByReceiver(expense, permit);
}

function isByReceiver(expense: ExpenseRecord, { userId }: Permit): boolean {
  return expense.kind === 'settlement' && partiesOf(expense).receiverId === userId;
}
