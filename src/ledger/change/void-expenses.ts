import { UserError } from '../../errors/user-error.js';
import type { Change } from './change.js';
import type { Request } from './request.js';
import { authorizeChange, type Permit } from './rights.js';

/** Takes expenses out of the balances; they stay visible. */
export interface Voiding extends Request {
  /** Each once; all are voided, or none. */
  readonly numbers: readonly number[];
  readonly reason?: string;
  /** Another one that says the same, and must be live. */
  readonly sameAs?: number;
  readonly permit: Permit;
  readonly now: Date;
}

/** For how many people an expense is shows only when it is read. Few are for more than this. */
const peopleOfOne = 20;

/**
 * Voids expenses, all or none. It cannot be done, by UserError, where one is not there (`expenseNotFound`), void already
 * (`alreadyVoid`) or not theirs (`notYours`), or where the other one that says the same is void (`otherIsVoid`).
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
      const already = expenses.filter(({ voidedAt }) => voidedAt !== undefined);
      if (already.length > 0)
        throw new UserError('alreadyVoid', { numbers: already.map(({ number }) => number) });
      if (sameAs !== undefined && ledger.expense(sameAs).voidedAt !== undefined)
        throw new UserError('otherIsVoid', { number: numbers[0] ?? 0, other: sameAs });
      return {
        kind: 'void',
        ...(reason !== undefined && { reason }),
        changed: expenses.map((from) => ({ from, to: { ...from, voidedAt: now } })),
      };
    },
  };
}
