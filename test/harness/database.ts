import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedServer, startEmbeddedServer } from '../../src/embedded-database/embedded-server.js';

/** Where the programs of the embedded server are kept, for the tests as for `npm start`. */
export const cacheDir = path.resolve('.cache');

/**
 * A database of one's own on the server that all tests of a run share (`HISAAB_TEST_MONGODB_URI` names another).
 * @param name the beginning of the database's name, for whoever looks at the server
 * @returns a URI with the name of a database that does not exist yet
 */
export async function databaseUri(name = 'test'): Promise<string> {
  const uri = new URL(process.env['HISAAB_TEST_MONGODB_URI'] ?? (await askForSharedServer()));
  uri.pathname = `/${name}-${randomBytes(6).toString('hex')}`;
  return uri.href;
}

async function askForSharedServer(): Promise<string> {
  const door = process.env['HISAAB_TEST_DATABASE_DOOR'];
  if (door === undefined) throw new Error('The tests run without the globalSetup of jest.config.js');
  const response = await fetch(door);
  const text = await response.text();
  if (!response.ok) throw new Error(`The shared database did not start: ${text}`);
  return text;
}

/** A server of its own, for tests of what happens when the database goes away. */
export interface OwnDatabase {
  readonly uri: string;
  /** Undefined while it is down. */
  readonly pid: number | undefined;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Ends it in order; its files stay for the next start. */
  stop(): Promise<void>;
  /** Starts it again, with the same files and the same address. */
  start(): Promise<void>;
  /** Ends it for good, and removes its files. */
  remove(): Promise<void>;
}

/** Starts a server with empty files, which keeps every acknowledged write even if it is killed. */
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
