import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { fetchGuildSettings } from '../../src/storage/collections/guilds.js';
import { migrations, runMigrations } from '../../src/storage/migrations.js';
import { schemas } from '../../src/storage/collections/schemas.js';
import { databaseUri } from '../harness/database.js';

let storage: Storage;
let uri: string;
beforeAll(async () => {
  uri = await databaseUri('connect');
  storage = await connectStorage(uri);
});
afterAll(() => storage.close());

describe('a database that was connected to', () => {
  test('has every collection with its indexes', async () => {
    for (const [name, schema] of Object.entries(schemas)) {
      const indexes = await storage.connection.collection(name).indexes();
      const keys = indexes.map((index) => JSON.stringify(index.key));
      expect(keys).toEqual(expect.arrayContaining(schema.indexes().map((index) => JSON.stringify(index[0]))));
    }
  });

  test('can be connected to again, by two at once', async () => {
    const others = await Promise.all([connectStorage(uri), connectStorage(uri)]);
    await Promise.all(others.map((other) => other.close()));
    expect(storage.connection.readyState).toBe(mongoose.ConnectionStates.connected);
  });

  test('tells the settings of a server that has chosen none', async () => {
    expect(await fetchGuildSettings(storage, '1')).toEqual({
      currency: 'INR',
      timeZone: 'Asia/Kolkata',
      pings: true,
      whoMayChange: 'owners',
      language: 'en',
    });
  });

  test('refuses fields that no schema knows, and amounts that are none', async () => {
    await expect(storage.users.create({ _id: '1', name: 'A', shoeSize: 44 } as never)).rejects.toThrow(
      /shoeSize/,
    );
    const amounts = [0.5, -1, Number.MAX_SAFE_INTEGER];
    for (const amountMinor of amounts) {
      const expense = new storage.expenses({ amountMinor, shares: [amountMinor] });
      await expect(expense.validate(['amountMinor', 'shares'])).rejects.toMatchObject({
        errors: { amountMinor: expect.anything(), shares: expect.anything() },
      });
    }
  });
});

describe('migrations', () => {
  const version = async () =>
    (await storage.connection.collection('meta').findOne({ _id: 'schema' as never }))?.['version'] as number;

  test('run once, in order, and are remembered', async () => {
    const ran: number[] = [];
    // The database was made by today's code, so its own steps count as done.
    const steps = [...migrations, ...[1, 2].map((step) => () => Promise.resolve(void ran.push(step)))];
    await runMigrations(storage.connection, steps);
    await runMigrations(storage.connection, steps);
    expect(ran).toEqual([1, 2]);
    expect(await version()).toBe(migrations.length + 2);
  });

  test('of a newer version of the code are not touched by an older one', async () => {
    await expect(runMigrations(storage.connection, [])).rejects.toThrow(/newer version/);
    await expect(connectStorage(uri)).rejects.toThrow(/newer version/);
  });
});

describe('a server that does not answer', () => {
  test('is waited for no longer than asked, and the error names the variable but no password', async () => {
    const started = performance.now();
    const connecting = connectStorage('mongodb://someone:secret@127.0.0.1:9/hisaab', { waitMs: 0 });
    await expect(connecting).rejects.toThrow(/MONGODB_URI/);
    await expect(connecting).rejects.not.toThrow(/secret/);
    expect(performance.now() - started).toBeLessThan(3_500);
  });

  test('is connected to when it comes up later', async () => {
    const waiting: string[] = [];
    const { port, open, close } = await makeLateDoor(await databaseUri('late'));
    const late = new URL(await databaseUri('late'));
    late.host = `127.0.0.1:${port}`;
    late.search = '?directConnection=true';
    const connecting = connectStorage(late.href, { log: (line) => waiting.push(line) });
    setTimeout(open, 2_500);
    const found = await connecting;
    expect(waiting).toHaveLength(1);
    await found.close();
    close();
  });
});

describe('an index that takes longer than a request may', () => {
  const requestLimitMs = 1_500;

  test('is built, and the log says so, while other requests keep their limit', async () => {
    const target = await databaseUri('large');
    const before = await connectStorage(target);
    await before.raw.members.insertOne({ guildId: '1', userId: '2', name: 'A', metAt: new Date(0) });
    await before.raw.members.dropIndexes();
    const slow = await openSlowDoor(target, ['createIndexes', 'distinct'], 2 * requestLimitMs);
    const lines: string[] = [];
    const found = await connectStorage(slow.uri, { requestLimitMs, log: (line) => lines.push(line) });
    expect(lines).toEqual([expect.stringMatching(/^Building an index of members by guildId, userId/)]);
    expect(slow.held()).toBeGreaterThan(0);
    const indexes = await before.raw.members.indexes();
    expect(indexes.map(({ name }) => name)).toContain('guildId_1_userId_1');
    await expect(found.raw.members.distinct('name')).rejects.toThrow(mongoose.mongo.MongoNetworkError);
    await Promise.all([found.close(), before.close()]);
    slow.close();
  });
});

/** A port that leads to the database and holds the requests of some commands back; of the members only, to be short. */
async function openSlowDoor(target: string, commands: readonly string[], holdMs: number) {
  const { hostname, port: targetPort, pathname } = new URL(target);
  let held = 0;
  const proxy = createServer((socket) => {
    const through = connect(Number(targetPort), hostname);
    through.pipe(socket);
    socket.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      const isHeld = text.includes('members') && commands.some((command) => text.includes(command));
      if (!isHeld) return through.write(bytes);
      held++;
      return setTimeout(() => through.write(bytes), holdMs);
    });
    socket.on('close', () => through.destroy());
    socket.on('error', () => through.destroy());
    through.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const uri = `mongodb://127.0.0.1:${port}${pathname}?directConnection=true`;
  return { uri, held: () => held, close: () => proxy.close() };
}

/** A port that leads to the database, but only once it is opened. */
async function makeLateDoor(target: string) {
  const { hostname, port: targetPort } = new URL(target);
  const proxy: Server = createServer((socket) => {
    const through = connect(Number(targetPort), hostname);
    socket.pipe(through).pipe(socket);
    socket.on('error', () => through.destroy());
    through.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as { port: number };
  await new Promise((resolve) => proxy.close(resolve));
  return { port, open: () => proxy.listen(port, '127.0.0.1'), close: () => proxy.close() };
}
