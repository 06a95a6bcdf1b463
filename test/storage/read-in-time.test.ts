import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ReadTooLong, StorageUnavailable } from '../../src/errors/storage-failure.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { readInTime } from '../../src/storage/read-in-time.js';
import { databaseUri } from '../harness/database.js';

let storage: Storage;
beforeAll(async () => {
  storage = await connectStorage(await databaseUri('read'));
  await storage.raw.members.insertMany(
    Array.from({ length: 3_000 }, (_, index) => ({
      guildId: '1',
      userId: String(index),
      name: 'a'.repeat(40),
      metAt: new Date(0),
    })),
  );
});
afterAll(() => storage.close());

/** Backtracks through each name for longer than a test may take. */
const slowQuery = { name: { $regex: '^(a+)+$b' } };

describe('a read', () => {
  test('gives what was read in time', async () => {
    const name = await readInTime(async (time) => {
      const member = await storage.raw.members.findOne({ userId: '7' }, time.limits());
      return member?.name?.length;
    });
    expect(name).toBe(40);
  });

  test('is ended by the database itself when its time is over', async () => {
    const reading = readInTime((time) =>
      storage.raw.members.find(slowQuery, { ...time.limits(), maxTimeMS: 1 }).toArray(),
    );
    await expect(reading).rejects.toThrow(ReadTooLong);
  });

  test('hands each request what is left of its time', async () => {
    const lefts = await readInTime(async (time) => {
      const first = time.limits().maxTimeMS;
      await storage.raw.members.countDocuments({}, time.limits());
      return [first, time.limits().maxTimeMS];
    });
    expect(lefts[0]).toBeLessThanOrEqual(2_000);
    expect(lefts[1]).toBeLessThanOrEqual(lefts[0] ?? 0);
  });

  test('that fails ends its other requests', async () => {
    let ended: unknown;
    const reading = readInTime((time) => {
      time.limits().signal.addEventListener('abort', () => (ended = time.limits().signal.reason as unknown));
      return Promise.reject(new StorageUnavailable('silence'));
    });
    await expect(reading).rejects.toThrow('silence');
    expect(ended).toBeInstanceOf(StorageUnavailable);
  });
});
