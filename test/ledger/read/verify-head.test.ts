import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anchorChain } from '../../../src/ledger/change/anchor-chain.js';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { runChange } from '../../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import { verifyHead } from '../../../src/ledger/read/verify-head.js';
import type { ChainHead } from '../../../src/storage/collections/guilds.js';
import type { Storage } from '../../../src/storage/connect.js';
import { changeOf, expenseOf, newGuildId, now, openLedger, u1, u2, u3, u4, voidExpense } from '../ledger.js';
import { rewriteChain } from './rewrite-chain.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

/** Four expenses; the first two are older than the chain, 3 is edited, 2 and 4 are void. */
async function makeLedger(): Promise<string> {
  const guildId = newGuildId();
  for (let number = 1; number <= 2; number++) await recordExpense(storage, expenseOf(guildId));
  await storage.raw.expenses.updateMany({ guildId }, { $unset: { revision: true, hash: true } });
  await storage.raw.guilds.updateOne({ _id: guildId }, { $unset: { chain: true } });
  storage.caches.guildHeads.delete(guildId);
  await anchorChain(storage, guildId, now);
  for (let number = 3; number <= 4; number++) await recordExpense(storage, expenseOf(guildId));
  const content = { ...expenseOf(guildId), description: 'Gas' };
  await runChange(storage, editExpense({ ...changeOf(guildId), number: 3, version: 1, content }));
  await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [2, 4] }));
  return guildId;
}

async function recordHead(guildId: string): Promise<ChainHead> {
  const guild = await storage.raw.guilds.findOne({ _id: guildId });
  if (!guild?.chain) throw new Error('The ledger has no chain');
  return guild.chain;
}

async function goOn(guildId: string): Promise<void> {
  await recordExpense(storage, expenseOf(guildId));
  await voidExpense(storage, guildId, 3);
}

const setExpense = (number: number, change: object) => (guildId: string) =>
  storage.raw.expenses.updateOne({ guildId, number }, { $set: change });
const setChange = (kind: 'edit' | 'void', change: object) => (guildId: string) =>
  storage.raw.changes.updateOne({ guildId, kind }, { $set: change });

/** Makes the first expense smaller, with everything that follows from it. */
async function shrinkFirst(guildId: string): Promise<void> {
  await setExpense(1, {
    amountMinor: 80_000,
    payers: [{ userId: u1, amountMinor: 80_000 }],
    shares: [20_000, 20_000, 20_000, 20_000],
  })(guildId);
  const less = Object.fromEntries([u2, u3, u4].map((userId) => [`owedBy.${userId}`, -5_000]));
  await storage.raw.balances.updateOne({ guildId, creditorId: u1 }, { $inc: less });
  await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: { 'totals.INR.live.amountMinor': -20_000 } });
}

const lies: readonly (readonly [string, (guildId: string) => Promise<unknown>])[] = [
  ['an amount, with its balances and totals', shrinkFirst],
  ['the description of an expense older than the chain', setExpense(1, { description: 'Rent' })],
  ['the author of an expense', setExpense(4, { createdBy: u2 })],
  ['the day of an expense', setExpense(4, { date: '2026-11-25' })],
  ['who voided', setChange('void', { by: u2 })],
  ['why it was voided', setChange('void', { reason: 'Twice' })],
  ['when it was edited', setChange('edit', { at: new Date('2026-11-25T10:00:00Z') })],
  ['what was there before an edit', setChange('edit', { 'expenses.0.before.description': 'Something else' })],
];

describe('the head of a ledger that was recorded', () => {
  test('is passed through for ever, whatever is added and changed since', async () => {
    const guildId = await makeLedger();
    const heads = [await recordHead(guildId)];
    for (let weeks = 0; weeks < 2; weeks++) {
      await (weeks === 0 ? goOn(guildId) : recordExpense(storage, expenseOf(guildId)));
      heads.push(await recordHead(guildId));
    }
    expect(await Promise.all(heads.map((head) => verifyHead(storage, guildId, head)))).toEqual([
      'same',
      'same',
      'same',
    ]);
  });

  test.each(lies)(
    'shows that somebody made another of %s, and rewrote the whole chain',
    async (_what, lie) => {
      const guildId = await makeLedger();
      const head = await recordHead(guildId);
      await goOn(guildId);
      await lie(guildId);
      await rewriteChain(storage, guildId);
      expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
      expect(await verifyHead(storage, guildId, head)).toBe('differs');
    },
  );

  test('says nothing of what came after it', async () => {
    const guildId = await makeLedger();
    const head = await recordHead(guildId);
    await goOn(guildId);
    await setExpense(5, { description: 'Rent' })(guildId);
    await rewriteChain(storage, guildId);
    expect(await verifyHead(storage, guildId, head)).toBe('same');
  });

  test('shows that the ledger was set back, lost its chain, or is gone', async () => {
    const guildId = await makeLedger();
    const before = await recordHead(guildId);
    await goOn(guildId);
    const head = await recordHead(guildId);
    await storage.raw.guilds.updateOne({ _id: guildId }, { $set: { chain: before } });
    expect(await verifyHead(storage, guildId, head)).toBe('gone');
    await storage.raw.guilds.updateOne({ _id: guildId }, { $unset: { chain: true } });
    expect(await verifyHead(storage, guildId, head)).toBe('gone');
    await storage.raw.guilds.deleteOne({ _id: guildId });
    expect(await verifyHead(storage, guildId, head)).toBe('gone');
  });

  test('shows that the chain was thrown away and begun anew', async () => {
    const guildId = await makeLedger();
    const head = await recordHead(guildId);
    await storage.raw.guilds.updateOne({ _id: guildId }, { $unset: { chain: true } });
    await storage.raw.changes.deleteMany({ guildId });
    await storage.raw.expenses.updateMany(
      { guildId },
      { $set: { version: 1 }, $unset: { revision: true, hash: true } },
    );
    storage.caches.guildHeads.delete(guildId);
    await anchorChain(storage, guildId, now);
    expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
    expect(await verifyHead(storage, guildId, head)).toBe('differs');
  });
});
