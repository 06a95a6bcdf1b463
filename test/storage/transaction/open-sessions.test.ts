import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StorageUnavailable } from '../../../src/errors/storage-failure.js';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { runGuildTransaction } from '../../../src/storage/transaction/guild-transaction.js';
import { databaseUri } from '../../harness/database.js';
import { expenseOf } from '../../ledger/ledger.js';
import { leaveAt } from './leave-at.js';

const guildId = '1';

describe('a transaction that a killed process has left open', () => {
  let uri: string;
  let killed: Storage;
  const open: Storage[] = [];
  let letGo: () => void;

  /** Takes hold of the guild's document and goes no further, as a process that is killed at that moment. */
  async function leaveOpen(storage: Storage): Promise<void> {
    const forever = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await new Promise<void>((resolve) => {
      const writing = runGuildTransaction(storage, guildId, async ({ session, found }) => {
        await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: { revision: 1 } }, { session });
        resolve();
        await forever;
        return leaveAt(found.revision + 1, found);
      });
      writing.catch(() => undefined);
    });
  }

  beforeEach(async () => {
    uri = await databaseUri('sessions');
    killed = await connectStorage(uri);
    open.push(killed);
    await leaveOpen(killed);
  });
  afterEach(async () => {
    letGo();
    await Promise.all(open.splice(0).map((storage) => storage.close()));
  });

  test('holds nobody up once a bot has started again', async () => {
    const next = await connectStorage(uri, { endsLeftSessions: true });
    open.push(next);
    await recordExpense(next, expenseOf(guildId));
    expect((await next.raw.guilds.findOne({ _id: guildId }))?.revision).toBe(1);
  });

  test('is not ended by what only looks in', async () => {
    const beside = await connectStorage(uri);
    open.push(beside);
    await expect(recordExpense(beside, expenseOf(guildId))).rejects.toBeInstanceOf(StorageUnavailable);
  });

  test('is known to the second start too, for the first may have met a living process', async () => {
    open.push(await connectStorage(uri, { endsLeftSessions: true }));
    const noted = killed.connection.getClient().db(killed.connection.name).collection('openSessions');
    expect(await noted.countDocuments()).toBe(1);
  });
});
