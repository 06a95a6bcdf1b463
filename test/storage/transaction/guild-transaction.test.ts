import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import type { GuildHead } from '../../../src/storage/collections/guilds.js';
import { runGuildTransaction } from '../../../src/storage/transaction/guild-transaction.js';
import { databaseUri } from '../../harness/database.js';
import { leaveAt } from './leave-at.js';

let storage: Storage;
let uri: string;
beforeAll(async () => {
  uri = await databaseUri('write');
  storage = await connectStorage(uri);
});
afterAll(() => storage.close());

/** A change of nothing but the revision. Resolves to what was found. */
function raise(at: Storage, guildId: string, during: () => Promise<void> = () => Promise.resolve()) {
  return runGuildTransaction(at, guildId, async ({ found }) => {
    await during();
    return leaveAt(found.revision + 1, found);
  });
}

async function fetchRevision(guildId: string): Promise<GuildHead['revision'] | undefined> {
  return (await storage.raw.guilds.findOne({ _id: guildId }))?.revision;
}

describe('a write to a guild', () => {
  test('goes on from the one before', async () => {
    expect(await raise(storage, '1')).toMatchObject({ revision: 0, lastNumber: 0 });
    expect(await raise(storage, '1')).toMatchObject({ revision: 1, lastNumber: 0 });
    expect(await fetchRevision('1')).toBe(2);
  });

  test('that fails takes everything back', async () => {
    const work = runGuildTransaction(storage, '2', async ({ session }) => {
      const row = { guildId: '2', currency: 'INR', creditorId: '1', owedBy: {} };
      await storage.raw.balances.insertOne(row, { session });
      throw new TypeError('a mistake of ours');
    });
    await expect(work).rejects.toThrow(TypeError);
    expect(await storage.raw.balances.countDocuments({ guildId: '2' })).toBe(0);
    expect(await raise(storage, '2')).toMatchObject({ revision: 0 });
  });

  test('that may not be committed takes everything back too', async () => {
    await raise(storage, '3');
    const work = runGuildTransaction(
      storage,
      '3',
      ({ found }) => Promise.resolve(leaveAt(found.revision + 1, found)),
      () => {
        throw new TypeError('too late');
      },
    );
    await expect(work).rejects.toThrow(TypeError);
    expect(await fetchRevision('3')).toBe(1);
  });

  test('starts again when another process was faster', async () => {
    const other = await connectStorage(uri);
    await raise(storage, '4');
    let attempts = 0;
    await raise(storage, '4', async () => {
      if (attempts++ === 0) await raise(other, '4');
      await sleep(10);
    });
    expect(attempts).toBe(2);
    expect(await fetchRevision('4')).toBe(3);
    await other.close();
  });
});
