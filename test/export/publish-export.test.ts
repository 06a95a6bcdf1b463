import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AbortMultipartUploadCommand, CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ObjectStore } from '../../src/export/object-store.js';
import { connectS3 } from '../../src/export/s3.js';
import { fileNames } from '../../src/export/export-files.js';
import { fetchManifest } from '../../src/export/manifest.js';
import { fetchBalances } from '../../src/ledger/read/fetch-balances.js';
import { disputeExpense } from '../../src/ledger/change/dispute-expense.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import { addPayment } from '../../src/ledger/change/record-payment.js';
import { runChange } from '../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../src/ledger/change/void-expenses.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import { ensurePeople } from '../../src/people/ensure-people.js';
import { editProfile, eraseProfile } from '../../src/people/profile.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { databaseUri } from '../harness/database.js';
import { changeOf, expenseOf, newGuildId, now, paymentOf, u1, u2, u3, u4 } from '../ledger/ledger.js';
import { exportTo, openBucket, readCsv, type TestBucket } from './bucket.js';

let storage: Storage;
let bucket: TestBucket;
beforeAll(async () => {
  storage = await connectStorage(await databaseUri('export'));
});
afterAll(() => storage.close());
beforeEach(async () => {
  bucket = await openBucket({ prefix: 'hisaab/' });
});
afterEach(() => bucket.stop());

const [older, slot, newer] = ['20261121T183000Z', '20261128T183000Z', '20261205T183000Z'] as const;

/** The three examples that everything began with. */
async function recordExamples(guildId: string): Promise<void> {
  const people = [u1, u2, u3, u4].map((userId, index) => ({ userId, name: `u${index + 1}` }));
  await ensurePeople(storage, guildId, people, now);
  await recordExpense(storage, expenseOf(guildId));
  await recordExpense(
    storage,
    expenseOf(guildId, {
      amountMinor: 125_000,
      description: 'Flipkart sale',
      payers: [{ userId: u1, amountMinor: 125_000 }],
      participantIds: [u2, u3],
      split: { kind: 'exact', values: [37_000, 88_000] },
    }),
  );
  await recordExpense(
    storage,
    expenseOf(guildId, {
      amountMinor: 120_000,
      createdBy: u4,
      description: 'Dinner',
      payers: [{ userId: u4, amountMinor: 120_000 }],
      split: { kind: 'percent', values: [40_000_000, 20_000_000, 20_000_000, 20_000_000] },
    }),
  );
}

describe('an export', () => {
  test('writes users, balances and expenses as the bot has them', async () => {
    const guildId = newGuildId();
    await recordExamples(guildId);
    await editProfile(storage, { userId: u2, name: 'u2' }, profile('=u2', 'u2@example.com', '9876543210'), {
      requestId: 'edit',
      now,
    });
    const manifest = await exportTo({ storage, store: bucket.store, slot });

    const users = readCsv(await bucket.readText('hisaab/users.csv'));
    expect(users).toHaveLength(4);
    expect(users.find(({ userId }) => userId === u2)).toEqual({
      userId: u2,
      name: "'=u2",
      email: 'u2@example.com',
      mobile: '+919876543210',
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    });

    const { debts } = await fetchBalances(storage, guildId);
    const balances = readCsv(await bucket.readText('hisaab/balances.csv')).filter(
      (row) => row['guildId'] === guildId,
    );
    expect(balances).toEqual(
      debts.map(({ debtorId, creditorId, amountMinor, currency }) => ({
        guildId,
        currency,
        debtorId,
        creditorId,
        amount: formatPlainAmount(amountMinor, getCurrency(currency)),
      })),
    );
    expect(balances.map(({ amount }) => amount)).toEqual(['230.00', '620.00', '240.00', '1130.00', '240.00']);

    const expenses = readCsv(await bucket.readText('hisaab/expenses.csv')).filter(
      (row) => row['guildId'] === guildId,
    );
    expect(expenses[1]).toEqual({
      guildId,
      number: '2',
      kind: 'expense',
      date: '2026-11-24',
      description: 'Flipkart sale',
      currency: 'INR',
      amount: '1250.00',
      split: 'exact',
      payers: `${u1}:1250.00`,
      participants: `${u2} ${u3}`,
      shares: '370.00 880.00',
      createdBy: u1,
      createdAt: now.toISOString(),
      voidedAt: '',
      version: '1',
      debts: '',
      confirmedAt: '',
      refused: '',
      disputes: '',
    });
    expect(manifest.files.users.rows).toBe(4);
  });

  test('has payments as such, with what became of them and the debts that they go along', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    const route = [
      { debtorId: u1, creditorId: u3, amountMinor: 25_000 },
      { debtorId: u3, creditorId: u2, amountMinor: 25_000 },
    ];
    for (const fields of [{ route }, {}, { createdBy: u1, permit: { userId: u1, isManager: false } }]) {
      await runChange(storage, addPayment(paymentOf(guildId, fields)));
    }
    await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [3], reason: 'Nothing came' }));
    await runChange(storage, disputeExpense({ ...changeOf(guildId), number: 1, reason: 'Not mine' }));
    await exportTo({ storage, store: bucket.store, slot });
    const rows = readCsv(await bucket.readText('hisaab/expenses.csv')).filter(
      (row) => row['guildId'] === guildId,
    );
    const columns = ['kind', 'payers', 'participants', 'debts', 'confirmedAt', 'refused', 'disputes'];
    expect(rows.map((row) => columns.map((column) => row[column]))).toEqual([
      ['expense', `${u1}:1000.00`, `${u1} ${u2} ${u3} ${u4}`, '', '', '', u1],
      [
        ...['settlement', `${u2}:250.00 ${u3}:0.00`, `${u1} ${u3}`],
        ...[`${u1}:${u3}:250.00 ${u3}:${u2}:250.00`, '', '', ''],
      ],
      ['settlement', `${u2}:250.00`, u1, '', '', 'yes', ''],
      ['settlement', `${u2}:250.00`, u1, '', now.toISOString(), '', ''],
    ]);
    expect(rows[2]?.['voidedAt']).toBe(now.toISOString());
  });

  test('names in the manifest what lies there', async () => {
    await recordExamples(newGuildId());
    const manifest = await exportTo({ storage, store: bucket.store, slot });
    const published = await fetchManifest(bucket.store);
    const { notLatest: _notLatest, ...named } = manifest;
    expect(published?.manifest).toEqual(named);
    expect(manifest).toMatchObject({ schemaVersion: 1, slot });
    for (const [name, file] of Object.entries(manifest.files)) {
      expect(file.key).toBe(`hisaab/${name}/${slot}.csv`);
      const text = (await bucket.readText(file.key)) ?? '';
      expect(Buffer.byteLength(text)).toBe(file.bytes);
      expect(createHash('sha256').update(text).digest('hex')).toBe(file.sha256);
      expect(readCsv(text)).toHaveLength(file.rows);
      expect(await bucket.readText(`hisaab/${name}.csv`)).toBe(text);
    }
    expect(bucket.openUploads()).toEqual([]);
  });

  test('aborts uploads that are its own, and none of those who share the bucket', async () => {
    const { settings } = bucket;
    const client = new S3Client({
      region: settings.region,
      endpoint: settings.endpoint,
      forcePathStyle: true,
      ...(settings.credentials && { credentials: settings.credentials }),
    });
    const begin = async (key: string) =>
      await client.send(new CreateMultipartUploadCommand({ Bucket: settings.bucket, Key: key }));
    await begin(`hisaab/users/${older}.csv`);
    const theirs = await begin('hisaab/users/portrait.csv');
    await exportTo({ storage, store: bucket.store, slot });
    expect(bucket.openUploads()).toEqual(['hisaab/users/portrait.csv']);
    await client.send(
      new AbortMultipartUploadCommand({
        Bucket: settings.bucket,
        Key: 'hisaab/users/portrait.csv',
        UploadId: theirs.UploadId,
      }),
    );
    client.destroy();
  });

  test('leaves the place of another database alone', async () => {
    await exportTo({ storage, store: bucket.store, slot });
    const before = await bucket.readText('hisaab/manifest.json');
    const other = await connectStorage(await databaseUri('export-other'));
    await expect(exportTo({ storage: other, store: bucket.store, slot: newer })).rejects.toThrow(
      'hisaab/manifest.json is that of another database: set another S3_PREFIX',
    );
    await other.close();
    expect(await bucket.readText('hisaab/manifest.json')).toBe(before);
    expect(await bucket.store.find(`hisaab/users/${newer}.csv`)).toBeUndefined();
  });

  test('takes no file of another database for its own, whose export was cut short', async () => {
    const other = await connectStorage(await databaseUri('export-cut'));
    let confirmed = 0;
    const dieAfterUsers = (): Promise<void> =>
      ++confirmed > 1 ? Promise.reject(new Error('killed')) : Promise.resolve();
    const cut = exportTo({ storage: other, store: bucket.store, slot, confirmLease: dieAfterUsers });
    await expect(cut).rejects.toThrow('killed');
    await expect(exportTo({ storage, store: bucket.store, slot })).rejects.toThrow(
      `hisaab/users/${slot}.csv is that of another database`,
    );
    expect(await fetchManifest(bucket.store)).toBeUndefined();
    await exportTo({ storage: other, store: bucket.store, slot });
    expect((await fetchManifest(bucket.store))?.manifest.slot).toBe(slot);
    await other.close();
  });

  test('takes no manifest of another database away that came meanwhile', async () => {
    const other = await connectStorage(await databaseUri('export-meanwhile'));
    let confirmed = 0;
    const letTheOtherPublish = async (): Promise<void> => {
      // The files of this slot are written, the manifest is next.
      if (++confirmed === fileNames.length + 1)
        await exportTo({ storage: other, store: bucket.store, slot: older });
    };
    await expect(
      exportTo({ storage, store: bucket.store, slot, confirmLease: letTheOtherPublish }),
    ).rejects.toThrow('hisaab/manifest.json is that of another database');
    expect((await fetchManifest(bucket.store))?.manifest.slot).toBe(older);
    await other.close();
  });

  test('asks for all pages of open uploads', async () => {
    const aborted: string[] = [];
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      if (request.method === 'DELETE') {
        aborted.push(url.pathname);
        response.statusCode = 204;
        response.end();
        return;
      }
      const isSecond = url.searchParams.get('key-marker') === 'users/1.csv';
      const upload = `<Upload><Key>users/${isSecond ? 2 : 1}.csv</Key><UploadId>u</UploadId></Upload>`;
      const more = isSecond
        ? '<IsTruncated>false</IsTruncated>'
        : '<IsTruncated>true</IsTruncated><NextKeyMarker>users/1.csv</NextKeyMarker><NextUploadIdMarker>u</NextUploadIdMarker>';
      response.end(`<ListMultipartUploadsResult>${more}${upload}</ListMultipartUploadsResult>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const store = connectS3({ ...bucket.settings, endpoint: `http://127.0.0.1:${port}` });
    expect(await store.abortUploads('users/', () => true)).toBe(2);
    expect(aborted).toEqual(['/hisaab/users/1.csv', '/hisaab/users/2.csv']);
    store.close();
    server.close();
  });

  test('names the record that cannot be exported', async () => {
    await storage.raw.users.insertOne({ _id: 'broken', name: 'x' } as never);
    await expect(exportTo({ storage, store: bucket.store, slot })).rejects.toThrow(
      'user broken cannot be exported',
    );
    await storage.raw.users.deleteOne({ _id: 'broken' });
    await exportTo({ storage, store: bucket.store, slot });
    expect(bucket.openUploads()).toEqual([]);
  });

  test.each([
    ['a list', ['=1+1']],
    ['an object', { first: 'x' }],
    ['a number', 5],
  ])('takes no name that is %s for text', async (_what, name) => {
    await storage.raw.users.insertOne({ _id: 'odd', name, createdAt: now, updatedAt: now } as never);
    await expect(exportTo({ storage, store: bucket.store, slot })).rejects.toThrow(
      'user odd cannot be exported: a field that should be text is none',
    );
    await storage.raw.users.deleteOne({ _id: 'odd' });
  });

  test('leaves empty what is null in the database', async () => {
    const nothing = { email: null, mobile: null, createdAt: now, updatedAt: now };
    await storage.raw.users.insertOne({ _id: 'null', name: 'x', ...nothing } as never);
    await exportTo({ storage, store: bucket.store, slot });
    expect(await bucket.readText('hisaab/users.csv')).toContain(`null,x,,,${now.toISOString()}`);
    await storage.raw.users.deleteOne({ _id: 'null' });
  });

  test('keeps the files that an earlier attempt finished', async () => {
    await exportTo({ storage, store: bucket.store, slot });
    const first = await bucket.readText(`hisaab/users/${slot}.csv`);
    await ensurePeople(storage, undefined, [{ userId: '777', name: 'late' }], now);
    const again = await exportTo({ storage, store: bucket.store, slot });
    expect(await bucket.readText(`hisaab/users/${slot}.csv`)).toBe(first);
    expect(again.files.users.rows).toBe(readCsv(first).length);
    await exportTo({ storage, store: bucket.store, slot: newer });
    expect((await bucket.readText('hisaab/users.csv')) ?? '').toContain('late');
  });

  test('names a file of the slot that has other columns, and leaves it there', async () => {
    const key = `hisaab/users/${slot}.csv`;
    await bucket.store.replace(key, 'userId,name\r\n1,x\r\n', undefined, { contentType: 'text/csv' });
    await expect(exportTo({ storage, store: bucket.store, slot })).rejects.toThrow(
      `${key} is cut off, or has other columns than this version writes`,
    );
    expect(await bucket.readText(key)).toBe('userId,name\r\n1,x\r\n');
  });

  test('removes what a store without checksums has damaged, and writes it anew', async () => {
    const key = `hisaab/users/${slot}.csv`;
    let isDamaged = true;
    const store: ObjectStore = {
      prefix: bucket.store.prefix,
      find: async (...args) => {
        const object = await bucket.store.find(...args);
        return object && { ...object, crc32: undefined };
      },
      fetch: async (...args) => {
        const object = await bucket.store.fetch(...args);
        return object && args[0] === key && isDamaged ? { ...object, body: spoil(object.body) } : object;
      },
      writeOnce: (...args) => bucket.store.writeOnce(...args),
      replace: (...args) => bucket.store.replace(...args),
      copy: (...args) => bucket.store.copy(...args),
      remove: (...args) => bucket.store.remove(...args),
      abortUploads: (...args) => bucket.store.abortUploads(...args),
      close: () => undefined,
    };
    await expect(exportTo({ storage, store, slot })).rejects.toThrow(`${key} is not what was sent`);
    expect(await bucket.store.find(key)).toBeUndefined();
    isDamaged = false;
    await exportTo({ storage, store, slot });
    expect((await fetchManifest(bucket.store))?.manifest.slot).toBe(slot);
  });

  test('never puts an older slot in the place of a newer one', async () => {
    await exportTo({ storage, store: bucket.store, slot });
    const latest = await bucket.readText('hisaab/users.csv');
    await ensurePeople(storage, undefined, [{ userId: '778', name: 'later still' }], now);
    await exportTo({ storage, store: bucket.store, slot: older });
    expect((await fetchManifest(bucket.store))?.manifest.slot).toBe(slot);
    expect(await bucket.readText('hisaab/users.csv')).toBe(latest);
    expect(await bucket.readText(`hisaab/users/${older}.csv`)).toContain('later still');
  });

  test('leaves the newest as the latest, even where a store copies under any condition', async () => {
    const { store } = bucket;
    const copy = store.copy.bind(store);
    let isOvertaken = false;
    store.copy = async (from, to, _seenEtag, signal) => {
      if (!isOvertaken) {
        isOvertaken = true;
        await ensurePeople(storage, undefined, [{ userId: '779', name: 'overtaking' }], now);
        await exportTo({ storage, store, slot: newer });
      }
      return await copy(from, to, (await store.find(to))?.etag, signal);
    };
    await exportTo({ storage, store, slot });
    expect((await fetchManifest(store))?.manifest.slot).toBe(newer);
    expect(await bucket.readText('hisaab/users.csv')).toContain('overtaking');
  });

  test('has no row for who was erased, and keeps the bare id in balances', async () => {
    const guildId = newGuildId();
    await recordExamples(guildId);
    await eraseProfile(storage, u3, { requestId: 'erase', now });
    await exportTo({ storage, store: bucket.store, slot });
    const users = readCsv(await bucket.readText('hisaab/users.csv'));
    expect(users.map(({ userId }) => userId)).not.toContain(u3);
    const balances = readCsv(await bucket.readText('hisaab/balances.csv'));
    expect(balances.filter((row) => row['guildId'] === guildId).map(({ debtorId }) => debtorId)).toContain(
      u3,
    );
  });

  test('asks for encryption where that is set', async () => {
    const encrypted = await openBucket({ sse: 'AES256' });
    try {
      await exportTo({ storage, store: encrypted.store, slot });
      // Read by a client that says all it gets.
      const { HeadObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
      const client = new S3Client(encrypted.settings);
      for (const Key of [`users/${slot}.csv`, 'users.csv', 'manifest.json']) {
        const head = await client.send(new HeadObjectCommand({ Bucket: 'hisaab', Key }));
        expect(head.ServerSideEncryption).toBe('AES256');
        expect(head.ContentType).toBe(Key.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/json');
      }
      client.destroy();
    } finally {
      await encrypted.stop();
    }
  });
});

/** The same bytes, but for the first of each chunk. */
async function* spoil(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of body) yield Buffer.concat([Buffer.from('X'), chunk.subarray(1)]);
}

function profile(name: string, email: string, mobile: string) {
  return { name, email, mobile };
}
