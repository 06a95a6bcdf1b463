import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifyBalances } from '../../src/ledger/read/verify-balances.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { anyStep, ask, type AnyStep, type Asked } from '../ledger/change/any-step.js';
import { Model } from '../ledger/change/model.js';
import { newGuildId, openLedger } from '../ledger/ledger.js';
import { withTransactions, type Work } from '../ledger/with-transactions.js';
import { checkHistory } from './check-history.js';
import type { AnomalyName } from './history.js';
import { readStored } from './read-stored.js';
import { Recorder } from './recorder.js';

let uri: string;
let storage: Storage;
/** As of another process. */
let other: Storage;
beforeAll(async () => {
  ({ storage, uri } = await openLedger());
  other = await connectStorage(uri);
});
afterAll(async () => {
  await other.close();
  await storage.close();
});

async function judge({ operations, guildId }: Recorder): Promise<AnomalyName[]> {
  const anomalies = checkHistory(operations, await readStored(storage, guildId));
  return [...new Set(anomalies.map(({ name }) => name))];
}

const anyone = { isManager: true, isStale: false };

function sample(fields: Partial<AnyStep>): AnyStep {
  const [any] = fc.sample(anyStep, 1) as [AnyStep];
  return { ...any, ...anyone, ...fields };
}

/** A new expense that makes a debt. */
function adding(): Asked {
  const any = sample({ kind: 'add' });
  const { amountMinor } = any.content;
  const payers = [{ userId: '1', amountMinor }];
  const split = { kind: 'equal', values: [] } as const;
  return ask({ ...any, content: { ...any.content, payers, participantIds: ['2'], split } }, new Model());
}

describe('the real processor', () => {
  test('makes histories that are strictly serializable, of eight people at two processes', async () => {
    const recorder = new Recorder(newGuildId());
    // What people believe: what was acknowledged, in the order in which that arrived.
    const believed = new Model();
    const type = async (storedIn: Storage) => {
      for (const any of fc.sample(anyStep, 40)) {
        if (any.content.amountMinor % 5 === 0) await recorder.readBalances(storedIn);
        const asked = ask(any, believed);
        const answer = await recorder.change(storedIn, asked);
        if (answer.kind === 'done') believed.take(asked.step);
      }
    };
    const places = [storage, other, storage, other, storage, other, storage, other];
    await Promise.all(places.map(type));
    const stored = await readStored(storage, recorder.guildId);
    expect(checkHistory(recorder.operations, stored)).toEqual([]);
    expect((await verifyBalances(storage, recorder.guildId)).differences).toEqual([]);
    const done = recorder.operations.filter(({ answer }) => answer.kind === 'done');
    // Much is refused by who asks: what is done is what a history is judged by.
    expect(done.length).toBeGreaterThan(40);
  }, 60_000);
});

class Undone extends Error {}

/** Runs a transaction and takes it back; resolves to what it would have come to. */
async function runInVain<T>(sound: Storage, work: Work): Promise<T> {
  let result: unknown;
  await sound.connection
    .transaction(async (session) => {
      result = await work(session);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return result as T;
}

describe('over a broken storage, the checker names', () => {
  test('a lost write: a transaction that is not committed', async () => {
    const recorder = new Recorder(newGuildId());
    const losing = withTransactions(storage, (work) => runInVain(storage, work));
    await recorder.change(storage, adding());
    await recorder.change(losing, adding());
    storage.caches.guildHeads.clear();
    await recorder.change(storage, adding());
    expect(await judge(recorder)).toContain('lost write');
  });

  test('a duplicate write: requests that are not unique', async () => {
    const recorder = new Recorder(newGuildId());
    await storage.raw.expenses.dropIndex('guildId_1_requestId_1');
    const asked = adding();
    await recorder.change(storage, asked, 'twice');
    recorder.operations.pop();
    await recorder.change(storage, asked, 'twice');
    expect(await judge(recorder)).toContain('duplicate write');
    await storage.raw.expenses.deleteMany({ guildId: recorder.guildId });
  });

  test('a stale read: balances that a process keeps too long', async () => {
    const recorder = new Recorder(newGuildId());
    await recorder.change(storage, adding());
    const { guildId } = recorder;
    const kept = await storage.raw.balances.find({ guildId }).toArray();
    const balances = new Proxy(storage.raw.balances, {
      get: (target, name) =>
        name === 'find'
          ? () => ({ toArray: () => Promise.resolve(kept) })
          : (Reflect.get(target, name, target) as unknown),
    });
    await recorder.change(other, adding());
    await recorder.readBalances({ ...storage, raw: { ...storage.raw, balances } });
    expect(await judge(recorder)).toEqual(['stale read']);
  });

  test('a number used twice: a counter that goes back', async () => {
    const recorder = new Recorder(newGuildId());
    const { guildId } = recorder;
    await storage.raw.expenses.dropIndex('guildId_1_number_1');
    await recorder.change(storage, adding());
    await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: { lastNumber: -1 } });
    await recorder.change(other, adding());
    expect(await judge(recorder)).toContain('duplicate number');
    await storage.raw.expenses.deleteMany({ guildId });
  });

  test('an answer before its commit', async () => {
    const recorder = new Recorder(newGuildId());
    const commits: (() => Promise<unknown>)[] = [];
    const hasty = withTransactions(storage, async (work) => {
      // The processor notices that it has answered already; what it has written is committed nevertheless.
      commits.push(() => storage.connection.transaction((session) => work(session).catch(() => undefined)));
      return runInVain(storage, work);
    });
    await recorder.change(hasty, adding());
    await recorder.change(other, adding());
    for (const commit of commits) await commit();
    expect(await judge(recorder)).toContain('answered before its commit');
  });
});
