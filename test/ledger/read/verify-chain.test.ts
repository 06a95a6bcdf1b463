import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anchorChain, anchorChains } from '../../../src/ledger/change/anchor-chain.js';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { restoreExpense } from '../../../src/ledger/change/restore-expense.js';
import { runChange } from '../../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { isFault, type LedgerFault } from '../../../src/ledger/read/ledger-fault.js';
import { verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import type { Storage } from '../../../src/storage/connect.js';
import { changeOf, expenseOf, newGuildId, now, openLedger, u1, u2 } from '../ledger.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

/** Six expenses; 2 is edited twice, 3 void, 4 void and restored. */
async function makeLedger(): Promise<string> {
  const guildId = newGuildId();
  for (let number = 1; number <= 4; number++) await recordExpense(storage, expenseOf(guildId));
  for (const version of [1, 2]) {
    const content = { ...expenseOf(guildId), description: `Gas ${version}` };
    await runChange(storage, editExpense({ ...changeOf(guildId), number: 2, version, content }));
  }
  await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [3, 4] }));
  await recordExpense(storage, expenseOf(guildId));
  await runChange(storage, restoreExpense({ ...changeOf(guildId), number: 4 }));
  await recordExpense(storage, expenseOf(guildId));
  return guildId;
}

/** The ledger as an earlier release has left it: without links and a chain. */
async function forgetChain(guildId: string): Promise<void> {
  await storage.raw.expenses.updateMany({ guildId }, { $unset: { revision: true, hash: true } });
  await storage.raw.guilds.updateOne({ _id: guildId }, { $unset: { chain: true } });
  storage.caches.guildHeads.delete(guildId);
}

async function findFaults(guildId: string): Promise<LedgerFault[]> {
  return (await verifyBalances(storage, guildId)).differences.filter(isFault);
}

const setExpense = (number: number, change: object) => (guildId: string) =>
  storage.raw.expenses.updateOne({ guildId, number }, { $set: change });

const damages: readonly [name: string, damage: (guildId: string) => Promise<unknown>, found: object][] = [
  ['another description', setExpense(1, { description: 'Rent' }), { fault: 'chainBroken', number: 1 }],
  ['another author', setExpense(5, { createdBy: u2 }), { fault: 'chainBroken', number: 5 }],
  ['another day', setExpense(6, { date: '2026-11-25' }), { fault: 'chainBroken', number: 6 }],
  [
    'a newest version that no change made',
    setExpense(2, { description: 'Rent' }),
    { fault: 'versionDiffers', number: 2, version: 3 },
  ],
  ['a version more', setExpense(2, { version: 4 }), { fault: 'versionDiffers', number: 2, version: 4 }],
  [
    'a change that did something else',
    (guildId) => storage.raw.changes.updateOne({ guildId, kind: 'void' }, { $set: { by: u2 } }),
    { fault: 'chainBroken', number: 3 },
  ],
  [
    'a change without its reason',
    (guildId) => storage.raw.changes.updateOne({ guildId, kind: 'void' }, { $set: { reason: 'Twice' } }),
    { fault: 'chainBroken', number: 3 },
  ],
  [
    'a change that is gone',
    (guildId) => storage.raw.changes.deleteOne({ guildId, kind: 'restore' }),
    { fault: 'changesMissing', from: 9, to: 9 },
  ],
  [
    'a newest expense that is gone',
    async (guildId) => {
      await storage.raw.expenses.deleteOne({ guildId, number: 6 });
    },
    { fault: 'changesMissing', from: 10, to: 10 },
  ],
  [
    'another head',
    (guildId) => storage.raw.guilds.updateOne({ _id: guildId }, { $set: { 'chain.hash': 'x' } }),
    { fault: 'chainHeadDiffers', revision: 10 },
  ],
  ['a link of another ledger', setExpense(1, { hash: 'x' }), { fault: 'chainBroken', number: 1 }],
];

describe('the chain of a ledger', () => {
  test('holds after every kind of change', async () => {
    expect(await findFaults(await makeLedger())).toEqual([]);
  });

  test.each(damages)('shows %s', async (_name, damage, found) => {
    const guildId = await makeLedger();
    await damage(guildId);
    expect(await findFaults(guildId)).toContainEqual(expect.objectContaining(found));
  });

  test('begins with what an earlier release has left, and goes on', async () => {
    const guildId = newGuildId();
    for (let number = 1; number <= 3; number++) await recordExpense(storage, expenseOf(guildId));
    await forgetChain(guildId);
    expect(await findFaults(guildId)).toEqual([]);
    await recordExpense(storage, expenseOf(guildId));
    expect(await storage.raw.changes.findOne({ guildId })).toMatchObject({
      kind: 'anchor',
      revision: 4,
      anchor: { fromNumber: 1, toNumber: 3 },
    });
    await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [2] }));
    expect(await findFaults(guildId)).toEqual([]);
    await storage.raw.expenses.updateOne({ guildId, number: 1 }, { $set: { description: 'Rent' } });
    expect(await findFaults(guildId)).toContainEqual({ fault: 'anchorBroken', fromNumber: 1, toNumber: 3 });
  });

  test('is brought up in every ledger that is behind, and in no other', async () => {
    const { storage: own } = await openLedger();
    const [behind, abreast] = [newGuildId(), newGuildId()];
    for (const guildId of [behind, abreast]) await recordExpense(own, expenseOf(guildId));
    const told: object[] = [];
    const tell = (behind: object) => void told.push(behind);
    await anchorChains(own, now, tell);
    expect(told).toEqual([]);
    await own.raw.expenses.updateMany({ guildId: behind }, { $unset: { revision: true, hash: true } });
    await own.raw.guilds.updateOne({ _id: behind }, { $unset: { chain: true } });
    await anchorChains(own, now, tell);
    expect(told).toEqual([{ ledgers: 1, expenses: 1 }]);
    expect((await own.raw.changes.find().toArray()).map(({ guildId }) => guildId)).toEqual([behind]);
    await own.close();
  });

  test('takes up what a process of an earlier release adds beside this one', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    await recordExpense(storage, expenseOf(guildId));
    // The other process raises the revision and knows nothing of links.
    await storage.raw.expenses.updateOne({ guildId, number: 2 }, { $unset: { revision: true, hash: true } });
    const { hash = '' } = (await storage.raw.expenses.findOne({ guildId, number: 1 })) ?? {};
    const chain = { revision: 1, lastNumber: 1, hash };
    await storage.raw.guilds.updateOne({ _id: guildId }, { $set: { chain } });
    storage.caches.guildHeads.delete(guildId);
    await recordExpense(storage, expenseOf(guildId));
    expect(await storage.raw.changes.findOne({ guildId })).toMatchObject({
      revision: 3,
      anchor: { fromNumber: 2, toNumber: 2 },
    });
    expect(await findFaults(guildId)).toEqual([]);
  });

  test('is brought up once by processes that do it at once', async () => {
    const guildId = newGuildId();
    for (let number = 1; number <= 3; number++) await recordExpense(storage, expenseOf(guildId));
    await forgetChain(guildId);
    await Promise.all([1, 2, 3].map(() => anchorChain(storage, guildId, now)));
    expect(await storage.raw.changes.countDocuments({ guildId })).toBe(1);
    expect(await findFaults(guildId)).toEqual([]);
  });

  test('holds no name of a person', async () => {
    const guildId = await makeLedger();
    const before = await storage.raw.guilds.findOne({ _id: guildId });
    await storage.raw.expenses.updateMany({ guildId }, { $set: { 'typed.for': 'forgotten' } });
    expect(await findFaults(guildId)).toEqual([]);
    expect((await storage.raw.guilds.findOne({ _id: guildId }))?.chain).toEqual(before?.chain);
    expect(u1).not.toBe('');
  });
});
