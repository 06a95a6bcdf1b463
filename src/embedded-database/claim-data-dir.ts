import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ensurePrivate } from './data-dirs.js';
import { hurryStop } from './secantus-server.js';

const run = promisify(execFile);

/** How long a server left behind may take to stop before it is killed. */
const stopTimeoutMs = 15_000;
const killTimeoutMs = 5_000;
const pollMs = 50;

/** The server of a data directory; a file in that directory while it runs. */
interface ServerRecord {
  /** The process that started the server, and stops it. */
  readonly ownerPid: number;
  readonly serverPid: number;
  readonly port: number;
}

/** The last port of this directory's server: a replica set identifies its members by address. */
export interface ClaimedDataDir {
  readonly lastPort: number | undefined;
}

/**
 * Claims the directory. If its owner was killed, the server left behind is stopped first; no acknowledged write is
 * lost, because it is in the journal.
 * @throws Error if the owner is still running: two servers cannot share files
 */
export async function claimDataDir(dataDir: string): Promise<ClaimedDataDir> {
  await ensurePrivate(dataDir);
  const record = await findServerRecord(dataDir);
  if (!record) return { lastPort: undefined };
  if (await isServerOf(record.serverPid, dataDir)) {
    if (isAlive(record.ownerPid)) {
      throw new Error(
        `Another Hisaab (process ${record.ownerPid}) uses the database in ${dataDir}. ` +
          'Stop it, or give this one another DATA_DIR, or let both use one server by MONGODB_URI.',
      );
    }
    await hurryStop(stopServer(record.serverPid), record.port);
  }
  return { lastPort: record.port };
}

/** Records the running server for the next start. */
export async function recordServer(dataDir: string, serverPid: number, port: number): Promise<void> {
  const record: ServerRecord = { ownerPid: process.pid, serverPid, port };
  await writeFile(recordPath(dataDir), JSON.stringify(record));
}

function recordPath(dataDir: string): string {
  return path.join(dataDir, 'server.json');
}

async function findServerRecord(dataDir: string): Promise<ServerRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(recordPath(dataDir), 'utf8')) as Partial<ServerRecord>;
    const { ownerPid, serverPid, port } = record;
    return ownerPid && serverPid && port ? { ownerPid, serverPid, port } : undefined;
  } catch {
    return undefined; // A new directory, or a record cut by a crash. The database's own lock still protects its files.
  }
}

/** Process ids are reused, so the command line must name our directory. */
async function isServerOf(pid: number, dataDir: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  try {
    const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
    return stdout.includes(dataDir);
  } catch {
    // Small images have no `ps`, but they have /proc.
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return commandLine.includes(dataDir);
  }
}

async function stopServer(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  if (await hasEnded(pid, stopTimeoutMs)) return;
  signal(pid, 'SIGKILL');
  if (!(await hasEnded(pid, killTimeoutMs)))
    throw new Error(`The database server ${pid}, left behind, does not end`);
}

async function hasEnded(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (!isAlive(pid)) return true;
    await sleep(pollMs);
  }
  return !isAlive(pid);
}

function isAlive(pid: number): boolean {
  return signal(pid, 0);
}

/** @returns whether there was such a process */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
