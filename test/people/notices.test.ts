import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createNoticeStore, type NoticeStore } from '../../src/people/notices.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { databaseUri } from '../harness/database.js';

let storage: Storage;
let store: NoticeStore;
let uri: string;
beforeAll(async () => {
  uri = await databaseUri('notices');
  storage = await connectStorage(uri);
  store = createNoticeStore(storage);
});
afterEach(() => storage.notices.deleteMany({}));
afterAll(() => storage.close());

const now = new Date('2026-11-24T10:00:00Z');
const leaseMs = 60_000;
const afterLease = new Date(now.getTime() + leaseMs);
const notice = { kind: 'answer', userId: '1', payload: { text: 'saved' }, nonce: 'nonce-1' };

async function claimed(at: Date) {
  const found = await store.claimDueNotice(at, leaseMs);
  if (!found) throw new Error('No notice is due');
  return found;
}

describe('a notice', () => {
  test('that the same request causes again, in another process too, is one', async () => {
    const other = await connectStorage(uri);
    const stores = [store, createNoticeStore(other), store];
    await Promise.all(stores.map((each) => each.enqueueNotice(notice, { now, typedAt: now })));
    await store.settleNotice(await claimed(now), { state: 'sent' }, now);
    await store.enqueueNotice(notice, { now, typedAt: now });
    expect(await store.claimDueNotice(now, leaseMs)).toBeUndefined();
    await other.close();
  });

  test('is claimed by one process at a time, and by another once its lease has lapsed', async () => {
    await store.enqueueNotice(notice, { now, typedAt: now });
    const first = await claimed(now);
    expect(first).toMatchObject({
      to: { kind: 'person', userId: '1' },
      payload: notice.payload,
      attempts: 1,
    });
    expect(await store.claimDueNotice(now, leaseMs)).toBeUndefined();
    const second = await claimed(afterLease);
    expect(second).toMatchObject({ nonce: first.nonce, attempts: 2 });
  });

  test('is settled only by the process that holds it now', async () => {
    await store.enqueueNotice(notice, { now, typedAt: now });
    const first = await claimed(now);
    const second = await claimed(afterLease);
    await store.settleNotice(first, { state: 'failed' }, now);
    expect(await store.takeFailedNotices('1', 5, now)).toEqual([]);
    await store.settleNotice(second, { state: 'pending', nextAttemptAt: now }, now);
    expect(await claimed(now)).toMatchObject({ attempts: 3 });
  });

  test('that could not be sent is handed out once, to its person alone', async () => {
    await store.enqueueNotice(notice, { now, typedAt: now });
    await store.settleNotice(await claimed(now), { state: 'failed' }, now);
    expect(await store.findFailedRecipients(10)).toEqual(new Set(['1']));
    expect(await store.findFailedRecipients(1)).toBeUndefined();
    expect(await store.takeFailedNotices('2', 5, now)).toEqual([]);
    const taken = await Promise.all([
      store.takeFailedNotices('1', 5, now),
      store.takeFailedNotices('1', 5, now),
    ]);
    expect(taken.flat()).toEqual([notice.payload]);
  });

  test('that was delivered keeps no text and goes after a day; one that was not goes after thirty', async () => {
    const dayMs = 24 * 3_600_000;
    const stored = (nonce: string) => storage.notices.findOne({ nonce }).lean();
    await store.enqueueNotice(notice, { now, typedAt: now });
    expect((await stored(notice.nonce))?.expiresAt).toBeUndefined();
    await store.settleNotice(await claimed(now), { state: 'sent' }, now);
    const sent = { state: 'sent', payload: {}, expiresAt: new Date(now.getTime() + dayMs) };
    expect(await stored(notice.nonce)).toMatchObject(sent);
    await store.enqueueNotice({ ...notice, nonce: 'nonce-2' }, { now, typedAt: now });
    await store.settleNotice(await claimed(now), { state: 'failed' }, now);
    expect(await stored('nonce-2')).toMatchObject({
      payload: notice.payload,
      expiresAt: new Date(now.getTime() + 30 * dayMs),
    });
    await store.takeFailedNotices('1', 5, now);
    expect(await stored('nonce-2')).toMatchObject(sent);
  });

  test('is removed by the database itself, as are requests and erasures that no process remembers', async () => {
    for (const { collection } of [storage.notices, storage.handledRequests]) {
      expect(await collection.indexes()).toContainEqual(
        expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }),
      );
    }
  });
});
