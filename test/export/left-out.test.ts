import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parseBotConfig } from '../../src/config.js';
import { fetchManifest, parseManifest } from '../../src/export/manifest.js';
import { verifyPublished } from '../../src/export/verify-published.js';
import { writeFolder } from '../../src/export/write-folder.js';
import type { JobAlert } from '../../src/jobs/job.js';
import { runSlot } from '../../src/jobs/run-slot.js';
import { weeklyExport } from '../../src/jobs/weekly-export.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import { createLog } from '../../src/ops/log.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { databaseUri } from '../harness/database.js';
import { newSurroundings } from '../jobs/jobs.js';
import { expenseOf, newGuildId, u2 } from '../ledger/ledger.js';
import { exportTo, openBucket, readCsv, type TestBucket } from './bucket.js';

const slot = '20261128T183000Z';
/** Of the first of a server's expenses. */
const stored = { number: 1 };

/** Faults that no command of ours makes, in one record of a server. */
const faults: readonly (readonly [string, (storage: Storage, guildId: string) => Promise<unknown>])[] = [
  ['a balance beyond safe integers', setBalance({ [`owedBy.${u2}`]: 2 ** 53 })],
  ['a balance far below them', setBalance({ [`owedBy.${u2}`]: -1e300 })],
  ['half a minor unit in a balance', setBalance({ [`owedBy.${u2}`]: 0.5 })],
  ['text for a balance', setBalance({ [`owedBy.${u2}`]: '5' })],
  ['a balance in no currency', setBalance({ currency: 'ZZZ' })],
  ['a row of balances without balances', setBalance({ owedBy: null })],
  ['an amount beyond safe integers', setExpense({ amountMinor: 1e300 })],
  ['a share that is no whole number', setExpense({ 'shares.0': 0.1 })],
  ['a share fewer than participants', setExpense({ shares: [100_000] })],
  ['no shares', setExpense({ shares: null })],
  ['a description that is a list', setExpense({ description: ['=1+1'] })],
  ['a day of adding that is none', setExpense({ createdAt: 'yesterday' })],
  ['an expense in no currency', setExpense({ currency: 'ZZZ' })],
  ['an author who is none', setExpense({ createdBy: { name: 'u1' } })],
  ['a change without a day', addChange({ at: 'yesterday' })],
  ['a change by nobody', addChange({ by: ['=1+1'] })],
  ['a change without its expenses', addChange({ expenses: null })],
  ['a chain without a place', setGuild({ 'chain.revision': 'last' })],
  ['a chain whose link is a list', setGuild({ 'chain.hash': ['=1+1'] })],
];

function setGuild(change: Record<string, unknown>) {
  return (storage: Storage, guildId: string) =>
    storage.raw.guilds.updateOne({ _id: guildId }, { $set: change });
}

function addChange(fields: Record<string, unknown>) {
  return (storage: Storage, guildId: string) => {
    const change = {
      guildId,
      revision: 4,
      kind: 'void',
      requestId: 'x',
      by: u2,
      at: new Date(),
      expenses: [],
    };
    return storage.raw.changes.insertOne({ ...change, ...fields } as never);
  };
}

function setBalance(change: Record<string, unknown>) {
  return (storage: Storage, guildId: string) =>
    storage.raw.balances.updateOne({ guildId }, { $set: change }, { bypassDocumentValidation: true });
}

function setExpense(change: Record<string, unknown>) {
  return (storage: Storage, guildId: string) =>
    storage.raw.expenses.updateOne(
      { guildId, ...stored },
      { $set: change },
      { bypassDocumentValidation: true },
    );
}

let storage: Storage;
let bucket: TestBucket;
beforeAll(async () => {
  storage = await connectStorage(await databaseUri('left-out'));
});
afterAll(() => storage.close());
beforeEach(async () => {
  bucket = await openBucket();
});
afterEach(() => bucket.stop());

async function addServers(count: number): Promise<string[]> {
  const guildIds = Array.from({ length: count }, () => newGuildId());
  for (const guildId of guildIds) {
    for (let expenses = 0; expenses < 3; expenses++) await recordExpense(storage, expenseOf(guildId));
  }
  return guildIds;
}

/** The rows of a server in the files of balances, expenses, changes and heads. */
async function countRows(guildId: string): Promise<number[]> {
  const names = ['balances', 'expenses', 'changes', 'heads'];
  const files = await Promise.all(names.map((name) => bucket.readText(`${name}.csv`)));
  return files.map((text) => readCsv(text).filter((row) => row['guildId'] === guildId).length);
}

async function removeServers(guildIds: readonly string[]): Promise<void> {
  for (const name of ['balances', 'expenses', 'changes'] as const) {
    await storage.raw[name].deleteMany({ guildId: { $in: [...guildIds] } });
  }
  await storage.raw.guilds.deleteMany({ _id: { $in: [...guildIds] } });
}

describe('a server that cannot be exported', () => {
  test.each(faults)('with %s is left out whole, named, and stops no other', async (_fault, damage) => {
    const [before = '', broken = '', after = ''] = await addServers(3);
    await damage(storage, broken);
    const lines: string[] = [];
    const log = createLog('error', { write: (line) => void lines.push(line) });
    const { leftOut } = await exportTo({ storage, store: bucket.store, slot, log });

    expect(await countRows(broken)).toEqual([0, 0, 0, 0]);
    expect(await countRows(before)).toEqual([3, 3, 3, 1]);
    expect(await countRows(after)).toEqual([3, 3, 3, 1]);
    expect(leftOut).toEqual([{ guildId: broken, reason: expect.stringContaining(broken) as unknown }]);
    expect(lines).toEqual([expect.stringContaining(`"guildId":"${broken}"`)]);
    expect((await fetchManifest(bucket.store))?.manifest.leftOut).toEqual(leftOut);
    expect(await verifyPublished(bucket.store)).toMatchObject({ leftOut, files: [{}, {}, {}, {}, {}] });
    await removeServers([before, broken, after]);
  });

  test('is left out of a folder too, and exported again once it is mended', async () => {
    const [good = '', broken = ''] = await addServers(2);
    await setBalance({ [`owedBy.${u2}`]: 2 ** 60 })(storage, broken);
    const folder = await mkdtemp(path.join(tmpdir(), 'hisaab-left-out-'));
    const signal = new AbortController().signal;
    try {
      expect(await writeFolder({ storage, folder, slot, signal })).toMatchObject([{ guildId: broken }]);
      const manifest = parseManifest(await readFile(path.join(folder, 'manifest.json'), 'utf8'));
      expect(manifest.leftOut).toMatchObject([{ guildId: broken }]);
      const rows = readCsv(await readFile(path.join(folder, 'expenses.csv'), 'utf8'));
      expect(new Set(rows.map(({ guildId }) => guildId))).toEqual(new Set([good]));
      await setBalance({ [`owedBy.${u2}`]: 75_000 })(storage, broken);
      expect(await writeFolder({ storage, folder, slot, signal })).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
      await removeServers([good, broken]);
    }
  });

  test('that is damaged in its last of thousands of expenses has no row either', async () => {
    const [broken = ''] = await addServers(1);
    const first = await storage.raw.expenses.findOne(
      { guildId: broken, ...stored },
      { projection: { _id: 0 } },
    );
    const copies = Array.from({ length: 2_500 }, (_, index) => ({
      ...first,
      number: 4 + index,
      requestId: `copy-${index}`,
      ...(index === 2_499 && { shares: [0.5] }),
    }));
    await storage.raw.expenses.insertMany(copies as never);
    await exportTo({ storage, store: bucket.store, slot });
    expect(await countRows(broken)).toEqual([0, 0, 0, 0]);
    await removeServers([broken]);
  });
});

test('a file too large to be copied is named, and its latest stays as it was', async () => {
  const [guildId = ''] = await addServers(1);
  const options = { storage, store: bucket.store };
  const whole = await exportTo({ ...options, slot });
  expect(whole.notLatest).toEqual([]);
  await recordExpense(storage, expenseOf(guildId));
  const copyLimitBytes = whole.files.expenses.bytes;
  const { notLatest } = await exportTo({ ...options, slot: '20261205T183000Z', copyLimitBytes });
  expect(notLatest).toEqual(['expenses.csv']);
  expect(await countRows(guildId)).toEqual([3, 3, 4, 1]);
  await removeServers([guildId]);
});

test('a weekly export tells the host of what it left out', async () => {
  const [good = '', broken = ''] = await addServers(2);
  await setBalance({ [`owedBy.${u2}`]: 2 ** 60 })(storage, broken);
  const { exportSchedule: schedule } = parseBotConfig({});
  const told: JobAlert[] = [];
  const log = createLog('silent');
  const job = weeklyExport({ storage, s3: bucket.settings, schedule, log });
  const alert = (what: JobAlert) => Promise.resolve(void told.push(what));
  const { signal } = new AbortController();
  expect(await runSlot(job, slot, newSurroundings(storage, { alert }), { signal })).toMatchObject({
    outcome: 'done',
  });
  expect(told).toEqual([{ kind: 'incomplete', job: 'weekly-export', slot, leftOut: [broken] }]);
  await removeServers([good, broken]);
});

test('a manifest that an older version wrote left nobody out', () => {
  const file = { key: 'k', rows: 0, bytes: 1, sha256: 'a'.repeat(64) };
  const older = { schemaVersion: 1, slot, files: { users: file, balances: file, expenses: file } };
  expect(parseManifest(JSON.stringify(older)).leftOut).toEqual([]);
});
