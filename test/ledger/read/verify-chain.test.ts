import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anchorChain, anchorChains } from '../../../src/ledger/change/anchor-chain.js';
import { confirmPayment } from '../../../src/ledger/change/confirm-payment.js';
import { disputeExpense, withdrawDispute } from '../../../src/ledger/change/dispute-expense.js';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { addPayment } from '../../../src/ledger/change/record-payment.js';
import { restoreExpense } from '../../../src/ledger/change/restore-expense.js';
import { runChange } from '../../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { isFault, type LedgerFault } from '../../../src/ledger/read/ledger-fault.js';
import { verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import type { Storage } from '../../../src/storage/connect.js';
import { askedBy, changeOf, expenseOf, newGuildId, now, openLedger, paymentOf } from '../ledger.js';
import { u1, u2, u3, u4 } from '../ledger.js';

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

/** Of payments: 1 is confirmed, 2 refused, 3 noted by its receiver. 4 is an expense that two dispute, and a third did. */
async function makePayments(): Promise<string> {
  const guildId = newGuildId();
  const noted = { createdBy: u1, permit: { userId: u1, isManager: false } };
  for (const fields of [{}, {}, noted]) await runChange(storage, addPayment(paymentOf(guildId, fields)));
  await recordExpense(storage, expenseOf(guildId));
  const by = (userId: string, number: number) => ({ ...askedBy(userId, guildId), number });
  await runChange(storage, confirmPayment(by(u1, 1)));
  const refusal = { ...askedBy(u1, guildId), numbers: [2], reason: 'Nothing came' };
  await runChange(storage, voidExpenses(refusal));
  for (const userId of [u2, u3, u4])
    await runChange(storage, disputeExpense({ ...by(userId, 4), reason: `Not me, says ${userId}` }));
  await runChange(storage, withdrawDispute(by(u3, 4)));
  return guildId;
}

const unsetExpense = (number: number, field: string) => (guildId: string) =>
  storage.raw.expenses.updateOne({ guildId, number }, { $unset: { [field]: true } });
const later = new Date('2026-11-25T10:00:00Z');
const damagesOfPayments: typeof damages = [
  ['that it was confirmed later', setExpense(1, { confirmedAt: later }), newest(1, 2)],
  ['that it was not confirmed', unsetExpense(1, 'confirmedAt'), newest(1, 2)],
  ['that it was not refused', unsetExpense(2, 'isRefused'), newest(2, 2)],
  ['that what was noted was confirmed later', setExpense(3, { confirmedAt: later }), broken(3)],
  ['that what was noted was not confirmed', unsetExpense(3, 'confirmedAt'), broken(3)],
  ['that somebody got less', setExpense(3, { debts: [] }), broken(3)],
  ['another reason of a dispute', setExpense(4, { 'disputes.0.reason': 'Me' }), newest(4, 5)],
  ['a dispute of somebody else', setExpense(4, { 'disputes.1.by': u1 }), newest(4, 5)],
  ['a dispute at another time', setExpense(4, { 'disputes.1.at': later }), newest(4, 5)],
  ['no disputes', unsetExpense(4, 'disputes'), newest(4, 5)],
  [
    'another reason of a refusal',
    (guildId) => storage.raw.changes.updateOne({ guildId, kind: 'void' }, { $set: { reason: 'So' } }),
    broken(2),
  ],
  [
    'somebody else who confirmed',
    (guildId) => storage.raw.changes.updateOne({ guildId, kind: 'confirm' }, { $set: { by: u2 } }),
    broken(1),
  ],
  [
    'another time, in the change and in what it made',
    async (guildId) => {
      await setExpense(1, { confirmedAt: later })(guildId);
      const at = { 'expenses.0.after.confirmedAt': later };
      await storage.raw.changes.updateOne({ guildId, kind: 'confirm' }, { $set: at });
    },
    broken(1),
  ],
];

function newest(number: number, version: number): object {
  return { fault: 'versionDiffers', number, version };
}

function broken(number: number): object {
  return { fault: 'chainBroken', number };
}

describe('the chain of a ledger', () => {
  test('holds after every kind of change', async () => {
    expect(await findFaults(await makeLedger())).toEqual([]);
    expect(await findFaults(await makePayments())).toEqual([]);
  });

  test.each(damagesOfPayments)('shows, of payments and disputes, %s', async (_name, damage, found) => {
    const guildId = await makePayments();
    await damage(guildId);
    expect(await findFaults(guildId)).toContainEqual(expect.objectContaining(found));
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
