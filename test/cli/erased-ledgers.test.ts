import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { compareWithExport, readManifest } from '../../src/cli/compare-with-export.js';
import { compareWithHeads } from '../../src/cli/compare-with-heads.js';
import { writeFolder } from '../../src/export/write-folder.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import { streamGuildIds } from '../../src/ledger/read/verify-balances.js';
import { beginErasure } from '../../src/people/begin-erasure.js';
import { ensurePeople } from '../../src/people/ensure-people.js';
import { eraseServer } from '../../src/people/erase-server.js';
import { markRemoved } from '../../src/storage/collections/guilds.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { databaseUri } from '../harness/database.js';
import { expenseOf, newGuildId, now } from '../ledger/ledger.js';

const folder = mkdtempSync(join(tmpdir(), 'hisaab-erased-'));
const { signal } = new AbortController();
const after30Days = new Date(now.getTime() + 30 * 24 * 3_600_000);

let storage: Storage;
beforeAll(async () => {
  storage = await connectStorage(await databaseUri('erased'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await storage.close();
});

/** What a comparison of the database with the export says. */
async function compare(): Promise<{ isSame: boolean; said: string }> {
  const said: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => said.push(String(line)) > 0);
  try {
    const isAsExported = await compareWithExport(
      storage,
      await readManifest(join(folder, 'manifest.json')),
      signal,
    );
    const isAsRecorded = await compareWithHeads(storage, join(folder, 'heads.csv'), signal);
    return { isSame: isAsExported && isAsRecorded, said: said.join('') };
  } finally {
    write.mockRestore();
  }
}

async function listLedgers(): Promise<string[]> {
  const found: string[] = [];
  for await (const guildId of streamGuildIds(storage)) found.push(guildId);
  return found;
}

test('a server whose data were erased is no difference from an earlier export, and a lost one is', async () => {
  const [stays, erased, onlyMembers] = [newGuildId(), newGuildId(), newGuildId()];
  for (const guildId of [stays, erased, erased]) await recordExpense(storage, expenseOf(guildId));
  await ensurePeople(storage, onlyMembers, [{ userId: '1', name: 'Asha' }], now);
  await writeFolder({ storage, folder, slot: '20261128T183000Z', signal });
  expect((await compare()).isSame).toBe(true);
  expect((await listLedgers()).sort()).toEqual([stays, erased].sort());

  await markRemoved(storage, erased, now);
  await beginErasure(storage, erased, after30Days);
  await storage.balances.deleteMany({ guildId: erased });
  await storage.expenses.deleteMany({ guildId: erased, number: 1 });
  expect(await listLedgers()).toEqual([stays]);
  expect((await compare()).isSame).toBe(true);

  await eraseServer(storage, {
    guildId: erased,
    now: after30Days,
    beforeBatch: () => Promise.resolve(),
  });
  const { isSame, said } = await compare();
  expect(isSame).toBe(true);
  expect(said).toContain(`server ${erased}: its data were erased on 2026-12-24`);

  await storage.erasedServers.deleteMany({});
  expect((await compare()).isSame).toBe(false);
});
