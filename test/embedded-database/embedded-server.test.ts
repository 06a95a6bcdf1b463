import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { startEmbeddedServer } from '../../src/embedded-database/embedded-server.js';
import { cacheDir, databaseUri, type OwnDatabase, startOwnDatabase } from '../harness/database.js';

async function withConnection<T>(
  uri: string,
  work: (connection: mongoose.Connection) => Promise<T>,
): Promise<T> {
  const connection = await mongoose.createConnection(uri, { serverSelectionTimeoutMS: 2000 }).asPromise();
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

const insertOne = (uri: string, value: number): Promise<unknown> =>
  withConnection(uri, (connection) => connection.collection('notes').insertOne({ value }));

const readAll = (uri: string): Promise<unknown[]> =>
  withConnection(uri, async (connection) => {
    const notes = await connection.collection('notes').find().sort({ value: 1 }).toArray();
    return notes.map((note): unknown => note['value']);
  });

describe('the server all tests share', () => {
  it('gives each who asks a database of their own', async () => {
    const [one, other] = [await databaseUri('room'), await databaseUri('room')];
    expect(new URL(one).pathname).toMatch(/^\/room-[0-9a-f]{12}$/);
    expect(new URL(one).host).toBe(new URL(other).host);
    await insertOne(one, 1);
    expect(await readAll(one)).toEqual([1]);
    expect(await readAll(other)).toEqual([]);
  });

  it('rolls a transaction back', async () => {
    const uri = await databaseUri();
    await withConnection(uri, async (connection) => {
      await connection.createCollection('notes');
      const write = connection.transaction(async (session) => {
        await connection.collection('notes').insertOne({ value: 1 }, { session });
        throw new Error('changed my mind');
      });
      await expect(write).rejects.toThrow('changed my mind');
    });
    expect(await readAll(uri)).toEqual([]);
  });
});

describe('a server of its own', () => {
  let database: OwnDatabase;
  beforeAll(async () => {
    database = await startOwnDatabase();
  }, 120_000);
  afterAll(() => database.remove());

  it('keeps what was written when it is stopped', async () => {
    await insertOne(database.uri, 1);
    await database.stop();
    expect(database.pid).toBeUndefined();
    await database.start();
    expect(await readAll(database.uri)).toEqual([1]);
  });

  it('keeps what was acknowledged when it is killed', async () => {
    await insertOne(database.uri, 2);
    await database.kill();
    await expect(insertOne(database.uri, 3)).rejects.toThrow();
    await database.start();
    expect(await readAll(database.uri)).toEqual([1, 2]);
  });
});

interface Owner {
  readonly process: ChildProcess;
  readonly uri: string;
  /** Of the server. */
  readonly pid: number;
}

async function startOwner(dataDir: string): Promise<Owner> {
  const program = [
    '--import',
    './scripts/typescript-loader.mjs',
    'test/harness/run-embedded-server.ts',
    dataDir,
  ];
  const owner = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(owner.stdout), 'line')) as [string];
  return { process: owner, ...(JSON.parse(line) as { uri: string; pid: number }) };
}

async function endOwner(owner: Owner, signal: NodeJS.Signals): Promise<number | null> {
  owner.process.kill(signal);
  const [exitCode] = (await once(owner.process, 'exit')) as [number | null];
  return exitCode;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function waitForEnd(pid: number, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(pid) && Date.now() < deadline) await sleep(50);
}

describe('the process that started a server', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'hisaab-owner-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));

  it('stops it before it ends, when told to', async () => {
    const owner = await startOwner(dataDir);
    expect(await endOwner(owner, 'SIGTERM')).toBe(0);
    expect(isAlive(owner.pid)).toBe(false);
  });

  it('leaves no server behind when it ends without stopping it', async () => {
    const owner = await startOwner(dataDir);
    expect(await endOwner(owner, 'SIGHUP')).toBe(3);
    await waitForEnd(owner.pid, 10_000);
    expect(isAlive(owner.pid)).toBe(false);
  });

  it('leaves files that the next start reads at once when it is killed', async () => {
    const owner = await startOwner(dataDir);
    await insertOne(owner.uri, 1);
    await endOwner(owner, 'SIGKILL');
    const next = await startEmbeddedServer({ dataDir, cacheDir });
    try {
      expect(isAlive(owner.pid)).toBe(false);
      expect(await readAll(next.uri)).toEqual([1]);
    } finally {
      await next.stop();
    }
  });

  it('stays with the kind of server that wrote the files, whatever else is installed since', async () => {
    await mkdir(path.join(dataDir, 'secantusdb'));
    const server = await startEmbeddedServer({ dataDir, cacheDir });
    await server.stop();
    expect(server.description).toContain('SecantusDB');
  });

  it('keeps others from its files while it lives', async () => {
    const owner = await startOwner(dataDir);
    try {
      await expect(startEmbeddedServer({ dataDir, cacheDir })).rejects.toThrow(
        `Another Hisaab (process ${owner.process.pid ?? 0})`,
      );
      await insertOne(owner.uri, 1);
      expect(await readAll(owner.uri)).toEqual([1]);
    } finally {
      await endOwner(owner, 'SIGTERM');
    }
  });
});
