import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { ReadTooLong, StorageUnavailable } from '../../src/errors/storage-failure.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { readInTime } from '../../src/storage/read-in-time.js';
import { databaseUri } from '../harness/database.js';

let storage: Storage;
let uri: string;
beforeAll(async () => {
  uri = await databaseUri('read');
  storage = await connectStorage(uri);
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

  test('whose answer does not come closes its connection when its time is over, and asks for nothing more', async () => {
    const door = await openMutingDoor(uri);
    const client = await mongoose.mongo.MongoClient.connect(door.uri);
    const members = client.db().collection('members');
    let failures = 0;
    // It goes on whatever its requests say.
    const reading = readInTime(async (time) => {
      while (failures < 3) await members.findOne({ userId: '7' }, time.limits()).catch(() => failures++);
    });
    await expect(reading).rejects.toThrow(StorageUnavailable);
    await door.isClosedByReader();
    await client.close();
    door.close();
    expect({ failures, asked: door.asked() }).toEqual({ failures: 3, asked: 1 });
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

/** A port that leads to the database. A connection that asks for members gets no answer any more. */
async function openMutingDoor(target: string) {
  const { hostname, port: targetPort, pathname } = new URL(target);
  let asked = 0;
  let noteClosed: () => void;
  const closed = new Promise<void>((resolve) => (noteClosed = resolve));
  const mute = (socket: Socket, through: Socket) => {
    through.unpipe(socket);
    through.resume();
    socket.on('close', noteClosed);
  };
  const proxy = createServer((socket) => {
    const through = connect(Number(targetPort), hostname);
    through.pipe(socket);
    socket.on('data', (bytes) => {
      if (bytes.includes('members')) {
        asked++;
        mute(socket, through);
      }
      through.write(bytes);
    });
    socket.on('close', () => through.destroy());
    socket.on('error', () => through.destroy());
    through.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  return {
    uri: `mongodb://127.0.0.1:${port}${pathname}?directConnection=true`,
    asked: () => asked,
    isClosedByReader: () => closed,
    close: () => proxy.close(),
  };
}
