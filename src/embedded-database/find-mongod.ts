import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** After a failed download, a day passes before the next try: each delays the start by some seven seconds. */
const retryAfterMs = 24 * 60 * 60 * 1000;

export interface Mongod {
  readonly path: string;
  readonly version: string;
}

/** Finds a `mongod` on the PATH. */
export async function findInstalledMongod(): Promise<Mongod | undefined> {
  try {
    const { stdout } = await run('sh', ['-c', 'command -v mongod']);
    return await describeMongod(stdout.trim());
  } catch {
    return undefined; // Usually there is none.
  }
}

/**
 * Downloads a `mongod` from MongoDB into `cacheDir`, once. Undefined if the download fails.
 */
export async function findDownloadableMongod(
  cacheDir: string,
  log: (line: string) => void,
): Promise<Mongod | undefined> {
  const { MongoBinary, DryMongoBinary } = await import('mongodb-memory-server');
  const downloadDir = path.resolve(cacheDir, 'mongodb');
  const failureFile = path.join(downloadDir, 'download-failed');
  await mkdir(downloadDir, { recursive: true });
  try {
    const options = await DryMongoBinary.generateOptions({ downloadDir });
    const present = await DryMongoBinary.locateBinary(options);
    if (present) return await describeMongod(present);
    if (await failedLately(failureFile)) return undefined;
    log('Looking for a MongoDB to download');
    const downloaded = await MongoBinary.getPath({ downloadDir });
    await rm(failureFile, { force: true });
    return await describeMongod(downloaded);
  } catch (error) {
    // The next start uses only the time; the reason is for the host.
    const reason = error instanceof Error ? error.message : String(error);
    await writeFile(failureFile, `${new Date().toISOString()} ${reason}\n`);
    return undefined;
  }
}

async function failedLately(failureFile: string): Promise<boolean> {
  const text = await readFile(failureFile, 'utf8').catch(() => '');
  const failedAt = Date.parse(text.split(' ')[0] ?? '');
  return Date.now() - failedAt < retryAfterMs;
}

/** @throws Error if the program does not run, e.g. because a library is missing */
async function describeMongod(mongodPath: string): Promise<Mongod> {
  const { stdout } = await run(mongodPath, ['--version']);
  const version = /db version v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${mongodPath} does not say which version it is`);
  return { path: mongodPath, version };
}
