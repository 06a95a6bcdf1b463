import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { formerExpenseColumns } from '../../src/export/export-expenses.js';
import { verifyPublished } from '../../src/export/verify-published.js';
import { writeFolder } from '../../src/export/write-folder.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { fetchDatabaseId } from '../../src/storage/database-id.js';
import { databaseUri } from '../harness/database.js';
import { expenseOf, newGuildId } from '../ledger/ledger.js';
import { exportTo, openBucket, type TestBucket } from './bucket.js';

const [slot, newer] = ['20261128T183000Z', '20261205T183000Z'] as const;

/** The files of a set as the release before wrote them: fewer of them, and one with fewer columns. */
const earlierFiles = {
  users: 'userId,name,email,mobile,createdAt,updatedAt\r\n',
  balances: 'guildId,currency,debtorId,creditorId,amount\r\n',
  expenses:
    'guildId,number,kind,date,description,currency,amount,split,payers,participants,shares,createdBy,createdAt,voidedAt\r\n' +
    '1,1,expense,2026-11-24,Rent,INR,10.00,equal,101:10.00,101 102,5.00 5.00,101,2026-11-24T10:00:00.000Z,\r\n',
} as const;

function factsOf(text: string) {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { rows: text.split('\r\n').length - 2, bytes: text.length, sha256 };
}

let storage: Storage;
let bucket: TestBucket;
beforeAll(async () => {
  storage = await connectStorage(await databaseUri('earlier-sets'));
  await recordExpense(storage, expenseOf(newGuildId()));
});
afterAll(() => storage.close());
beforeEach(async () => {
  bucket = await openBucket();
});
afterEach(() => bucket.stop());

async function publishEarlier(): Promise<void> {
  const owner = await fetchDatabaseId(storage);
  const { signal } = new AbortController();
  for (const [name, text] of Object.entries(earlierFiles)) {
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(text));
    const getTotals = () => ({ bytes: text.length, crc32: crc.toString('base64') });
    const options = { contentType: 'text/csv', owner, signal, getTotals };
    async function* chunks() {
      yield await Promise.resolve(Buffer.from(text));
    }
    await bucket.store.writeOnce(`${name}/${slot}.csv`, chunks(), options);
  }
  const files = Object.fromEntries(
    Object.entries(earlierFiles).map(([name, text]) => [
      name,
      { key: `${name}/${slot}.csv`, ...factsOf(text) },
    ]),
  );
  const manifest = JSON.stringify({ schemaVersion: 1, databaseId: owner, slot, files });
  await bucket.store.replace('manifest.json', manifest, undefined, { contentType: 'application/json' });
}

test('the columns that each release wrote for expenses are still known', () => {
  const first = earlierFiles.expenses.split('\r\n')[0];
  expect(formerExpenseColumns.map((columns) => columns.join(','))).toEqual([first, `${first},version`]);
});

describe('a set that an earlier release published', () => {
  test('is still read, checked and kept', async () => {
    await publishEarlier();
    const folder = await mkdtemp(path.join(tmpdir(), 'hisaab-earlier-'));
    try {
      const { files } = await verifyPublished(bucket.store, { folder });
      expect(files.map(({ key, problem }) => [key, problem])).toEqual(
        Object.keys(earlierFiles).map((name) => [`${name}/${slot}.csv`, undefined]),
      );
      expect(await readFile(path.join(folder, 'expenses.csv'), 'utf8')).toBe(earlierFiles.expenses);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('is followed by one with all files', async () => {
    await publishEarlier();
    const { files } = await exportTo({ storage, store: bucket.store, slot: newer });
    expect(Object.keys(files)).toEqual(['users', 'balances', 'expenses', 'changes', 'heads']);
    for (const [name, { key }] of Object.entries(files)) {
      expect(await bucket.readText(`${name}.csv`)).toBe(await bucket.readText(key));
    }
    expect((await verifyPublished(bucket.store)).files.map(({ problem }) => problem)).toEqual(
      Array(5).fill(undefined),
    );
  });

  test('in a folder is replaced', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hisaab-earlier-'));
    try {
      for (const [name, text] of Object.entries(earlierFiles)) {
        await writeFile(path.join(folder, `${name}.csv`), text);
      }
      await writeFolder({ storage, folder, slot, signal: new AbortController().signal });
      expect(await readFile(path.join(folder, 'expenses.csv'), 'utf8')).toContain(
        ',voidedAt,version,debts,confirmedAt,refused,disputes\r\n',
      );
      expect(await readdir(folder)).toHaveLength(6);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
