import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../src/errors/user-error.js';
import { editExpense } from '../../src/ledger/change/edit-expense.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import { addPayment } from '../../src/ledger/change/record-payment.js';
import { runChange } from '../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../src/ledger/change/void-expenses.js';
import { rebuildBalances, type RebuildProgress } from '../../src/ledger/rebuild-balances.js';
import { verifyBalances } from '../../src/ledger/read/verify-balances.js';
import { verifyHead } from '../../src/ledger/read/verify-head.js';
import type { Storage } from '../../src/storage/connect.js';
import { changeOf, expenseOf, newGuildId, openLedger, paymentOf, u1, u2, u3, voidExpense } from './ledger.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

/** Three expenses in rupees by the first, one in dollars by the second; 2 is void. */
async function makeLedger(): Promise<string> {
  const guildId = newGuildId();
  for (let number = 1; number <= 3; number++) await recordExpense(storage, expenseOf(guildId));
  const payers = [{ userId: u2, amountMinor: 100_000 }];
  await recordExpense(storage, expenseOf(guildId, { currency: 'USD', payers }));
  await voidExpense(storage, guildId, 2);
  return guildId;
}

/** As many rows of balances as there are people. */
async function makeWideLedger(people: number): Promise<string> {
  const guildId = newGuildId();
  for (let index = 0; index < people; index++) {
    const payers = [{ userId: String(2_000 + index), amountMinor: 100_000 }];
    await recordExpense(storage, expenseOf(guildId, { payers }));
  }
  return guildId;
}

async function findDifferences(guildId: string) {
  return (await verifyBalances(storage, guildId)).differences;
}

const bypass = { bypassDocumentValidation: true };
const setRow = (change: object) => (guildId: string) =>
  storage.raw.balances.updateOne({ guildId, currency: 'INR', creditorId: u1 }, { $set: change }, bypass);
const addRow = (row: object) => (guildId: string) => {
  const added = { guildId, currency: 'INR', creditorId: u3, owedBy: { [u2]: 500 }, ...row };
  return storage.raw.balances.insertOne(added, bypass);
};
const cell = `owedBy.${u2}`;

type Damage = readonly [name: string, damage: (guildId: string) => Promise<unknown>, balances: number];

const damages: readonly Damage[] = [
  ['a balance too large', setRow({ [cell]: 60_000 }), 1],
  [
    'a balance that is gone',
    (guildId) => storage.raw.balances.updateOne({ guildId, creditorId: u1 }, { $unset: { [cell]: 1 } }),
    1,
  ],
  ['a row that is gone', (guildId) => storage.raw.balances.deleteOne({ guildId, currency: 'INR' }), 3],
  ['all rows gone', (guildId) => storage.raw.balances.deleteMany({ guildId }), 6],
  ['a row of nobody’s debts', addRow({}), 1],
  ['a row in a currency that nobody used', addRow({ currency: 'EUR' }), 1],
  ['half a paisa', setRow({ [cell]: 0.5 }), 1],
  ['text for a balance', setRow({ [cell]: '50000' }), 1],
  ['a balance beyond safe integers', setRow({ [cell]: 2 ** 53 }), 1],
  ['a balance that is farther than can be added', setRow({ [cell]: -Number.MAX_SAFE_INTEGER }), 1],
  ['a row without balances', setRow({ owedBy: null }), 3],
  ['a row in no currency', setRow({ currency: 'ZZZ' }), 3],
  ['a row of no creditor', addRow({ creditorId: 7 }), 0],
];

describe('a rebuild', () => {
  test.each(damages)('puts right %s', async (_name, damage, balances) => {
    const guildId = await makeLedger();
    const before = await findRows(guildId);
    await damage(guildId);
    expect(await findDifferences(guildId)).not.toEqual([]);
    const rebuilt = await rebuildBalances(storage, guildId);
    expect(rebuilt.balances).toHaveLength(balances);
    expect(await findDifferences(guildId)).toEqual([]);
    expect(await findRows(guildId)).toEqual(before);
    const again = await rebuildBalances(storage, guildId);
    expect(again).toEqual({ expenses: 3, balances: [], totals: [], unreadable: 0 });
  });

  /** What is owed, without what came to nothing. */
  async function findRows(guildId: string) {
    const rows = await storage.raw.balances.find({ guildId }).toArray();
    return rows
      .flatMap(({ currency, creditorId, owedBy }) =>
        Object.entries(owedBy).map(([debtorId, minor]) => `${currency} ${creditorId} ${debtorId} ${minor}`),
      )
      .filter((row) => !row.endsWith(' 0'))
      .sort();
  }

  test('puts totals right, which are carried forward and never summed anew', async () => {
    const guildId = await makeLedger();
    const more = {
      'totals.INR.live.amountMinor': 5,
      'totals.INR.live.count': 1,
      'totals.INR.void.count': -1,
    };
    await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: more });
    const { balances, totals } = await rebuildBalances(storage, guildId);
    expect(balances).toEqual([]);
    expect(
      totals.map(({ isVoid, storedCount, computedCount }) => [isVoid, storedCount, computedCount]),
    ).toEqual([
      [false, 3, 2],
      [true, 0, 1],
    ]);
    expect(await findDifferences(guildId)).toEqual([]);
  });

  test('finds payments that are counted as spent, or not at all, and counts them apart', async () => {
    const guildId = await makeLedger();
    for (const payerId of [u2, u3]) await runChange(storage, addPayment(paymentOf(guildId, { payerId })));
    await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [5], reason: 'Nothing came' }));
    expect(await findDifferences(guildId)).toEqual([]);
    const moved = {
      'totals.INR.payments.count': -1,
      'totals.INR.payments.amountMinor': -25_000,
      'totals.INR.live.count': 1,
      'totals.INR.live.amountMinor': 25_000,
      'totals.INR.voidPayments.count': -1,
      'totals.INR.void.count': 1,
    };
    await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: moved });
    const found = (await findDifferences(guildId)).map((one) => 'kind' in one && [one.kind, one.isVoid]);
    expect(found).toEqual([
      ['expense', false],
      ['expense', true],
      ['settlement', false],
      ['settlement', true],
    ]);
    expect((await rebuildBalances(storage, guildId)).totals).toHaveLength(4);
    expect(await findDifferences(guildId)).toEqual([]);
    const { totals } = (await storage.raw.guilds.findOne({ _id: guildId })) ?? {};
    expect(totals?.['INR']).toEqual({
      live: { count: 2, amountMinor: 200_000 },
      void: { count: 1, amountMinor: 100_000 },
      payments: { count: 1, amountMinor: 25_000 },
      voidPayments: { count: 1, amountMinor: 25_000 },
    });
  });

  test('is no change of the ledger: neither its revision nor its chain moves', async () => {
    const guildId = await makeLedger();
    const before = await storage.raw.guilds.findOne({ _id: guildId });
    await storage.raw.balances.deleteMany({ guildId });
    await rebuildBalances(storage, guildId);
    const after = await storage.raw.guilds.findOne({ _id: guildId });
    expect(after).toEqual({ ...before, rebuilds: 1 });
    await recordExpense(storage, expenseOf(guildId));
    await voidExpense(storage, guildId, 1);
    expect(await findDifferences(guildId)).toEqual([]);
    if (before?.chain) expect(await verifyHead(storage, guildId, before.chain)).toBe('same');
  });

  test.each<readonly [string, (guildId: string) => Promise<unknown>]>([
    ['an expense is gone', (guildId) => storage.raw.expenses.deleteOne({ guildId, number: 1 })],
    [
      'shares do not make the amount',
      (guildId) => storage.raw.expenses.updateOne({ guildId, number: 1 }, { $set: { 'shares.0': 1 } }),
    ],
    [
      'an amount was changed by hand',
      (guildId) => storage.raw.expenses.updateOne({ guildId, number: 3 }, { $set: { description: 'x' } }),
    ],
    ['a change is gone', (guildId) => storage.raw.changes.deleteOne({ guildId })],
    ['the server’s document is gone', (guildId) => storage.raw.guilds.deleteOne({ _id: guildId })],
  ])('changes nothing where %s: the balances are the trace of it', async (_name, damage) => {
    const guildId = await makeLedger();
    await damage(guildId);
    await setRow({ [cell]: 60_000 })(guildId);
    const rows = await storage.raw.balances.find({ guildId }).toArray();
    await expect(rebuildBalances(storage, guildId)).rejects.toMatchObject({ code: 'ledgerDamaged' });
    await expect(rebuildBalances(storage, guildId)).rejects.toThrow(UserError);
    expect(await storage.raw.balances.find({ guildId }).toArray()).toEqual(rows);
  });

  test('says how far it has come', async () => {
    const guildId = await makeWideLedger(45);
    await storage.raw.balances.deleteMany({ guildId });
    const told: RebuildProgress[] = [];
    await rebuildBalances(storage, guildId, { onProgress: (progress) => void told.push(progress) });
    expect(told).toEqual([
      { step: 'reading', done: 45, of: 45 },
      ...[80, 160, 180].map((done) => ({ step: 'writing', done, of: 180 })),
    ]);
  });
});

/** The storage of a rebuild before each of whose steps something else happens. */
function interrupted(before: (step: number) => Promise<unknown>): Storage {
  const { connection } = storage;
  let step = 0;
  const transaction: typeof connection.transaction = async (work, options) => {
    // Reading asks for no write concern.
    if (options?.writeConcern) await before(++step);
    return connection.transaction(work, options);
  };
  return {
    ...storage,
    connection: Object.assign(Object.create(connection) as typeof connection, { transaction }),
  };
}

describe('while a ledger is rebuilt', () => {
  test('others write, before each step of it, and everything is right afterwards', async () => {
    const guildId = await makeWideLedger(45);
    await storage.raw.balances.deleteMany({ guildId, creditorId: { $ne: '2007' } });
    await storage.raw.balances.updateOne({ guildId }, { $set: { [`owedBy.${u1}`]: 1 } });
    await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: { 'totals.INR.live.amountMinor': 7 } });
    const payers = (index: number) => [{ userId: String(2_000 + index), amountMinor: 50_000 }];
    let steps = 0;
    const rebuilding = interrupted(async (step) => {
      steps = step;
      const added = expenseOf(guildId, { amountMinor: 50_000, payers: payers(step) });
      await recordExpense(storage, added);
      await voidExpense(storage, guildId, step + 10);
      const content = expenseOf(guildId, { amountMinor: 50_000, payers: payers(44) });
      await runChange(storage, editExpense({ ...changeOf(guildId), number: step + 30, version: 1, content }));
    });
    const { balances, totals } = await rebuildBalances(rebuilding, guildId);
    expect([balances.length, totals.length, steps]).toEqual([177, 1, 4]);
    expect(await findDifferences(guildId)).toEqual([]);
  });

  test('others rebuild it too, and nothing is added twice', async () => {
    const guildId = await makeWideLedger(45);
    await storage.raw.balances.deleteMany({ guildId });
    const rebuilding = interrupted(async (step) => {
      if (step === 2) expect((await rebuildBalances(storage, guildId)).balances).toHaveLength(100);
    });
    expect((await rebuildBalances(rebuilding, guildId)).balances).toHaveLength(80);
    expect(await findDifferences(guildId)).toEqual([]);
  });

  test('others rebuild it all the time, and it gives up', async () => {
    const guildId = await makeLedger();
    const damage = setRow({ [cell]: 60_000 });
    await damage(guildId);
    const rebuilding = interrupted(async () => {
      await rebuildBalances(storage, guildId);
      await damage(guildId);
    });
    await expect(rebuildBalances(rebuilding, guildId)).rejects.toMatchObject({ code: 'rebuildBusy' });
    await rebuildBalances(storage, guildId);
    expect(await findDifferences(guildId)).toEqual([]);
  });

  test('any number rebuild and write at once, on any damage', async () => {
    const damage = fc.record({
      creditorId: fc.constantFrom('2001', '2002', u1),
      debtorId: fc.constantFrom(u1, u2, '2001'),
      minor: fc.oneof(fc.integer({ min: -1e9, max: 1e9 }), fc.constant('1'), fc.constant(2 ** 60)),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(damage, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 3 }),
        async (all, at) => {
          const guildId = await makeWideLedger(4);
          for (const { creditorId, debtorId, minor } of all) {
            const row = { guildId, currency: 'INR', creditorId };
            await storage.raw.balances.updateOne(
              row,
              { $set: { [`owedBy.${debtorId}`]: minor } },
              {
                ...bypass,
                upsert: true,
              },
            );
          }
          await Promise.all([
            ...Array.from({ length: at }, () => rebuildBalances(storage, guildId)),
            recordExpense(storage, expenseOf(guildId)).catch(() => undefined),
            voidExpense(storage, guildId, at).catch(() => undefined),
          ]);
          await rebuildBalances(storage, guildId);
          expect(await findDifferences(guildId)).toEqual([]);
        },
      ),
      { numRuns: 10 },
    );
  });
});
