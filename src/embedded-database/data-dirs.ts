import { existsSync } from 'node:fs';
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
 * @throws Error that says what to do with the files of an earlier version
 */
export function chooseDataDir(dataDir: string, owner: DataOwner, log?: (line: string) => void): string {
  const chosen = path.resolve(dataDir, owner);
  const earlier = findData(dataDir);
  if (earlier.length === 0 || holdsData(chosen)) return chosen;
  if (owner === 'bot') throw new Error(explainEarlierData(earlier, dataDir, chosen));
  log?.(`Left as it is: ${earlier.join(' and ')}, of an earlier version`);
  return chosen;
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
