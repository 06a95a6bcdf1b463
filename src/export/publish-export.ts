import { parseSlot } from '../calendar/slot.js';
import { fetchDatabaseId } from '../storage/database-id.js';
import { ExportDamaged, refuseOtherDatabase } from './export-errors.js';
import { exportFiles, fileNames, slotKey, type FileName } from './export-files.js';
import { findUnexportable } from './find-unexportable.js';
import {
  fetchManifest,
  formatManifest,
  manifestKey,
  type Manifest,
  type ManifestFile,
  type WrittenFiles,
} from './manifest.js';
import { writeSlotFile, type SlotFileOptions } from './write-slot-file.js';

export interface PublishOptions extends Omit<SlotFileOptions, 'databaseId' | 'leftOut'> {
  readonly slot: string;
  /** Throws when the slot is no longer ours to run. */
  readonly confirmLease: () => Promise<void>;
  /** What the store copies in one request. Default: what Amazon does. */
  readonly copyLimitBytes?: number;
}

/** A set that was published. */
export interface PublishedSet extends Manifest {
  readonly files: WrittenFiles;
  /** The files too large to be copied: the latest of each stays as it was. */
  readonly notLatest: readonly string[];
}

/** What Amazon copies in one request. */
const amazonCopyLimitBytes = 5 * 1024 ** 3;

const jsonType = 'application/json';

/** How often the manifest is fetched anew when others change it meanwhile. */
const maxLooks = 5;

/**
 * Writes the set of a slot: its files, each once; then the manifest that names them; then the latest, as copies. It may
 * be cut short anywhere and done again by any process: at any time the manifest names a whole set. A server that cannot
 * be exported is left out, and named in the log and in the manifest.
 * @see docs/operating.md, "The weekly export"
 * @throws ExportOfAnotherDatabase, ExportDamaged, UnreadableRecord, TooManyUnreadable, LeaseLost, and whatever database and bucket refuse
 */
export async function publishExport(given: PublishOptions): Promise<PublishedSet> {
  const { storage, store, slot, signal, log, confirmLease } = given;
  const databaseId = await fetchDatabaseId(storage);
  const published = await fetchManifest(store, signal);
  refuseOtherDatabase(published?.manifest.databaseId, manifestKey(store.prefix), databaseId);
  const { unreadable: leftOut, ids } = await findUnexportable(storage, signal);
  for (const server of leftOut) log.error(server, 'a server cannot be exported, and is left out');
  const options = { ...given, databaseId, leftOut: ids };
  await abortLeftovers(options);
  const written: Partial<Record<FileName, ManifestFile>> = {};
  for (const file of exportFiles) {
    await confirmLease();
    const key = slotKey(store.prefix, file.name, slot);
    const { rows, bytes, sha256 } = await writeSlotFile(file, key, options);
    written[file.name] = { key, rows, bytes, sha256 };
  }
  const files = written as WrittenFiles;
  await confirmLease();
  const manifest = { schemaVersion: 1 as const, databaseId, slot, files, leftOut };
  const notLatest: string[] = [];
  if (await publish(manifest, options)) {
    for (const name of fileNames) {
      await confirmLease();
      if (!(await copyLatest(name, options))) notLatest.push(`${name}.csv`);
    }
  }
  await confirmLease();
  await abortLeftovers(options);
  return { ...manifest, notLatest };
}

type SetOptions = PublishOptions & Pick<SlotFileOptions, 'databaseId'>;

/** One export runs at a time, so an upload of ours that is open now was left by a process that is gone. */
async function abortLeftovers({ store, slot, log, signal }: PublishOptions): Promise<void> {
  let count = 0;
  for (const name of fileNames) {
    const folder = `${store.prefix}${name}/`;
    // Others may share the bucket, and their uploads stay.
    const isOurs = (key: string): boolean =>
      key.endsWith('.csv') && parseSlot(key.slice(folder.length, -'.csv'.length)) !== undefined;
    count += await store.abortUploads(folder, isOurs, signal);
    // MinIO lists an upload only by its whole key.
    count += await store.abortUploads(slotKey(store.prefix, name, slot), isOurs, signal);
  }
  if (count > 0) log.info({ count }, 'aborted uploads that an earlier export had left open');
}

/**
 * Replaces the manifest of an older slot.
 * @returns false where a newer slot's manifest stands: it stays
 */
async function publish(manifest: Manifest, options: SetOptions): Promise<boolean> {
  const { store, signal, log, databaseId } = options;
  const key = manifestKey(store.prefix);
  const text = formatManifest(manifest);
  for (let look = 0; look < maxLooks; look++) {
    const present = await fetchManifest(store, signal);
    refuseOtherDatabase(present?.manifest.databaseId, key, databaseId);
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

/**
 * Makes the latest a copy of the file that the manifest names. The latest is looked at before the manifest: a process
 * that has published a newer slot since has either copied already, and then our copy is refused, or it copies after us.
 * Some stores copy under any condition, so the manifest is fetched once more, and an older copy is made anew.
 * @returns false where the file is too large to be copied
 */
async function copyLatest(name: FileName, options: PublishOptions): Promise<boolean> {
  const { store, signal, log, copyLimitBytes = amazonCopyLimitBytes } = options;
  const to = `${store.prefix}${name}.csv`;
  for (let look = 0; look < maxLooks; look++) {
    const present = await store.find(to, signal);
    const published = await fetchManifest(store, signal);
    if (!published) throw new ExportDamaged(manifestKey(store.prefix), 'is gone');
    const { slot, files } = published.manifest;
    const file = files[name];
    // A newer set that an older version published.
    if (!file) return true;
    if (file.bytes > copyLimitBytes) {
      log.warn({ key: file.key }, `too large to be copied in one request: ${to} stays as it is`);
      return false;
    }
    if (!(await store.copy(file.key, to, present?.etag, signal))) continue;
    if ((await fetchManifest(store, signal))?.manifest.slot === slot) return true;
  }
  throw new ExportDamaged(to, 'changes faster than it can be read');
}
