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

const reason = 'Nothing came';
const refusal = { ...askedBy(u1), numbers: [1], reason, ifUnconfirmed: true as const };

describe('a refusal', () => {
  test('says why, takes the payment out of the balances, and tells who paid', () => {
    const draft = draftWithPayment();
    expect(draft.apply(voidExpenses(refusal))).toMatchObject({
      kind: 'void',
      expenses: [{ after: { voidedAt: now, isRefused: true } }],
    });
    expect(netsOf(draft.debts.get('INR') ?? [])).toEqual(new Map());
    expect(draft.records[0]).toMatchObject({ kind: 'void', reason });
    expect(toldBy(draft)).toEqual([u2]);
    expect(draft.makeNotices(now)[0]?.payload).toMatchObject({ change: { kind: 'void', by: u1, reason } });
  });

  test.each([
    ['by the button', { ifUnconfirmed: true as const }],
    ['by a void', {}],
  ])('without a reason is asked for it: %s', (_how, fields) => {
    const draft = draftWithPayment();
    const voiding = { ...askedBy(u1), numbers: [1], ...fields };
    expect(attempt(draft, voidExpenses(voiding))).toBe('reasonNeeded');
    expect(draft.expense(1)).toMatchObject({ version: 1 });
    expect(toldBy(draft)).toEqual([]);
  });

  test('of one among several tells its payer alone, and only it is refused', () => {
    const draft = draftWithPayment();
    draft.apply(addPayment(paymentOf('1', { payerId: u1, receiverId: u3 })));
    draft.apply(addExpense(expenseOf('1')));
    draft.apply(voidExpenses({ ...askedBy(u1), numbers: [3, 1, 2], reason }));
    expect([1, 2, 3].map((number) => draft.expense(number).isRefused)).toEqual([true, undefined, undefined]);
    expect(toldBy(draft)).toEqual([u2]);
  });

  test.each([
    ['who paid', askedBy(u2)],
    ['a manager', askedBy(u3, '1', true)],
  ])('is no void by %s, who needs no reason', (_who, asked) => {
    const draft = draftWithPayment();
    draft.apply(voidExpenses({ ...asked, numbers: [1] }));
    expect(draft.expense(1)).not.toHaveProperty('isRefused');
  });

  test('ends by a restore, by which the receiver says that the money came', () => {
    const draft = draftWithPayment();
    draft.apply(voidExpenses(refusal));
    expect(attempt(draft, restoreExpense({ ...askedBy(u2), number: 1 }))).toBe('paymentNotYours');
    draft.apply(restoreExpense({ ...askedBy(u1), number: 1 }));
    expect(draft.expense(1)).not.toHaveProperty('isRefused');
    expect(draft.expense(1)).not.toHaveProperty('voidedAt');
    expect(draft.expense(1).confirmedAt).toBeDefined();
    expect(attempt(draft, voidExpenses(refusal))).toBe('alreadyConfirmed');
    expect(toldBy(draft)).toEqual([u2, u2]);
  });

  test('is none once it was confirmed: who paid is told, and no reason is asked', () => {
    const draft = draftWithPayment();
    draft.apply(confirmPayment({ ...askedBy(u1), number: 1 }));
    draft.apply(voidExpenses({ ...askedBy(u1), numbers: [1] }));
    expect(draft.expense(1)).not.toHaveProperty('isRefused');
    expect(toldBy(draft)).toEqual([u2, u2]);
    expect(attempt(draft, restoreExpense({ ...askedBy(u2), number: 1 }))).toBe('paymentNotYours');
    draft.apply(restoreExpense({ ...askedBy(u1), number: 1 }));
    expect(toldBy(draft)).toEqual([u2, u2, u2]);
  });

  test('ends by a restore of a manager, and may come again', () => {
    const draft = draftWithPayment();
    draft.apply(voidExpenses(refusal));
    draft.apply(restoreExpense({ ...askedBy(u3, '1', true), number: 1 }));
    expect(draft.expense(1)).not.toHaveProperty('confirmedAt');
    expect(attempt(draft, voidExpenses(refusal))).toBe('done');
    expect(toldBy(draft)).toEqual([u2, u2, u2]);
  });

  test('is the receiver’s also where who voided it first was who paid', () => {
    const draft = draftWithPayment();
    draft.apply(voidExpenses({ ...askedBy(u2), numbers: [1] }));
    expect(attempt(draft, voidExpenses(refusal))).toBe('alreadyVoid');
    expect(attempt(draft, restoreExpense({ ...askedBy(u2), number: 1 }))).toBe('done');
  });
});
