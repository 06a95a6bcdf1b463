import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { addPayment, type NewPayment } from '../../../src/ledger/change/record-payment.js';
import { confirmPayment } from '../../../src/ledger/change/confirm-payment.js';
import { runChange } from '../../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { fetchBalances } from '../../../src/ledger/read/fetch-balances.js';
import { fetchStatement } from '../../../src/ledger/read/fetch-statement.js';
import { verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import type { Storage } from '../../../src/storage/connect.js';
import { askedBy, changeOf, expenseOf, newGuildId, now, openLedger, paymentOf } from '../ledger.js';
import { u1, u2, u3, u4 } from '../ledger.js';
import { attempt, newDraft, toldBy } from './draft.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

async function readDebts(guildId: string): Promise<string[]> {
  const { debts } = await fetchBalances(storage, guildId);
  return debts.map((debt) => `${debt.debtorId} owes ${debt.creditorId} ${debt.amountMinor}`);
}

/** What the third owes the second, and the second the first, is paid by the third to the first. */
const chain = {
  payerId: u3,
  receiverId: u1,
  amountMinor: 100,
  route: [
    { debtorId: u1, creditorId: u2, amountMinor: 100 },
    { debtorId: u2, creditorId: u3, amountMinor: 100 },
  ],
};

describe('a payment', () => {
  test('takes the next number, and pays back what is owed', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    const outcome = await runChange(storage, addPayment(paymentOf(guildId, { amountMinor: 10_000 })));
    expect(outcome).toMatchObject({ kind: 'add', replayed: false });
    expect(outcome.expenses[0]?.after).toMatchObject({
      number: 2,
      kind: 'settlement',
      description: 'UPI',
      payers: [{ userId: u2, amountMinor: 10_000 }],
      shares: [{ userId: u1, amountMinor: 10_000 }],
      debts: [{ debtorId: u1, creditorId: u2, amountMinor: 10_000 }],
    });
    expect(await readDebts(guildId)).toEqual([
      '102 owes 101 15000',
      '103 owes 101 25000',
      '104 owes 101 25000',
    ]);
    expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
  });

  test('of more than was owed turns the debt round', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId, { participantIds: [u1, u2] }));
    await runChange(storage, addPayment(paymentOf(guildId, { amountMinor: 60_000 })));
    expect(await readDebts(guildId)).toEqual(['101 owes 102 10000']);
  });

  test('through the debts of others moves only the nets of its two, and stands in each statement', async () => {
    const guildId = newGuildId();
    const owes = (debtor: string, creditor: string) =>
      expenseOf(guildId, {
        amountMinor: 100,
        payers: [{ userId: creditor, amountMinor: 100 }],
        participantIds: [debtor],
      });
    await recordExpense(storage, owes(u3, u2));
    await recordExpense(storage, owes(u2, u1));
    await runChange(storage, addPayment(paymentOf(guildId, chain)));
    expect(await readDebts(guildId)).toEqual([]);
    const numbersOf = async (memberId: string, withId: string) => {
      const { lines } = await fetchStatement(storage, guildId, { memberId, withId }, { limit: 10 });
      return lines.map(({ expense, running }) => [expense.number, running?.amountMinor ?? 0]);
    };
    expect(await numbersOf(u3, u2)).toEqual([
      [1, 100],
      [3, 0],
    ]);
    expect(await numbersOf(u2, u1)).toEqual([
      [2, 100],
      [3, 0],
    ]);
    expect(await numbersOf(u3, u1)).toEqual([]);
    expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
    await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [3], reason: 'No' }));
    expect(await readDebts(guildId)).toEqual(['102 owes 101 100', '103 owes 102 100']);
  });

  test('that comes again is answered as before, whatever its author may do by now', async () => {
    const guildId = newGuildId();
    const noted = paymentOf(guildId, { createdBy: u4, permit: { userId: u4, isManager: true } });
    const first = await runChange(storage, addPayment(noted));
    const again = { ...noted, permit: { userId: u4, isManager: false } };
    expect(await runChange(storage, addPayment(again))).toEqual({ ...first, replayed: true });
    await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [1], reason: 'No' }));
    expect(await runChange(storage, addPayment(again))).toEqual({ ...first, replayed: true });
    const anew = { ...again, requestId: 'another' };
    await expect(runChange(storage, addPayment(anew))).rejects.toMatchObject({ code: 'paymentOfOthers' });
  });

  test('under the id of another request is refused', async () => {
    const guildId = newGuildId();
    const payment = paymentOf(guildId);
    await runChange(storage, addPayment(payment));
    const other = addPayment({ ...payment, input: { amount: 1 } });
    await expect(runChange(storage, other)).rejects.toMatchObject({ code: 'requestReused' });
  });

  test('is confirmed from the start where its receiver records it', () => {
    const draft = newDraft();
    draft.apply(addPayment(paymentOf('1', { createdBy: u1, permit: { userId: u1, isManager: false } })));
    expect(draft.expense(1).confirmedAt).toEqual(now);
    expect(attempt(draft, confirmPayment({ ...askedBy(u1), number: 1 }))).toBe('alreadyConfirmed');
    // Both see it where it was recorded; nobody is told twice.
    expect(toldBy(draft)).toEqual([]);
  });

  const debt = { debtorId: u1, creditorId: u3, amountMinor: 100 };
  const wrong: readonly [what: string, fields: Partial<NewPayment>][] = [
    ['to oneself', { receiverId: u2 }],
    ['of nothing', { amountMinor: 0 }],
    ['beyond the largest amount', { amountMinor: 1_000_000_001 }],
    ['of a part of a paisa', { amountMinor: 0.5 }],
    ['without a description', { description: '' }],
    ['with an empty route', { ...chain, route: [] }],
    ['with a route that comes to less', { ...chain, route: [{ ...debt, amountMinor: 99 }] }],
    ['with a route the other way', { ...chain, route: [{ ...debt, debtorId: u3, creditorId: u1 }] }],
    ['with a route that leaves somebody with a loss', { ...chain, route: chain.route.slice(1) }],
    [
      'with a route that names a pair twice',
      {
        ...chain,
        route: [
          { ...debt, amountMinor: 40 },
          { ...debt, amountMinor: 60 },
        ],
      },
    ],
    [
      'with a route that names a pair in both directions',
      {
        ...chain,
        route: [
          { ...debt, amountMinor: 150 },
          { ...debt, debtorId: u3, creditorId: u1, amountMinor: 50 },
        ],
      },
    ],
    ['with a debt to oneself', { ...chain, route: [debt, { ...debt, debtorId: u4, creditorId: u4 }] }],
    [
      'with a debt below nothing',
      { ...chain, route: [...chain.route, { debtorId: u4, creditorId: u3, amountMinor: -0.5 }] },
    ],
  ];
  test.each(wrong)('%s is a bug, and nothing is saved', (_what, fields) => {
    expect(() => addPayment(paymentOf('1', fields))).toThrow(RangeError);
  });
});
