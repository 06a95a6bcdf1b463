import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { fetchFewestPayments } from '../../../src/ledger/read/fetch-fewest-payments.js';
import type { Storage } from '../../../src/storage/connect.js';
import { expenseOf, newGuildId, openLedger, u1, u2, u3, u4, voidExpense } from '../ledger.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

/** `debtor` owes `creditor` so much more. */
async function owe(guildId: string, debtor: string, creditor: string, amountMinor: number, currency = 'INR') {
  const payers = [{ userId: creditor, amountMinor }];
  const input = expenseOf(guildId, { amountMinor, payers, participantIds: [debtor], currency });
  return (await recordExpense(storage, input)).expense;
}

function payment(debtorId: string, creditorId: string, amountMinor: number, currency = 'INR') {
  return { debtorId, creditorId, amountMinor, currency };
}

describe('the fewest payments of a server', () => {
  test('without debts are none', async () => {
    const none = { payments: [], debtCount: 0, inCircles: [], mostExcess: 'none' };
    expect(await fetchFewestPayments(storage, newGuildId())).toEqual(none);
    const guildId = newGuildId();
    const { number } = await owe(guildId, u2, u1, 500);
    await voidExpense(storage, guildId, number);
    expect(await fetchFewestPayments(storage, guildId)).toEqual(none);
  });

  test('leave out whoever stands between two others', async () => {
    const guildId = newGuildId();
    await owe(guildId, u1, u2, 500);
    await owe(guildId, u2, u3, 500);
    await owe(guildId, u4, u3, 70);
    expect(await fetchFewestPayments(storage, guildId)).toEqual({
      payments: [payment(u1, u3, 500), payment(u4, u3, 70)],
      debtCount: 3,
      inCircles: [],
      mostExcess: 'none',
    });
  });

  test('count a pair that owes each other as one debt, and an even pair as none', async () => {
    const guildId = newGuildId();
    await owe(guildId, u1, u2, 500);
    await owe(guildId, u2, u1, 200);
    await owe(guildId, u3, u4, 100);
    await owe(guildId, u4, u3, 100);
    expect(await fetchFewestPayments(storage, guildId)).toMatchObject({
      payments: [payment(u1, u2, 300)],
      debtCount: 1,
    });
  });

  test('are planned currency by currency, and stand by debtor', async () => {
    const guildId = newGuildId();
    await owe(guildId, u2, u1, 500);
    await owe(guildId, u1, u2, 300, 'USD');
    await owe(guildId, u1, u3, 100);
    const all = [payment(u1, u2, 300, 'USD'), payment(u2, u1, 400), payment(u2, u3, 100)];
    expect((await fetchFewestPayments(storage, guildId)).payments).toEqual(all);
    const { payments } = await fetchFewestPayments(storage, guildId, { currency: 'INR' });
    expect(payments).toEqual(all.slice(1));
    expect((await fetchFewestPayments(storage, guildId, { currency: 'EUR' })).payments).toEqual([]);
  });

  test('are none where the debts go in a circle, which is said', async () => {
    const guildId = newGuildId();
    for (const [debtor, creditor] of [
      [u1, u2],
      [u2, u3],
      [u3, u1],
    ] as const) {
      await owe(guildId, debtor, creditor, 100, 'USD');
    }
    await owe(guildId, u1, u2, 100);
    expect(await fetchFewestPayments(storage, guildId)).toEqual({
      payments: [payment(u1, u2, 100)],
      debtCount: 1,
      inCircles: ['USD'],
      mostExcess: 'none',
    });
  });

  test('add up rows beyond the safe integers', async () => {
    const guildId = newGuildId();
    const most = Number.MAX_SAFE_INTEGER;
    await storage.raw.balances.insertMany([
      { guildId, currency: 'INR', creditorId: u1, owedBy: { [u2]: most, [u3]: most } },
      { guildId, currency: 'INR', creditorId: u4, owedBy: { [u2]: most } },
    ]);
    const twice = 2n * BigInt(most);
    expect((await fetchFewestPayments(storage, guildId)).payments).toEqual([
      { ...payment(u2, u1, 0), amountMinor: twice },
      payment(u3, u4, most),
    ]);
  });

  test('are the same whatever the order of the rows', async () => {
    const people = Array.from({ length: 30 }, (_, index) => String(5_000 + index));
    const rows = people.map((creditorId, at) => ({
      currency: 'INR',
      creditorId,
      owedBy: Object.fromEntries(
        people.flatMap((debtorId, index) =>
          debtorId < creditorId ? [[debtorId, ((at * 31 + index * 17) % 97) + 1]] : [],
        ),
      ),
    }));
    const [one, other] = [newGuildId(), newGuildId()];
    const backwards = ({ owedBy, ...row }: (typeof rows)[number]) => ({
      ...row,
      owedBy: Object.fromEntries(Object.entries(owedBy).reverse()),
    });
    await storage.raw.balances.insertMany(rows.map((row) => ({ guildId: one, ...row })));
    await storage.raw.balances.insertMany(
      rows.map((row) => ({ guildId: other, ...backwards(row) })).reverse(),
    );
    const planned = await fetchFewestPayments(storage, one);
    expect(planned.debtCount).toBe(435);
    expect(planned.payments.length).toBeLessThan(30);
    expect(await fetchFewestPayments(storage, other)).toEqual(planned);
  });
});
