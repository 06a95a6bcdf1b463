import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseManifest, type Manifest } from '../export/manifest.js';
import type { Storage } from '../storage/connect.js';
import { fetchDatabaseId } from '../storage/database-id.js';
import { compareWithHeads, isAsNamed } from './compare-with-heads.js';
import { findErasedLedgers, sayErased } from './erased-ledgers.js';
import { UsageError } from './usage-error.js';

/** An export that a database is compared with. */
export interface ExportedSet {
  readonly manifest: Manifest;
  /** The file of its expenses, beside the manifest; undefined: it does not lie there. */
  readonly expensesFile: string | undefined;
  /** The file of the heads of its ledgers, as `expensesFile`. */
  readonly headsFile: string | undefined;
}

/** @throws UsageError for a file that is no manifest of an export */
export async function readManifest(file: string): Promise<ExportedSet> {
  const beside = (name: string): string | undefined => {
    const other = path.join(path.dirname(file), name);
    return existsSync(other) ? other : undefined;
  };
  try {
    const manifest = parseManifest(await readFile(file, 'utf8'));
    return { manifest, expensesFile: beside('expenses.csv'), headsFile: beside('heads.csv') };
  } catch (error) {
    throw new UsageError(`${file} is no manifest of an export: ${String(error)}`);
  }
}

/**
 * Whether a database has what an export has. Nothing is deleted but the ledgers of removed servers, so a database that was backed up after the export has
 * at least its expenses: all together, and where their file is at hand, server by server. Without the file one server's
 * new expenses can hide that another's are lost. Where the file of the heads is at hand, also whether the past of each
 * ledger is what it was then.
 */
export async function compareWithExport(
  storage: Storage,
  { manifest, expensesFile, headsFile }: ExportedSet,
  signal: AbortSignal,
): Promise<boolean> {
  const { slot, databaseId, files } = manifest;
  if (databaseId !== undefined && databaseId !== (await fetchDatabaseId(storage))) {
    say(`The export of ${slot} is that of another database.`);
    return false;
  }
  const expected = files.expenses.rows;
  const found = await storage.raw.expenses.countDocuments();
  say(`${found} expenses and payments, void ones too; ${expected} in the export of ${slot}`);
  const missing = expected - found - (await countErased(storage));
  if (missing > 0) say(`${missing} of them are not here, unless they were saved after the backup.`);
  const isWhole = expensesFile === undefined || (await compareServers(storage, expensesFile, signal));
  const isSame =
    headsFile === undefined ||
    ((await isAsNamed(headsFile, files.heads)) && (await compareWithHeads(storage, headsFile, signal)));
  return missing <= 0 && isWhole && isSame;
}

async function countErased(storage: Storage): Promise<number> {
  const erased = [...(await findErasedLedgers(storage)).values()];
  return erased.reduce((sum, { expenses }) => sum + expenses, 0);
}

async function compareServers(storage: Storage, expensesFile: string, signal: AbortSignal): Promise<boolean> {
  let isWhole = true;
  for (const [guildId, { count, last }] of await countExported(expensesFile)) {
    signal.throwIfAborted();
    const found = await storage.raw.expenses.countDocuments({ guildId, number: { $lte: last } });
    if (found >= count) continue;
    const erased = (await findErasedLedgers(storage)).get(guildId);
    if (erased) {
      sayErased(guildId, erased);
      continue;
    }
    say(`server ${guildId}: ${count - found} of ${count} expenses of the export are not here`);
    isWhole = false;
  }
  return isWhole;
}

/** How many expenses a file has of each server, and the last number among them. */
async function countExported(
  file: string,
): Promise<ReadonlyMap<string, { readonly count: number; readonly last: number }>> {
  const servers = new Map<string, { count: number; last: number }>();
  for await (const line of beginningsOfRows(file)) {
    const [guildId = '', number] = line.replaceAll('"', '').split(',', 2);
    const { count, last } = servers.get(guildId) ?? { count: 0, last: 0 };
    servers.set(guildId, { count: count + 1, last: Math.max(last, Number(number)) });
  }
  return servers;
}

/** The first line of each row, without the header: server and number stand there, and what follows may be quoted. */
async function* beginningsOfRows(file: string): AsyncGenerator<string> {
  let rest = '';
  let isQuoted = false;
  let isHeader = true;
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!isQuoted && !isHeader) yield line;
      isHeader = false;
      if (line.split('"').length % 2 === 0) isQuoted = !isQuoted;
    }
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
