import type { Log } from '../ops/log.js';
import type { Storage } from '../storage/connect.js';
import { ExportDamaged, refuseOtherDatabase } from './export-errors.js';
import type { ExportFile, Progress } from './export-files.js';
import type { LeftOutIds } from './left-out.js';
import { BrokenFile, digestChunks, FileDigest, type FileFacts } from './file-digest.js';
import type { ObjectStore, StoredObject } from './object-store.js';

export interface SlotFileOptions {
  readonly storage: Storage;
  readonly store: ObjectStore;
  /** The database that is exported. */
  readonly databaseId: string;
  /** The servers without rows. */
  readonly leftOut: LeftOutIds;
  readonly log: Log;
  /** Ends the work where it stands; an upload that was begun is not finished. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

const csvType = 'text/csv; charset=utf-8';

/**
 * Writes a file of a slot, once: an object that an earlier attempt finished is whole, and is kept, counted and hashed
 * as it lies there.
 * @throws ExportOfAnotherDatabase, ExportDamaged, UnreadableRecord, and whatever database and bucket refuse
 */
export async function writeSlotFile(
  file: ExportFile,
  key: string,
  options: SlotFileOptions,
): Promise<FileFacts> {
  const { storage, store, signal, databaseId, leftOut, onProgress } = options;
  const present = await store.find(key, signal);
  if (present) return await keepFinished(file, key, present, options);
  const digest = new FileDigest();
  const ofRows = await file.estimateRows(storage);
  const tell = (isDone: boolean): void =>
    onProgress?.({ file: file.name, rows: digest.rowsSoFar, ofRows, isDone });
  let facts: FileFacts | undefined;
  const getTotals = (): FileFacts => (facts ??= digest.finish(file.columns));
  const chunks = digestChunks(file.stream(storage, leftOut), digest, () => {
    tell(false);
  });
  const upload = { contentType: csvType, owner: databaseId, signal, getTotals };
  if (!(await store.writeOnce(key, chunks, upload))) {
    return await keepFinished(file, key, await store.find(key, signal), options);
  }
  await confirmUpload(file, key, getTotals(), options);
  tell(true);
  return getTotals();
}

/** Takes the object of an earlier attempt for the file of the slot, if this database wrote it. */
async function keepFinished(
  file: ExportFile,
  key: string,
  present: StoredObject | undefined,
  options: SlotFileOptions,
): Promise<FileFacts> {
  const { databaseId, onProgress } = options;
  refuseOtherDatabase(present?.owner, key, databaseId);
  const kept = await fetchFacts(file, key, options);
  if (!kept) {
    const problem =
      'is cut off, or has other columns than this version writes: remove it, and run the slot again';
    throw new ExportDamaged(key, problem);
  }
  onProgress?.({ file: file.name, rows: kept.rows, ofRows: kept.rows, isDone: true });
  return kept;
}

/** Counts and hashes an object as the bucket gives it back; undefined: it is no whole file with today's columns. */
async function fetchFacts(
  file: ExportFile,
  key: string,
  { store, signal }: Pick<SlotFileOptions, 'store' | 'signal'>,
): Promise<FileFacts | undefined> {
  const object = await store.fetch(key, signal);
  if (!object) throw new ExportDamaged(key, 'is gone');
  const digest = new FileDigest();
  for await (const chunk of object.body) digest.update(chunk);
  try {
    return digest.finish(file.columns);
  } catch (error) {
    if (error instanceof BrokenFile) return undefined;
    throw error;
  }
}

/** Compares the file that was sent with the bucket's own size and checksum; without a checksum it is fetched back. */
async function confirmUpload(
  file: ExportFile,
  key: string,
  sent: FileFacts,
  options: SlotFileOptions,
): Promise<void> {
  const { store, signal, log } = options;
  const stored = await store.find(key, signal);
  if (!stored) throw new ExportDamaged(key, 'is gone');
  let isSame = stored.bytes === sent.bytes;
  if (stored.crc32 !== undefined) isSame &&= stored.crc32 === sent.crc32;
  else if (isSame) isSame = (await fetchFacts(file, key, options))?.sha256 === sent.sha256;
  if (isSame) return;
  // No manifest names it yet, and the next attempt would take it for whole.
  await store.remove(key).catch((err: unknown) => {
    log.error({ err, key }, 'a damaged object could not be removed: remove it by hand');
  });
  throw new ExportDamaged(key, 'is not what was sent');
}
