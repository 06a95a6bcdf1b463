import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fetchBalances, netDebts } from '../../../src/ledger/read/fetch-balances.js';
import { fetchStatement, streamStatement } from '../../../src/ledger/read/fetch-statement.js';
import { streamExpenses } from '../../../src/ledger/read/stream-expenses.js';
import { recordExpense, type NewExpense } from '../../../src/ledger/change/record-expense.js';
import type { BalanceDifference } from '../../../src/ledger/read/ledger-fault.js';
import { streamGuildIds, verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import { addMinor, type MinorSum } from '../../../src/money/minor-sum.js';
import type { Storage } from '../../../src/storage/connect.js';
import type { Split } from '../../../src/split/split-expense.js';
import { expenseOf, newGuildId, openLedger, u1, u2, u3, u4, voidExpense } from '../ledger.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

/** `payer` paid so much for `participant` alone. */
async function lend(
  guildId: string,
  payer: string,
  participant: string,
  amountMinor: number,
  currency = 'INR',
) {
  const payers = [{ userId: payer, amountMinor }];
  const input = expenseOf(guildId, { amountMinor, payers, participantIds: [participant], currency });
  return (await recordExpense(storage, input)).expense;
}

describe('balances', () => {
  test('of a server without expenses are none', async () => {
    expect(await fetchBalances(storage, newGuildId())).toEqual({ debts: [], nets: [] });
  });

  test('are the difference of the two directions of a pair', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 500);
    await lend(guildId, u2, u1, 700);
    const { debts } = await fetchBalances(storage, guildId);
    expect(debts).toEqual([{ debtorId: u1, creditorId: u2, amountMinor: 200, currency: 'INR' }]);
  });

  test('never show a pair that is even', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 500);
    await lend(guildId, u2, u1, 500);
    expect(await fetchBalances(storage, guildId)).toEqual({ debts: [], nets: [] });
    expect(await fetchBalances(storage, guildId, { memberId: u1 })).toEqual({ debts: [], nets: [] });
  });

  test('of one member are theirs alone, with the net by currency', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 500);
    await lend(guildId, u3, u1, 200);
    await lend(guildId, u3, u4, 900);
    await lend(guildId, u3, u1, 50, 'USD');
    const { debts, nets } = await fetchBalances(storage, guildId, { memberId: u1 });
    expect(debts).toEqual([
      { debtorId: u1, creditorId: u3, amountMinor: 200, currency: 'INR' },
      { debtorId: u1, creditorId: u3, amountMinor: 50, currency: 'USD' },
      { debtorId: u2, creditorId: u1, amountMinor: 500, currency: 'INR' },
    ]);
    expect(nets).toEqual([
      { currency: 'INR', netMinor: 300 },
      { currency: 'USD', netMinor: -50 },
    ]);
    const dollars = await fetchBalances(storage, guildId, { memberId: u1, currency: 'USD' });
    expect(dollars.debts).toHaveLength(1);
    expect((await fetchBalances(storage, guildId, { currency: 'USD' })).debts).toEqual(dollars.debts);
  });

  test('of all have no nets, and of one are in the order of the currencies, without nets of nothing', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 50, 'USD');
    await lend(guildId, u1, u2, 500);
    await lend(guildId, u1, u2, 7, 'EUR');
    await lend(guildId, u3, u1, 7, 'EUR');
    const all = await fetchBalances(storage, guildId);
    expect(all.nets).toEqual([]);
    expect(all.debts.map(({ debtorId, currency }) => `${debtorId} ${currency}`)).toEqual([
      '101 EUR',
      '102 EUR',
      '102 INR',
      '102 USD',
    ]);
    expect((await fetchBalances(storage, guildId, { memberId: u1 })).nets).toEqual([
      { currency: 'INR', netMinor: 500 },
      { currency: 'USD', netMinor: 50 },
    ]);
  });

  test('stand in the order of the ids as numbers', async () => {
    const guildId = newGuildId();
    await lend(guildId, '1000', '99', 1);
    await lend(guildId, '998', '1001', 1);
    await lend(guildId, '999', '99', 1);
    const { debts } = await fetchBalances(storage, guildId);
    expect(debts.map(({ debtorId, creditorId }) => [debtorId, creditorId])).toEqual([
      ['99', '999'],
      ['99', '1000'],
      ['1001', '998'],
    ]);
  });

  test('of a row with many debtors grow by every way of writing it', async () => {
    const guildId = newGuildId();
    const participantIds = Array.from({ length: 120 }, (_, index) => String(2_000 + index));
    const input = { participantIds, amountMinor: 120_000 };
    await recordExpense(storage, expenseOf(guildId, input));
    await lend(guildId, u1, '2000', 5);
    await recordExpense(storage, expenseOf(guildId, input));
    const { debts } = await fetchBalances(storage, guildId);
    expect(debts).toHaveLength(120);
    expect(debts.slice(0, 2).map(({ amountMinor }) => amountMinor)).toEqual([2_005, 2_000]);
  });
});

describe('the rows of creditors', () => {
  const row = (creditorId: string, owedBy?: Record<string, number>, currency = 'INR') => ({
    ...{ creditorId, currency },
    ...(owedBy && { owedBy }),
  });

  test('make one debt a pair, whichever direction has an entry', () => {
    const debt = (debtorId: string, creditorId: string, amountMinor: number, currency = 'INR') => ({
      ...{ debtorId, creditorId, amountMinor, currency },
    });
    expect(netDebts([])).toEqual([]);
    expect(netDebts([row(u1, { [u2]: 5 })])).toEqual([debt(u2, u1, 5)]);
    expect(netDebts([row(u1, { [u2]: 5 }), row(u2, { [u1]: 7 })])).toEqual([debt(u1, u2, 2)]);
    expect(netDebts([row(u1, { [u2]: 5 }), row(u2, { [u1]: 5 })])).toEqual([]);
    expect(netDebts([row(u1, { [u2]: 0 })])).toEqual([]);
    // What was taken back can leave an entry below nothing.
    expect(netDebts([row(u1, { [u2]: -5 })])).toEqual([debt(u1, u2, 5)]);
    expect(netDebts([row(u1, { [u2]: -5 }), row(u2, { [u1]: 0 })])).toEqual([debt(u1, u2, 5)]);
    expect(netDebts([row(u1, { [u2]: -5 }), row(u2)])).toEqual([debt(u1, u2, 5)]);
    expect(netDebts([row(u1, { [u2]: 5 }), row(u2, { [u1]: 7 }, 'USD')])).toEqual([
      debt(u2, u1, 5),
      debt(u1, u2, 7, 'USD'),
    ]);
  });

  test('give everyone what they are owed less what they owe, in any number and order', () => {
    const ids = [u1, u2, u3, u4];
    const anyRow = fc.record({
      creditorId: fc.constantFrom(...ids),
      currency: fc.constantFrom('INR', 'USD'),
      owedBy: fc.dictionary(
        fc.constantFrom(...ids),
        fc.oneof(fc.integer({ min: -20, max: 20 }), fc.maxSafeInteger()),
      ),
    });
    const anyRows = fc
      .uniqueArray(anyRow, { selector: (one) => `${one.currency} ${one.creditorId}` })
      .map((rows) =>
        rows.map((one) => row(one.creditorId, without(one.owedBy, one.creditorId), one.currency)),
      );
    fc.assert(
      fc.property(anyRows, (rows) => {
        const nets = new Map<string, bigint>();
        const add = (key: string, amountMinor: MinorSum) =>
          nets.set(key, (nets.get(key) ?? 0n) + BigInt(amountMinor));
        for (const { creditorId, currency, owedBy = {} } of rows) {
          for (const [debtorId, owedMinor] of Object.entries(owedBy)) {
            add(`${creditorId} ${currency}`, owedMinor);
            add(`${debtorId} ${currency}`, -owedMinor);
          }
        }
        const debts = netDebts(rows);
        for (const { debtorId, creditorId, amountMinor, currency } of debts) {
          expect(amountMinor).toBeGreaterThan(0);
          add(`${creditorId} ${currency}`, -amountMinor);
          add(`${debtorId} ${currency}`, amountMinor);
        }
        expect([...nets.values()].filter((net) => net !== 0n)).toEqual([]);
        const pairs = debts.map((debt) => [debt.debtorId, debt.creditorId].sort().join() + debt.currency);
        expect(new Set(pairs).size).toBe(pairs.length);
      }),
    );
  });

  function without(owedBy: Record<string, number>, userId: string): Record<string, number> {
    return Object.fromEntries(Object.entries(owedBy).filter(([debtorId]) => debtorId !== userId));
  }
});

describe('two servers with the same people', () => {
  test('see nothing of each other', async () => {
    const [here, there] = [newGuildId(), newGuildId()];
    await lend(here, u1, u2, 500);
    await lend(there, u1, u2, 300);
    await lend(there, u3, u2, 300);
    expect((await fetchBalances(storage, here)).debts).toHaveLength(1);
    expect((await fetchBalances(storage, here, { memberId: u2 })).nets).toEqual([
      { currency: 'INR', netMinor: -500 },
    ]);
    const statement = await fetchStatement(storage, here, { memberId: u1, withId: u2 }, { limit: 10 });
    expect(statement.lines.map(({ debt }) => debt.amountMinor)).toEqual([500]);
    expect(await verifyBalances(storage, here)).toEqual({ expenses: 1, differences: [] });
  });
});

describe('verify', () => {
  test.each([
    ['too much', { $inc: { 'owedBy.102': 7 } }, { storedMinor: 507, computedMinor: 500 }],
    ['nothing', { $unset: { 'owedBy.102': 1 } }, { storedMinor: 0, computedMinor: 500 }],
  ] as const)('finds a balance that says %s', async (_what, change, expected) => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 500);
    await lend(guildId, u3, u2, 500);
    await storage.raw.balances.updateOne({ guildId, creditorId: u1 }, change);
    expect(await verifyBalances(storage, guildId)).toEqual({
      expenses: 2,
      differences: [{ creditorId: u1, debtorId: u2, currency: 'INR', ...expected }],
    });
  });

  test('finds a missing row, and one without expenses', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 500);
    await storage.raw.balances.updateOne({ guildId }, { $set: { creditorId: u4 } });
    const { differences } = await verifyBalances(storage, guildId);
    expect(
      (differences as BalanceDifference[]).map(({ creditorId, storedMinor, computedMinor }) => [
        creditorId,
        storedMinor,
        computedMinor,
      ]),
    ).toEqual([
      [u1, 0, 500],
      [u4, 500, 0],
    ]);
  });

  test('lists what differs by debtor, creditor and currency', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u3, 5);
    await lend(guildId, u4, u2, 5);
    await lend(guildId, u1, u2, 5, 'USD');
    await lend(guildId, u1, u2, 5);
    await storage.raw.balances.deleteMany({ guildId });
    const { differences } = await verifyBalances(storage, guildId);
    expect(
      (differences as BalanceDifference[]).map(
        ({ debtorId, creditorId, currency }) => `${debtorId} ${creditorId} ${currency}`,
      ),
    ).toEqual(['102 101 INR', '102 101 USD', '102 104 INR', '103 101 INR']);
  });

  test('takes no void expense into account', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 500);
    await voidExpense(storage, guildId, 1);
    await storage.raw.balances.updateOne({ guildId, creditorId: u1 }, { $inc: { [`owedBy.${u2}`]: 500 } });
    expect(await verifyBalances(storage, guildId)).toMatchObject({
      expenses: 0,
      differences: [{ storedMinor: 500, computedMinor: 0 }],
    });
  });

  test('finds no difference while others write', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 500);
    const writer = { isDone: false };
    const writing = (async () => {
      for (let count = 0; count < 40; count++) await lend(guildId, u1, count % 2 ? u2 : u3, 5);
    })().finally(() => (writer.isDone = true));
    const found = [];
    while (!writer.isDone) found.push(...(await verifyBalances(storage, guildId)).differences);
    await writing;
    expect(found).toEqual([]);
  });

  test('knows every server', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 500);
    const ids: string[] = [];
    for await (const id of streamGuildIds(storage)) ids.push(id);
    expect(ids).toContain(guildId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a thousand random expenses of every kind', () => {
  test('make the balances that are stored, and statements that end in them', async () => {
    const guildId = newGuildId();
    const inputs = fc.sample(anyExpense(guildId), { numRuns: 1_000, seed: 7 });
    await Promise.all(inputs.map((input) => recordInTurn(input)));
    expect(await verifyBalances(storage, guildId)).toEqual({ expenses: 1_000, differences: [] });
    const { debts } = await fetchBalances(storage, guildId);
    expect(debts.length).toBeGreaterThan(10);
    for (const debt of debts.slice(0, 10)) {
      const pair = { memberId: debt.debtorId, withId: debt.creditorId, currency: debt.currency };
      const lines = [];
      for await (const line of streamStatement(storage, guildId, pair)) lines.push(line);
      expect({ ...lines[0]?.running, currency: debt.currency }).toEqual(debt);
      expect(lines.at(-1)?.running).toEqual(lines.at(-1)?.debt);
    }
    // What everyone gets in all is what they paid less what they share, whatever the debts on the way.
    const paid = new Map<string, MinorSum>();
    const owed = new Map<string, MinorSum>();
    const add = (sums: Map<string, MinorSum>, key: string, amountMinor: MinorSum) =>
      sums.set(key, addMinor(sums.get(key) ?? 0, amountMinor));
    for await (const { currency, payers, shares } of streamExpenses(storage, { guildId })) {
      for (const { userId, amountMinor } of payers) add(paid, `${userId} ${currency}`, amountMinor);
      for (const { userId, amountMinor } of shares) add(paid, `${userId} ${currency}`, -amountMinor);
    }
    for (const { debtorId, creditorId, amountMinor, currency } of debts) {
      add(owed, `${creditorId} ${currency}`, amountMinor);
      add(owed, `${debtorId} ${currency}`, -amountMinor);
    }
    expect(paid.size).toBe(2 * people.length);
    expect(Object.fromEntries(owed)).toEqual(Object.fromEntries([...paid].filter(([, net]) => net !== 0)));
    for (const memberId of people) {
      const { nets } = await fetchBalances(storage, guildId, { memberId });
      const expected = ['INR', 'USD'].map((currency) => ({
        currency,
        netMinor: paid.get(`${memberId} ${currency}`),
      }));
      expect(nets).toEqual(expected.filter(({ netMinor }) => netMinor !== 0));
    }
  }, 180_000);

  /** At most as many at once as may wait. */
  const lanes: Promise<unknown>[] = Array.from({ length: 20 }, () => Promise.resolve());
  let turn = 0;
  function recordInTurn(input: NewExpense): Promise<unknown> {
    const lane = turn++ % lanes.length;
    const next = (lanes[lane] ?? Promise.resolve()).then(() => recordExpense(storage, input));
    lanes[lane] = next;
    return next;
  }
});

const people = Array.from({ length: 7 }, (_, index) => String(301 + index));

function anyExpense(guildId: string): fc.Arbitrary<NewExpense> {
  return fc
    .record({
      amountMinor: fc.integer({ min: 1, max: 1_000_000_000 }),
      participantIds: fc.shuffledSubarray(people, { minLength: 1 }),
      payerIds: fc.shuffledSubarray(people, { minLength: 1, maxLength: 3 }),
      kind: fc.constantFrom('equal', 'exact', 'percent', 'shares'),
      parts: fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 8, maxLength: 8 }),
      currency: fc.constantFrom('INR', 'USD'),
    })
    .map(({ amountMinor, participantIds, payerIds, kind, parts, currency }) => {
      const paid = partition(amountMinor, parts.slice(0, payerIds.length));
      const payers = payerIds
        .map((userId, index) => ({ userId, amountMinor: paid[index] ?? 0 }))
        .filter((payer) => payer.amountMinor > 0);
      const weights = parts.slice(0, participantIds.length);
      return expenseOf(guildId, {
        amountMinor,
        participantIds,
        payers,
        currency,
        split: { kind, values: valuesOf(kind, amountMinor, weights) },
      });
    });
}

function valuesOf(kind: Split['kind'], amountMinor: number, weights: readonly number[]): number[] {
  switch (kind) {
    case 'equal':
      return [];
    case 'exact':
      return partition(amountMinor, weights);
    case 'percent':
      return partition(100_000_000, weights);
    case 'shares':
      return weights.map((weight) => weight * 1_000);
  }
}

/** Whole parts of a total in some proportion; the last one takes what is left. */
function partition(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((one, other) => one + other, 0);
  const parts = weights.map((weight) => Math.floor((total * weight) / sum));
  const left = total - parts.reduce((one, other) => one + other, 0);
  return parts.map((part, index) => (index === parts.length - 1 ? part + left : part));
}
