import type { Log } from '../ops/log.js';
import type { Storage } from '../storage/connect.js';
import { fetchDatabaseId } from '../storage/database-id.js';
import { exportFiles, fileNames, type ExportFile, type FileName } from './export-files.js';
import { BrokenFile, FileDigest, digesting, type FileFacts } from './file-digest.js';
import { parseManifest, writeManifest, type Manifest, type ManifestFile } from './manifest.js';
import type { ObjectStore, StoredObject } from './object-store.js';
import { parseSlot } from '../calendar/slot.js';

export interface PublishOptions {
  readonly storage: Storage;
  readonly store: ObjectStore;
  readonly slot: string;
  readonly log: Log;
  /** Ends the work where it stands; what was begun is not finished. */
  readonly signal: AbortSignal;
  /** Throws when the slot is no longer ours to run. */
  readonly confirmLease: () => Promise<void>;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly file: FileName;
  readonly rows: number;
  /** About how many there will be, where that can be told. */
  readonly ofRows: number | undefined;
  readonly isDone: boolean;
}

/** What Amazon copies in one request. */
const copyLimitBytes = 5 * 1024 ** 3;

const csvType = 'text/csv; charset=utf-8';
const jsonType = 'application/json';

/** How often a manifest that others change meanwhile is looked at anew. */
const maxLooks = 5;

export function slotKey(prefix: string, file: FileName, slot: string): string {
  return `${prefix}${file}/${slot}.csv`;
}

export function manifestKey(prefix: string): string {
  return `${prefix}manifest.json`;
}

/**
 * Writes the set of a slot: its files, each once; then the manifest that names them; then the latest, as copies. It may
 * be cut short anywhere and done again by anybody: whoever reads the manifest finds a whole set at any time.
 * @see "The weekly export" in the design
 * @throws ExportOfAnotherDatabase, ExportDamaged, UnreadableRecord, LeaseLost, and whatever database and bucket refuse
 */
export async function publishExport(given: PublishOptions): Promise<Manifest> {
  const { storage, store, slot, signal, confirmLease } = given;
  const databaseId = await fetchDatabaseId(storage);
  const options = { ...given, databaseId };
  const published = await fetchManifest(store, signal);
  refuseAnother(published?.manifest.databaseId, manifestKey(store.prefix), databaseId);
  await abortLeftovers(options);
  const written: Partial<Record<FileName, ManifestFile>> = {};
  for (const file of exportFiles) {
    await confirmLease();
    const key = slotKey(store.prefix, file.name, slot);
    const { rows, bytes, sha256 } = await writeFileOnce(file, key, options);
    written[file.name] = { key, rows, bytes, sha256 };
  }
  const files = written as Record<FileName, ManifestFile>;
  await confirmLease();
  const manifest = { schemaVersion: 1 as const, databaseId, slot, files };
  if (await publish(manifest, options)) {
    for (const name of fileNames) {
      await confirmLease();
      await copyLatest(name, options);
    }
  }
  await confirmLease();
  await abortLeftovers(options);
  return manifest;
}

/** What a set is written with, and the database that it tells of. */
interface SetOptions extends PublishOptions {
  readonly databaseId: string;
}

/**
 * Two databases at one place would take each other's files for their own. The manifest tells whose place it is; until
 * one stands, each object does.
 */
function refuseAnother(owner: string | undefined, key: string, databaseId: string): void {
  if (owner !== undefined && owner !== databaseId) throw new ExportOfAnotherDatabase(key);
}

/** As one export runs at a time, an upload of ours that is open now belongs to nobody who lives. */
async function abortLeftovers({ store, slot, log, signal }: PublishOptions): Promise<void> {
  let count = 0;
  for (const name of fileNames) {
    const folder = `${store.prefix}${name}/`;
    // In a bucket that others share, theirs are none of our business.
    const isOurs = (key: string): boolean =>
      key.endsWith('.csv') && parseSlot(key.slice(folder.length, -'.csv'.length)) !== undefined;
    count += await store.abortUploads(folder, isOurs, signal);
    // MinIO tells of an upload only who names its whole key.
    count += await store.abortUploads(slotKey(store.prefix, name, slot), isOurs, signal);
  }
  if (count > 0) log.info({ count }, 'aborted uploads that an earlier export had left open');
}

/** An object that an earlier attempt finished is whole: it is kept, and counted and hashed as it lies there. */
async function writeFileOnce(file: ExportFile, key: string, options: SetOptions): Promise<FileFacts> {
  const { storage, store, signal, databaseId, onProgress } = options;
  const present = await store.look(key, signal);
  if (present) return await keepFinished(file, key, present, options);
  const digest = new FileDigest();
  const ofRows = await file.estimateRows(storage);
  const tell = (isDone: boolean): void =>
    onProgress?.({ file: file.name, rows: digest.rowsSoFar, ofRows, isDone });
  let facts: FileFacts | undefined;
  const readTotals = (): FileFacts => (facts ??= digest.finish(file.columns));
  const chunks = digesting(file.stream(storage), digest, () => {
    tell(false);
  });
  const upload = { contentType: csvType, owner: databaseId, signal, readTotals };
  if (!(await store.writeOnce(key, chunks, upload))) {
    return await keepFinished(file, key, await store.look(key, signal), options);
  }
  await confirmUpload(file, key, readTotals(), options);
  tell(true);
  return readTotals();
}

/** Takes what an earlier attempt finished, if it tells of this database, for the file of the slot. */
async function keepFinished(
  file: ExportFile,
  key: string,
  present: StoredObject | undefined,
  options: SetOptions,
): Promise<FileFacts> {
  const { databaseId, onProgress } = options;
  refuseAnother(present?.owner, key, databaseId);
  const kept = await readFacts(file, key, options);
  if (!kept) {
    const what =
      'is cut off, or has other columns than this version writes: remove it, and run the slot again';
    throw new ExportDamaged(key, what);
  }
  onProgress?.({ file: file.name, rows: kept.rows, ofRows: kept.rows, isDone: true });
  return kept;
}

/** Counts and hashes what lies in the bucket; undefined: it is no whole file with today's columns. */
async function readFacts(
  file: ExportFile,
  key: string,
  { store, signal }: Pick<PublishOptions, 'store' | 'signal'>,
): Promise<FileFacts | undefined> {
  const object = await store.read(key, signal);
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

/** Compares what was sent with what the bucket says it has; where it keeps no checksum, with what it gives back. */
async function confirmUpload(
  file: ExportFile,
  key: string,
  sent: FileFacts,
  options: PublishOptions,
): Promise<void> {
  const { store, signal, log } = options;
  const stored = await store.look(key, signal);
  if (!stored) throw new ExportDamaged(key, 'is gone');
  let isSame = stored.bytes === sent.bytes;
  if (stored.crc32 !== undefined) isSame &&= stored.crc32 === sent.crc32;
  else if (isSame) isSame = (await readFacts(file, key, options))?.sha256 === sent.sha256;
  if (isSame) return;
  // It is in nobody's manifest yet, and would be taken for whole by the next attempt.
  await store.remove(key).catch((err: unknown) => {
    log.error({ err, key }, 'a damaged object could not be removed: remove it by hand');
  });
  throw new ExportDamaged(key, 'is not what was sent');
}

/**
 * Puts the manifest in the place of an older slot's.
 * @returns false where a newer slot's stands: it stays
 */
async function publish(manifest: Manifest, options: SetOptions): Promise<boolean> {
  const { store, signal, log, databaseId } = options;
  const key = manifestKey(store.prefix);
  const text = writeManifest(manifest);
  for (let look = 0; look < maxLooks; look++) {
    const present = await fetchManifest(store, signal);
    refuseAnother(present?.manifest.databaseId, key, databaseId);
    if (present && present.manifest.slot > manifest.slot) {
      log.warn(
        { slot: manifest.slot, newest: present.manifest.slot },
        'a newer export stands; it stays the latest',
      );
      return false;
    }
    if (present?.text === text) return true;
    if (await store.replace(key, text, present?.etag, { contentType: jsonType, signal })) return true;
  }
  throw new ExportDamaged(key, 'changes faster than it can be read');
}

/** The manifest that stands now. */
export async function fetchManifest(
  store: ObjectStore,
  signal?: AbortSignal,
): Promise<{ manifest: Manifest; text: string; etag: string } | undefined> {
  const object = await store.read(manifestKey(store.prefix), signal);
  if (!object) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of object.body) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return { manifest: parseManifest(text), text, etag: object.etag };
}

/**
 * Makes the latest a copy of the file that the manifest names. What stands there is looked at before the manifest is:
 * whoever published a newer slot since has either copied already, and then ours is refused, or copies after us. As some
 * stores copy under any condition, the manifest is looked at once more: what was overtaken meanwhile is put right.
 */
async function copyLatest(name: FileName, { store, signal, log }: PublishOptions): Promise<void> {
  const to = `${store.prefix}${name}.csv`;
  for (let look = 0; look < maxLooks; look++) {
    const present = await store.look(to, signal);
    const published = await fetchManifest(store, signal);
    if (!published) throw new ExportDamaged(manifestKey(store.prefix), 'is gone');
    const { slot, files } = published.manifest;
    if (files[name].bytes > copyLimitBytes) {
      log.warn({ key: files[name].key }, `too large to be copied in one request: ${to} stays as it is`);
      return;
    }
    if (!(await store.copy(files[name].key, to, present?.etag, signal))) continue;
    if ((await fetchManifest(store, signal))?.manifest.slot === slot) return;
  }
  throw new ExportDamaged(to, 'changes faster than it can be read');
}

/** The place is taken by the exports of another database. */
export class ExportOfAnotherDatabase extends Error {
  constructor(key: string) {
    super(`${key} is that of another database: set another S3_PREFIX, or remove it if that database is gone`);
    this.name = 'ExportOfAnotherDatabase';
  }
}

/** Something lies in the bucket that no export of ours left there like that. */
export class ExportDamaged extends Error {
  constructor(key: string, what: string) {
    super(`${key} ${what}`);
    this.name = 'ExportDamaged';
  }
}
