import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { GuildQueue } from '../../../src/storage/transaction/guild-queue.js';
import { OutcomeUnknown, StorageUnavailable } from '../../../src/errors/storage-failure.js';
import { runGuildTransaction } from '../../../src/storage/transaction/guild-transaction.js';
import { fetchGuildSettings } from '../../../src/storage/collections/guilds.js';
import { withinAnswerTime } from '../../../src/storage/within-answer-time.js';
import { databaseUri } from '../../harness/database.js';
import { openLine, type Line } from '../../harness/line.js';

let line: Line;
let storage: Storage;
let target: string;
beforeAll(async () => {
  target = await databaseUri('write');
  line = await openLine(target);
  storage = await connectStorage(line.uri);
});
afterAll(async () => {
  await storage.close();
  line.close();
});

/** How work failed, and whether that was within 2.5 s, by the clock of timers: a busy machine delays both alike. */
async function timed<T>(work: Promise<T>): Promise<{ error: unknown; isInTime: boolean }> {
  let isInTime = true;
  const timer = setTimeout(() => (isInTime = false), 2_500);
  const error = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  clearTimeout(timer);
  return { error, isInTime };
}

const nothing = () => Promise.resolve();

describe('a write to a guild', () => {
  test('raises its revision, and its number only where it takes one', async () => {
    const first = await runGuildTransaction(storage, '1', ({ guild }) => Promise.resolve(guild), {
      takesNumber: true,
    });
    const second = await runGuildTransaction(storage, '1', ({ guild }) => Promise.resolve(guild));
    expect([first.lastNumber, first.revision]).toEqual([1, 1]);
    expect([second.lastNumber, second.revision]).toEqual([1, 2]);
  });

  test('that fails takes everything back, and lets the next one in', async () => {
    const work = runGuildTransaction(storage, '2', async ({ session }) => {
      await storage.raw.balances.insertOne(
        { guildId: '2', currency: 'INR', creditorId: '1', owedBy: {} },
        { session },
      );
      throw new TypeError('a mistake of ours');
    });
    await expect(work).rejects.toThrow(TypeError);
    expect(await storage.raw.balances.countDocuments({ guildId: '2' })).toBe(0);
    const guild = await runGuildTransaction(storage, '2', ({ guild }) => Promise.resolve(guild));
    expect(guild.revision).toBe(1);
  });

  test('of eight at once starts each transaction once', async () => {
    let attempts = 0;
    const count = () => Promise.resolve(attempts++);
    await Promise.all(Array.from({ length: 8 }, () => runGuildTransaction(storage, '3', count)));
    expect(attempts).toBe(8);
  });

  test('starts again when another process was faster', async () => {
    const other = await connectStorage(target);
    await runGuildTransaction(storage, '4', nothing);
    let attempts = 0;
    await runGuildTransaction(storage, '4', async () => {
      if (attempts++ === 0) void runGuildTransaction(other, '4', nothing).catch(nothing);
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await runGuildTransaction(other, '4', nothing);
    const guild = await storage.raw.guilds.findOne({ _id: '4' });
    expect(guild?.revision).toBe(4);
    await other.close();
  });
});

describe('a database that is gone', () => {
  afterEach(() => {
    line.recover();
  });

  test('is said within 2.5 seconds, to all who wait at once, and nothing was saved', async () => {
    await runGuildTransaction(storage, '5', nothing);
    line.cut();
    const waiting = Array.from({ length: 10 }, () => timed(runGuildTransaction(storage, '5', nothing)));
    for (const { error, isInTime } of await Promise.all(waiting)) {
      expect(error).toBeInstanceOf(StorageUnavailable);
      expect(isInTime).toBe(true);
    }
    const read = await timed(withinAnswerTime(storage.raw.guilds.findOne({ _id: '5' })));
    expect(read.error).toBeInstanceOf(StorageUnavailable);
    expect(read.isInTime).toBe(true);
    const settings = await timed(fetchGuildSettings(storage, '5'));
    expect(settings.error).toBeInstanceOf(StorageUnavailable);
    line.recover();
    const guild = await runGuildTransaction(storage, '5', ({ guild }) => Promise.resolve(guild));
    expect(guild.revision).toBe(2);
  });

  test('that falls silent before the commit has saved nothing', async () => {
    await runGuildTransaction(storage, '6', nothing);
    const { error, isInTime } = await timed(
      runGuildTransaction(storage, '6', async ({ session }) => {
        line.fallSilent();
        await storage.raw.balances.findOne({ guildId: '6' }, { session });
      }),
    );
    expect(error).toBeInstanceOf(StorageUnavailable);
    expect(isInTime).toBe(true);
    line.recover();
    expect((await storage.raw.guilds.findOne({ _id: '6' }))?.revision).toBe(1);
  });

  test('that is slow may take its time with hundreds of people, whose answer is deferred by then', async () => {
    await runGuildTransaction(storage, '8', nothing);
    const dawdle = () => sleep(2_400);
    const few = runGuildTransaction(storage, '8', dawdle, { people: 200 });
    await expect(few).rejects.toBeInstanceOf(StorageUnavailable);
    await runGuildTransaction(storage, '8', dawdle, { people: 300 });
    expect((await storage.raw.guilds.findOne({ _id: '8' }))?.revision).toBe(2);
  });

  test('that falls silent during the commit leaves the outcome unknown', async () => {
    await runGuildTransaction(storage, '7', nothing);
    line.fallSilentAt('commitTransaction');
    const { error, isInTime } = await timed(runGuildTransaction(storage, '7', nothing));
    line.recover();
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(isInTime).toBe(true);
    // This time it was saved; nobody could know.
    expect((await storage.raw.guilds.findOne({ _id: '7' }))?.revision).toBe(2);
  });
});

describe('the queue', () => {
  test('lets one guild wait without the others', async () => {
    const queue = new GuildQueue();
    const order: string[] = [];
    let release = (): void => undefined;
    const first = queue.run('1', () => new Promise<void>((resolve) => (release = resolve)));
    const second = queue.run('1', () => Promise.resolve(order.push('second')));
    await queue.run('2', () => Promise.resolve(order.push('other')));
    release();
    await Promise.all([first, second]);
    expect(order).toEqual(['other', 'second']);
  });

  test('refuses who would wait too long as busy, and no one who waits', async () => {
    const queue = new GuildQueue();
    let release = (): void => undefined;
    const first = queue.run('1', () => new Promise<void>((resolve) => (release = resolve)));
    const others = Array.from({ length: 201 }, () => queue.run('1', nothing));
    await expect(others.at(-1)).rejects.toMatchObject({ code: 'ledgerBusy' });
    release();
    await Promise.all([first, ...others.slice(0, 200)]);
    await queue.run('1', nothing);
  });

  test('goes on after a mistake of one', async () => {
    const queue = new GuildQueue();
    const failing = queue.run('1', () => Promise.reject(new TypeError()));
    const next = queue.run('1', () => Promise.resolve('done'));
    await expect(failing).rejects.toThrow(TypeError);
    expect(await next).toBe('done');
  });
});
