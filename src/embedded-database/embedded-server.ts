import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import type { MongoMemoryReplSet, MongoMemoryServer } from 'mongodb-memory-server';
import { claimDataDir, recordServer } from './claim-data-dir.js';
import { placesIn } from './data-dirs.js';
import { findDownloadableMongod, findInstalledMongod, type Mongod } from './find-mongod.js';
import {
  hurryStop,
  installSecantusServer,
  secantusReplicaSet,
  secantusSpokenVersion,
} from './secantus-server.js';

const databaseName = 'hisaab';
const mongodReplicaSet = 'hisaab';
const launchTimeoutMs = 60_000;
const host = '127.0.0.1';

/** A database server that runs as a child of this process. */
export interface EmbeddedServer {
  /** With the database's name; the server is a replica set of one, so it has transactions. */
  readonly uri: string;
  /** One line: which server, which version, where its files are. */
  readonly description: string;
  /** The server's process; undefined once it has stopped. */
  readonly pid: number | undefined;
  /** Lets the server write out its files and end. May be called twice. */
  stop(): Promise<void>;
}

export interface EmbeddedServerOptions {
  /** Where the data are kept. */
  readonly dataDir: string;
  /** Where downloaded programs are kept. */
  readonly cacheDir: string;
  /** Default: the last one, or a free one. */
  readonly port?: number;
  /** False: faster, for tests, but a kill -9 may lose the last acknowledged writes. Default: true. */
  readonly durable?: boolean;
  /** Gets one line about each step that takes long. */
  readonly log?: (line: string) => void;
}

type Manager = typeof import('mongodb-memory-server');
type Running = MongoMemoryServer | MongoMemoryReplSet;
interface Place {
  readonly dir: string;
  readonly port: number | undefined;
  /** A requested port is used or is an error; the last port is only preferred. */
  readonly isPortFixed: boolean;
  readonly durable: boolean;
}

/**
 * Starts a database for when MONGODB_URI is not set: an installed `mongod`, a downloaded one, or SecantusDB. A data
 * directory keeps the engine that first wrote it.
 * @throws Error whose message says what to install or set, if none is available
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const manager = await loadManager();
  const log = options.log ?? (() => undefined);
  const dataDir = path.resolve(options.dataDir);
  const { lastPort } = await claimDataDir(dataDir);
  const place = {
    port: options.port ?? lastPort,
    isPortFixed: options.port !== undefined,
    durable: options.durable ?? true,
  };
  const { mongodDir, secantusDir } = placesIn(dataDir);
  const mongod = existsSync(secantusDir) ? undefined : await findMongod(options.cacheDir, log);
  if (!mongod && existsSync(mongodDir)) {
    throw new Error(
      `The data in ${mongodDir} were written by mongod, which is no longer here. Install it, or set MONGODB_URI, or name another DATA_DIR.`,
    );
  }
  if (mongod) {
    const started = await startMongod(manager, mongod, { ...place, dir: mongodDir });
    return await announce(
      started,
      dataDir,
      mongodReplicaSet,
      `MongoDB ${mongod.version}, files in ${mongodDir}`,
    );
  }
  const secantus = await installSecantusServer(options.cacheDir, log);
  const started = await startSecantus(manager, secantus.launcherPath, { ...place, dir: secantusDir });
  const description = `SecantusDB ${secantus.version}, files in ${secantusDir}`;
  return await announce(started, dataDir, secantusReplicaSet, description);
}

async function findMongod(cacheDir: string, log: (line: string) => void): Promise<Mongod | undefined> {
  return (await findInstalledMongod()) ?? (await findDownloadableMongod(cacheDir, log));
}

/** The manager is a development dependency: production sets MONGODB_URI. */
async function loadManager(): Promise<Manager> {
  try {
    return await import('mongodb-memory-server');
  } catch (error) {
    throw new Error('MONGODB_URI is not set, and this installation brings no database of its own.', {
      cause: error,
    });
  }
}

async function startMongod(manager: Manager, mongod: Mongod, place: Place): Promise<Running> {
  await mkdir(place.dir, { recursive: true });
  // A replica set identifies its members by address: on another port it would not start.
  if (place.port !== undefined && !(await isPortFree(place.port))) {
    throw new Error(
      `Port ${place.port}, on which the database in ${place.dir} runs, is taken by another program. ` +
        'End that program, or name another DATA_DIR, or set MONGODB_URI.',
    );
  }
  return await manager.MongoMemoryReplSet.create({
    binary: { systemBinary: mongod.path, version: mongod.version },
    instanceOpts: [
      { dbPath: place.dir, launchTimeout: launchTimeoutMs, ...(place.port ? { port: place.port } : {}) },
    ],
    replSet: { name: mongodReplicaSet, ip: host, count: 1, spawn: ownSession },
  });
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, host, () =>
      probe.close(() => {
        resolve(true);
      }),
    );
  });
}

async function startSecantus(manager: Manager, launcherPath: string, place: Place): Promise<Running> {
  await mkdir(place.dir, { recursive: true });
  return await manager.MongoMemoryServer.create({
    binary: { systemBinary: launcherPath, version: secantusSpokenVersion },
    instance: {
      dbPath: place.dir,
      ip: host,
      launchTimeout: launchTimeoutMs,
      ...(place.port ? { port: place.port } : {}),
      portGeneration: !place.isPortFixed,
      args: place.durable ? ['--sync-on-commit'] : [],
    },
    spawn: ownSession,
  });
}

/**
 * In its own session the server does not get the terminal's Ctrl-C: the bot still needs it to finish its work.
 */
const ownSession = { detached: true };

async function announce(
  running: Running,
  dataDir: string,
  replicaSet: string,
  description: string,
): Promise<EmbeddedServer> {
  const instance = ('servers' in running ? running.servers[0] : running)?.instanceInfo;
  const pid = instance?.instance.mongodProcess?.pid;
  if (instance === undefined || pid === undefined) throw new Error('The embedded server ended as it started');
  await recordServer(dataDir, pid, instance.port);
  // If this process ends without stop(), the server ends at once instead of when its watcher notices.
  const endServer = (): void => {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It has already ended.
    }
  };
  process.once('exit', endServer);
  let isRunning = true;
  return {
    uri: `mongodb://${host}:${instance.port}/${databaseName}?replicaSet=${replicaSet}`,
    description,
    get pid() {
      return isRunning ? pid : undefined;
    },
    async stop() {
      isRunning = false;
      process.removeListener('exit', endServer);
      const stopping = running.stop({ doCleanup: false });
      await (replicaSet === secantusReplicaSet ? hurryStop(stopping, instance.port) : stopping);
    },
  };
}
