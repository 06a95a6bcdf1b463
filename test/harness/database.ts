import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedServer, startEmbeddedServer } from '../../src/embedded-database/embedded-server.js';

/** Where the programs of the embedded server are kept, as for `npm start`. */
export const cacheDir = path.resolve('.cache');

/**
 * The URI of a new database on the server that all tests of a run share, or on that of `HISAAB_TEST_MONGODB_URI`.
 * @param name the beginning of the database's name
 */
export async function databaseUri(name = 'test'): Promise<string> {
  const uri = new URL(process.env['HISAAB_TEST_MONGODB_URI'] ?? (await askForSharedServer()));
  uri.pathname = `/${name}-${randomBytes(6).toString('hex')}`;
  return uri.href;
}

async function askForSharedServer(): Promise<string> {
  const broker = process.env['HISAAB_TEST_DATABASE_BROKER'];
  if (broker === undefined) throw new Error('The tests run without the globalSetup of jest.config.js');
  const response = await fetch(broker);
  const text = await response.text();
  if (!response.ok) throw new Error(`The shared database did not start: ${text}`);
  return text;
}

/** A separate server, for tests that stop the database. */
export interface OwnDatabase {
  readonly uri: string;
  /** Undefined while it is down. */
  readonly pid: number | undefined;
  /** Sends SIGKILL. */
  kill(): Promise<void>;
  /** Stops it; its files stay for the next start. */
  stop(): Promise<void>;
  /** Starts it again, with the same files and the same address. */
  start(): Promise<void>;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

/** Starts an empty server. It keeps every acknowledged write, even if it is killed. */
export async function startOwnDatabase(): Promise<OwnDatabase> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'hisaab-own-'));
  let server: EmbeddedServer | undefined = await startEmbeddedServer({ dataDir, cacheDir });
  const uri = server.uri;
  const port = Number(new URL(uri).port);
  const end = async (isKilled: boolean): Promise<void> => {
    const ending = server;
    server = undefined;
    if (isKilled && ending?.pid !== undefined) process.kill(ending.pid, 'SIGKILL');
    await ending?.stop();
  };
  return {
    uri,
    get pid() {
      return server?.pid;
    },
    kill: () => end(true),
    stop: () => end(false),
    async start() {
      server ??= await startEmbeddedServer({ dataDir, cacheDir, port });
    },
    async remove() {
      await end(true);
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
