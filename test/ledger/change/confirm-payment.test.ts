import { describe, expect, test } from '@jest/globals';
import { confirmPayment } from '../../../src/ledger/change/confirm-payment.js';
import type { LedgerDraft } from '../../../src/ledger/change/ledger-draft.js';
import { addExpense } from '../../../src/ledger/change/record-expense.js';
import { addPayment } from '../../../src/ledger/change/record-payment.js';
import { restoreExpense } from '../../../src/ledger/change/restore-expense.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { netsOf } from './model.js';
import { askedBy, expenseOf, now, paymentOf, u1, u2, u3 } from '../ledger.js';
import { attempt, newDraft, toldBy } from './draft.js';

/** The second says that they paid the first. */
function draftWithPayment(): LedgerDraft {
  const draft = newDraft();
  draft.apply(addPayment(paymentOf('1')));
  return draft;
}

const confirmation = { ...askedBy(u1), number: 1 };
const refusal = {
  ...askedBy(u1),
  numbers: [1],
  reason: 'Nothing came',
  ifUnconfirmed: true as const,
};

describe('a confirmation', () => {
  test('says when, moves no money, and tells who paid', () => {
    const draft = draftWithPayment();
    const before = netsOf(draft.debts.get('INR') ?? []);
    expect(draft.apply(confirmPayment(confirmation))).toMatchObject({
      kind: 'confirm',
      expenses: [{ before: { version: 1 }, after: { version: 2, confirmedAt: now } }],
    });
    expect(netsOf(draft.debts.get('INR') ?? [])).toEqual(before);
    expect(toldBy(draft)).toEqual([u2]);
    expect(draft.makeNotices(now)[0]).toMatchObject({
      kind: 'change',
      guildId: '1',
      userId: u2,
      state: 'pending',
      payload: { change: { kind: 'confirm', by: u1, expenses: [{ number: 1, amountMinor: 25_000 }] } },
    });
  });

  test('by a manager tells who paid too', () => {
    const draft = draftWithPayment();
    draft.apply(confirmPayment({ ...askedBy(u3, '1', true), number: 1 }));
    expect(toldBy(draft)).toEqual([u2]);
  });

  test('is said once', () => {
    const draft = draftWithPayment();
    draft.apply(confirmPayment(confirmation));
    expect(attempt(draft, confirmPayment(confirmation))).toBe('alreadyConfirmed');
    expect(attempt(draft, voidExpenses(refusal))).toBe('alreadyConfirmed');
    expect(toldBy(draft)).toEqual([u2]);
  });

  test('of what is void waits for its restore', () => {
    const draft = draftWithPayment();
    draft.apply(voidExpenses({ ...askedBy(u2), numbers: [1] }));
    expect(attempt(draft, confirmPayment(confirmation))).toBe('isVoid');
    draft.apply(restoreExpense({ ...askedBy(u2), number: 1 }));
    expect(attempt(draft, confirmPayment(confirmation))).toBe('done');
  });

  test('is of payments alone, and of those that are there', () => {
    const draft = newDraft();
    draft.apply(addExpense(expenseOf('1')));
    expect(attempt(draft, confirmPayment(confirmation))).toBe('notPayment');
    expect(attempt(draft, confirmPayment({ ...confirmation, number: 2 }))).toBe('expenseNotFound');
  });
});
