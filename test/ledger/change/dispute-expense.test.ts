import { describe, expect, test } from '@jest/globals';
import {
  closeDisputes,
  disputeExpense,
  withdrawDispute,
} from '../../../src/ledger/change/dispute-expense.js';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import type { LedgerDraft } from '../../../src/ledger/change/ledger-draft.js';
import { addExpense } from '../../../src/ledger/change/record-expense.js';
import { addPayment } from '../../../src/ledger/change/record-payment.js';
import { restoreExpense } from '../../../src/ledger/change/restore-expense.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { askedBy, changeOf, expenseOf, now, paymentOf, u1, u2, u3, u4 } from '../ledger.js';
import { attempt, newDraft, toldBy } from './draft.js';
import { netsOf } from './model.js';

const reason = 'I was not there';
const disputeBy = (userId: string) => disputeExpense({ ...askedBy(userId), number: 1, reason });

/** Added by the fourth, paid by the first and shared by all four, disputed by the second. */
function draftWithDispute(): LedgerDraft {
  const draft = newDraft();
  draft.apply(addExpense({ ...expenseOf('1'), createdBy: u4 }));
  draft.apply(disputeBy(u2));
  return draft;
}

describe('a dispute', () => {
  test('is kept with its reason, moves no money, and tells who added it and who paid', () => {
    const draft = draftWithDispute();
    expect(draft.expense(1).disputes).toEqual([{ by: u2, at: now, reason }]);
    expect(draft.records[0]).toMatchObject({ kind: 'dispute', by: u2, reason });
    expect(netsOf(draft.debts.get('INR') ?? []).get(`${u1} ${u2}`)).toBe(-25_000);
    expect(toldBy(draft)).toEqual([u4, u1]);
  });

  test('by who paid or added it is not told to them', () => {
    const draft = draftWithDispute();
    draft.apply(disputeBy(u1));
    draft.apply(disputeBy(u4));
    expect(toldBy(draft)).toEqual([u4, u1, u4, u1]);
  });

  test('of several payers tells each of them once, and no one who paid nothing', () => {
    const draft = newDraft();
    const payers = [
      { userId: u1, amountMinor: 60 },
      { userId: u2, amountMinor: 40 },
      { userId: u3, amountMinor: 0 },
    ];
    draft.apply(addExpense(expenseOf('1', { amountMinor: 100, payers })));
    draft.apply(disputeBy(u4));
    expect(toldBy(draft)).toEqual([u1, u2]);
  });

  test('of a payment tells who paid, and nobody through whose debts it goes', () => {
    const draft = newDraft();
    const route = [
      { debtorId: u1, creditorId: u3, amountMinor: 70 },
      { debtorId: u3, creditorId: u2, amountMinor: 70 },
    ];
    draft.apply(addPayment(paymentOf('1', { amountMinor: 70, route })));
    draft.apply(disputeBy(u1));
    expect(toldBy(draft)).toEqual([u2]);
  });

  test('is one of each person', () => {
    const draft = draftWithDispute();
    expect(attempt(draft, disputeBy(u2))).toBe('alreadyDisputed');
    expect(attempt(draft, disputeBy(u3))).toBe('done');
    expect(draft.expense(1).disputes?.map(({ by }) => by)).toEqual([u2, u3]);
  });

  test('is of 25 people at most', () => {
    const draft = newDraft();
    const participantIds = Array.from({ length: 26 }, (_, index) => String(200 + index));
    draft.apply(addExpense(expenseOf('1', { participantIds })));
    const ends = participantIds.map((userId) => attempt(draft, disputeBy(userId)));
    expect(ends).toEqual([...participantIds.slice(1).map(() => 'done'), 'disputesTooMany']);
    draft.apply(withdrawDispute({ ...askedBy('200'), number: 1 }));
    expect(attempt(draft, disputeBy('225'))).toBe('done');
  });

  test('is none of what is void, and stays through a void and a restore', () => {
    const draft = draftWithDispute();
    draft.apply(voidExpenses({ ...changeOf('1'), numbers: [1] }));
    expect(attempt(draft, disputeBy(u3))).toBe('isVoid');
    draft.apply(restoreExpense({ ...changeOf('1'), number: 1 }));
    expect(draft.expense(1).disputes).toHaveLength(1);
  });
});

describe('the end of a dispute', () => {
  test('by its withdrawal leaves those of others, and tells nobody', () => {
    const draft = draftWithDispute();
    draft.apply(disputeBy(u3));
    const told = toldBy(draft).length;
    draft.apply(withdrawDispute({ ...askedBy(u2), number: 1 }));
    expect(draft.expense(1).disputes?.map(({ by }) => by)).toEqual([u3]);
    draft.apply(withdrawDispute({ ...askedBy(u3), number: 1 }));
    expect(draft.expense(1)).not.toHaveProperty('disputes');
    expect(toldBy(draft)).toHaveLength(told);
    expect(attempt(draft, withdrawDispute({ ...askedBy(u3), number: 1 }))).toBe('notDisputed');
    expect(attempt(draft, disputeBy(u3))).toBe('done');
  });

  test('by a manager ends all of them, and tells each who disputed but themselves', () => {
    const draft = draftWithDispute();
    for (const userId of [u1, u3]) draft.apply(disputeBy(userId));
    const told = toldBy(draft).length;
    draft.apply(closeDisputes({ ...changeOf('1'), number: 1 }));
    expect(draft.expense(1)).not.toHaveProperty('disputes');
    expect(toldBy(draft).slice(told)).toEqual([u2, u3]);
    expect(attempt(draft, closeDisputes({ ...changeOf('1'), number: 1 }))).toBe('notDisputed');
  });

  test('by an edit tells each who disputed, whoever pays and shares from now on', () => {
    const draft = draftWithDispute();
    const told = toldBy(draft).length;
    const content = expenseOf('1', { participantIds: [u3, u4] });
    draft.apply(editExpense({ ...changeOf('1'), number: 1, version: 2, content }));
    expect(draft.expense(1)).not.toHaveProperty('disputes');
    expect(draft.records.at(-1)?.expenses[0]).toMatchObject({
      before: { disputes: [{ by: u2 }] },
      after: { disputes: null },
    });
    expect(toldBy(draft).slice(told)).toEqual([u2]);
    expect(attempt(draft, disputeBy(u2))).toBe('disputeNotYours');
  });
});
