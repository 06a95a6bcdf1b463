import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { headColumns, type ExportedHead } from '../export/export-heads.js';
import type { ManifestFile } from '../export/manifest.js';
import { verifyHead } from '../ledger/read/verify-head.js';
import type { Storage } from '../storage/connect.js';
import { findErasedLedgers, sayErased } from './erased-ledgers.js';
import { UsageError } from './usage-error.js';

/** A row; a `'` leads a hash that begins with a sign. */
const row = /^([^,]+),(\d+),(\d+),'?([\w-]{43})$/;

/**
 * Whether the chain of every ledger still passes through the head that an export recorded.
 * @throws UsageError for a file that is none of heads
 */
export async function compareWithHeads(
  storage: Storage,
  file: string,
  signal: AbortSignal,
): Promise<boolean> {
  const count = { ledgers: 0, different: 0 };
  for await (const { guildId, ...head } of readHeads(file)) {
    signal.throwIfAborted();
    count.ledgers++;
    const state = await verifyHead(storage, guildId, head);
    if (state === 'same') continue;
    const erased = (await findErasedLedgers(storage)).get(guildId);
    if (erased) {
      sayErased(guildId, erased);
      continue;
    }
    count.different++;
    const { revision } = head;
    say(
      state === 'gone'
        ? `server ${guildId}: its ledger ends before change ${revision}, which the export recorded`
        : `server ${guildId}: what had happened up to change ${revision} is not what the export recorded`,
    );
  }
  say(`${count.ledgers} heads compared, ${count.different} different`);
  return count.different === 0;
}

/** Whether a file of heads is the one that a manifest names. */
export async function isAsNamed(file: string, named: ManifestFile | undefined): Promise<boolean> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('hex') === named?.sha256) return true;
  say(`${file} is not the file that the manifest names.`);
  return false;
}

async function* readHeads(file: string): AsyncGenerator<ExportedHead> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  let isHeader = true;
  for await (const line of lines) {
    const head = parseHead(line);
    if (isHeader ? line !== headColumns.join(',') : !head)
      throw new UsageError(`${file} is no file of heads of an export.`);
    if (head) yield head;
    isHeader = false;
  }
  if (isHeader) throw new UsageError(`${file} is empty.`);
}

function parseHead(line: string): ExportedHead | undefined {
  const [, guildId = '', revision, lastNumber, hash = ''] = row.exec(line) ?? [];
  if (hash === '') return undefined;
  return { guildId, revision: Number(revision), lastNumber: Number(lastNumber), hash };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
