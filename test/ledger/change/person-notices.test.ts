import { expect, test } from '@jest/globals';
import { textLimits } from '../../../src/limits.js';
import type { AuditEntry } from '../../../src/ledger/change/audit-notices.js';
import { disputeExpense, withdrawDispute } from '../../../src/ledger/change/dispute-expense.js';
import { addExpense } from '../../../src/ledger/change/record-expense.js';
import { addPayment } from '../../../src/ledger/change/record-payment.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { askedBy, expenseOf, now, paymentOf, u1, u2 } from '../ledger.js';
import { newDraft, toldBy } from './draft.js';

const reason = 'It was less';

test('a change tells 25 people at most, who added it first', () => {
  const draft = newDraft();
  const payers = Array.from({ length: 40 }, (_, index) => ({
    userId: String(200 + index),
    amountMinor: 1,
  }));
  draft.apply(addExpense({ ...expenseOf('1', { amountMinor: 40, payers }), createdBy: u2 }));
  draft.apply(disputeExpense({ ...askedBy('205'), number: 1, reason }));
  const told = toldBy(draft);
  expect(told).toHaveLength(25);
  expect(told[0]).toBe(u2);
  expect(told).not.toContain('205');
});

test('each notice has a nonce of its own, of the length that Discord takes, also where the same is said again', () => {
  const draft = newDraft();
  draft.apply(addExpense({ ...expenseOf('1'), createdBy: u2 }));
  for (let time = 0; time < 3; time++) {
    draft.apply(disputeExpense({ ...askedBy('103'), number: 1, reason }));
    draft.apply(withdrawDispute({ ...askedBy('103'), number: 1 }));
  }
  const nonces = draft.makeNotices(now).map(({ nonce }) => nonce);
  expect(nonces).toHaveLength(6);
  expect(new Set(nonces).size).toBe(6);
  for (const nonce of nonces) expect(nonce).toHaveLength(textLimits.nonce);
});

test('several payments that one void refuses tell each payer once, of their own alone', () => {
  const draft = newDraft();
  draft.apply(addExpense(expenseOf('1')));
  for (const payerId of ['201', '202', '201']) draft.apply(addPayment(paymentOf('1', { payerId })));
  draft.apply(voidExpenses({ ...askedBy(u1), numbers: [1, 2, 3, 4], reason }));
  const told = draft.makeNotices(now).map(({ userId, payload }) => {
    const { expenses, count } = payload['change'] as AuditEntry;
    return [userId, expenses.map(({ number }) => number), count];
  });
  expect(told).toEqual([
    ['201', [2, 4], 2],
    ['202', [3], 1],
  ]);
});

test('a change that was refused tells nobody', () => {
  const draft = newDraft();
  draft.apply(addExpense(expenseOf('1')));
  expect(() => draft.apply(disputeExpense({ ...askedBy('999'), number: 1, reason }))).toThrow(
    'disputeNotYours',
  );
  expect(draft.makeNotices(now)).toEqual([]);
});
