import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DataOwner } from '../config.js';

/** Each engine has its own folder: they cannot read each other's files. */
export function placesIn(dataDir: string) {
  return { mongodDir: path.join(dataDir, 'mongod'), secantusDir: path.join(dataDir, 'secantusdb') };
}

/** Whether a database was ever started there. */
export function holdsData(dataDir: string): boolean {
  return findData(dataDir).length > 0;
}

function findData(dataDir: string): string[] {
  return Object.values(placesIn(path.resolve(dataDir))).filter((dir) => existsSync(dir));
}

/**
 * The folder in `DATA_DIR` of one owner: the bot and the playground never share a database. Earlier versions kept both
 * in `DATA_DIR` itself. Whose such files are cannot be told, so the playground leaves them alone, and the bot asks.
 * @throws Error that says what to do with the files of an earlier version, or with rights that cannot be changed
 */
export async function chooseDataDir(
  dataDir: string,
  owner: DataOwner,
  log?: (line: string) => void,
): Promise<string> {
  if (await isOurs(dataDir)) await ensurePrivate(dataDir);
  const chosen = path.resolve(dataDir, owner);
  const earlier = findData(dataDir);
  if (earlier.length === 0 || holdsData(chosen)) return chosen;
  if (owner === 'bot') throw new Error(explainEarlierData(earlier, dataDir, chosen));
  log?.(`Left as it is: ${earlier.join(' and ')}, of an earlier version`);
  return chosen;
}

/** Whether nothing else lies in `DATA_DIR`: the rights of, say, `/var/lib` are not ours to change. */
async function isOurs(dataDir: string): Promise<boolean> {
  const names = await readdir(dataDir).catch(() => []);
  return names.length > 0 && names.every((name) => ourNames.includes(name));
}

const ourNames = ['bot', 'playground', 'mongod', 'secantusdb', 'server.json'];

const ownerOnly = 0o700;

/**
 * Creates a directory, or closes an existing one to other users of this machine: people's data are in it. Parents that
 * are missing are made in the same way.
 * @throws Error if its rights cannot be changed, because it belongs to somebody else
 */
export async function ensurePrivate(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: ownerOnly });
  const { mode } = await stat(dir);
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  await chmod(dir, ownerOnly).catch((error: unknown) => {
    throw new Error(
      `Other users of this machine can read ${dir}, and its rights cannot be changed. Give it to the user that runs Hisaab, or name another DATA_DIR.`,
      { cause: error },
    );
  });
}

function explainEarlierData(earlier: readonly string[], dataDir: string, chosen: string): string {
  const record = path.resolve(dataDir, 'server.json');
  const files = [...earlier, ...(existsSync(record) ? [record] : [])].map((file) => `'${file}'`).join(' ');
  return (
    `${earlier.join(' and ')} was written by an earlier version, for which the bot and the playground shared a ` +
    'database. Hisaab does not guess whose data these are. If they are those of this bot, move them:\n' +
    `  mkdir -p '${chosen}' && mv ${files} '${chosen}'\n` +
    `If they are examples only, remove them:\n  rm -r ${files}`
  );
}
