import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { streamChangeRows } from '../../src/export/export-changes.js';
import { anchorChain } from '../../src/ledger/change/anchor-chain.js';
import { editExpense } from '../../src/ledger/change/edit-expense.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import { restoreExpense } from '../../src/ledger/change/restore-expense.js';
import { runChange } from '../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../src/ledger/change/void-expenses.js';
import { ensureGuild } from '../../src/storage/collections/guilds.js';
import type { Storage } from '../../src/storage/connect.js';
import { changeOf, expenseOf, newGuildId, now, openLedger, u1, u2 } from '../ledger/ledger.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

/** The rows of the servers of one test, without the columns that are the same in all. */
async function readRows(from: Storage, ...guildIds: string[]) {
  const rows = [];
  for await (const batch of streamChangeRows(from, new Set())) rows.push(...batch);
  return rows.filter(({ guildId }) => guildIds.includes(String(guildId)));
}

async function readShortly(from: Storage, guildId: string): Promise<string[]> {
  const rows = await readRows(from, guildId);
  return rows.map(({ revision, kind, by, number, version }) =>
    [revision ?? '', kind, by, number ?? '', version ?? ''].join(' '),
  );
}

async function dropChain(guildId: string): Promise<void> {
  await storage.raw.guilds.updateOne({ _id: guildId }, { $unset: { chain: 1 } });
  await storage.raw.expenses.updateMany({ guildId }, { $unset: { revision: 1, hash: 1 } });
  storage.caches.guildHeads.delete(guildId);
}

describe('the changes of an export', () => {
  test('are one row for each expense that was added or changed, in the order of the chain', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    await recordExpense(storage, expenseOf(guildId, { createdBy: u2 }));
    const content = expenseOf(guildId, { description: 'Other', amountMinor: 90_000 });
    await runChange(storage, editExpense({ ...changeOf(guildId), number: 1, version: 1, content }));
    await recordExpense(storage, expenseOf(guildId));
    await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [3, 1] }));
    await runChange(storage, restoreExpense({ ...changeOf(guildId), number: 3 }));
    expect(await readShortly(storage, guildId)).toEqual([
      `1 add ${u1} 1 1`,
      `2 add ${u2} 2 1`,
      `3 edit ${u1} 1 2`,
      `4 add ${u1} 3 1`,
      `5 void ${u1} 1 3`,
      `5 void ${u1} 3 2`,
      `6 restore ${u1} 3 3`,
    ]);
  });

  test('hold nothing that was typed', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId, { description: 'secret words' }));
    const voiding = { ...changeOf(guildId), numbers: [1], reason: 'secret reason' };
    await runChange(storage, voidExpenses(voiding));
    const rows = await readRows(storage, guildId);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toEqual({
      guildId,
      revision: 2,
      kind: 'void',
      by: u1,
      at: now.toISOString(),
      number: 1,
      version: 2,
    });
    expect(JSON.stringify(rows)).not.toContain('secret');
  });

  test('keep servers apart, and name a change of no expense without a number', async () => {
    const [one, other, another] = [newGuildId(), newGuildId(), newGuildId()];
    for (const guildId of [other, one]) await recordExpense(storage, expenseOf(guildId));
    const requestId = 'no expense';
    const hash = 'h'.repeat(43);
    const record = { revision: 2, kind: 'settings', requestId, requestHash: '', by: u2, at: now, hash };
    await storage.raw.changes.insertOne({ guildId: one, ...record, expenses: [] } as never);
    await storage.raw.guilds.updateOne({ _id: one }, { $set: { revision: 2 } });
    // A server whose first change is one of its settings.
    await ensureGuild(storage, another);
    await storage.raw.guilds.updateOne({ _id: another }, { $set: { revision: 1 } });
    await storage.raw.changes.insertOne({ guildId: another, ...record, revision: 1, expenses: [] } as never);
    const rows = await readRows(storage, one, other, another);
    expect(rows.map(({ guildId, kind, number }) => [guildId, kind, number])).toEqual([
      [one, 'add', 1],
      [one, 'settings', undefined],
      [other, 'add', 1],
      [another, 'settings', undefined],
    ]);
  });

  test('show what was added before changes were numbered before the anchor that covers it', async () => {
    const guildId = newGuildId();
    for (let expenses = 0; expenses < 2; expenses++) await recordExpense(storage, expenseOf(guildId));
    await dropChain(guildId);
    expect(await readShortly(storage, guildId)).toEqual([` add ${u1} 1 1`, ` add ${u1} 2 1`]);
    await anchorChain(storage, guildId, now);
    await recordExpense(storage, expenseOf(guildId));
    expect(await readShortly(storage, guildId)).toEqual([
      ` add ${u1} 1 1`,
      ` add ${u1} 2 1`,
      '3 anchor hisaab  ',
      `4 add ${u1} 3 1`,
    ]);
  });

  test('are as of one moment, whatever is written while they are read', async () => {
    const [guildId, born] = [newGuildId(), newGuildId()];
    await recordExpense(storage, expenseOf(guildId));
    let sessions = 0;
    const writeMeanwhile: Storage = {
      ...storage,
      connection: Object.assign(Object.create(storage.connection) as Storage['connection'], {
        // The first session reads how far the ledgers have come.
        startSession: async (options: object) => {
          if (++sessions === 2) {
            await recordExpense(storage, expenseOf(guildId));
            await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [1] }));
            await recordExpense(storage, expenseOf(born));
          }
          return storage.connection.startSession(options);
        },
      }),
    };
    const rows = await readRows(writeMeanwhile, guildId, born);
    expect(rows).toMatchObject([{ guildId, revision: 1, kind: 'add', number: 1 }]);
    expect(sessions).toBe(3);
    expect(await readShortly(storage, guildId)).toHaveLength(3);
  });

  test('are there too where the document of a server is gone', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    await storage.raw.guilds.deleteOne({ _id: guildId });
    expect(await readShortly(storage, guildId)).toEqual([`1 add ${u1} 1 1`]);
  });
});
