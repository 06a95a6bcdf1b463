import { exportFiles, type ExportFile } from './export-files.js';
import { digestChunks, FileDigest, BrokenFile } from './file-digest.js';
import { ExportDamaged } from './export-errors.js';
import type { LeftOutServer } from './left-out.js';
import { fetchManifest, manifestKey, type ManifestFile } from './manifest.js';
import type { ObjectStore } from './object-store.js';
import { clearFolder, keepFile, keepManifest } from './write-folder.js';

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  /** Where to keep the files that are as the manifest says, and the manifest; undefined: nowhere. */
  readonly folder?: string;
}

export interface VerifiedFile {
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
  /** What differs from the manifest; undefined: nothing. */
  readonly problem?: string;
}

export interface VerifiedSet {
  readonly slot: string;
  readonly files: readonly VerifiedFile[];
  /** The servers that the set was written without. */
  readonly leftOut: readonly LeftOutServer[];
}

/**
 * Downloads the set that the manifest names, and compares it with what the manifest says.
 * @throws ExportDamaged when there is no manifest, ManifestUnreadable
 */
export async function verifyPublished(store: ObjectStore, options: VerifyOptions = {}): Promise<VerifiedSet> {
  const published = await fetchManifest(store, options.signal);
  if (!published)
    throw new ExportDamaged(manifestKey(store.prefix), 'is not there: nothing has been exported');
  const { slot, files, leftOut } = published.manifest;
  if (options.folder !== undefined) await clearFolder(options.folder);
  const verified: VerifiedFile[] = [];
  for (const file of exportFiles) {
    const expected = files[file.name];
    if (expected) verified.push(await verifyFile(file, expected, store, options));
  }
  if (options.folder !== undefined) await keepManifest(options.folder, published.manifest);
  return { slot, files: verified, leftOut };
}

async function verifyFile(
  file: ExportFile,
  expected: ManifestFile,
  store: ObjectStore,
  { signal, folder }: VerifyOptions,
): Promise<VerifiedFile> {
  const { key, rows, bytes } = expected;
  const object = await store.fetch(key, signal);
  if (!object) return { key, rows, bytes, problem: 'is not there' };
  const digest = new FileDigest();
  const chunks = digestChunks(object.body, digest);
  const check = (): void => {
    const found = digest.finish(file.columns, ...(file.formerColumns ?? []));
    const differs = (['bytes', 'rows', 'sha256'] as const).filter((fact) => found[fact] !== expected[fact]);
    if (differs.length > 0) throw new DifferentFile(`differs in ${differs.join(', ')}`);
  };
  try {
    if (folder === undefined) {
      for await (const _chunk of chunks) continue;
      check();
    } else await keepFile(folder, `${file.name}.csv`, chunks, check, signal);
    return { key, rows, bytes };
  } catch (error) {
    if (error instanceof BrokenFile) return { key, rows, bytes, problem: 'is cut off, or no such file' };
    if (error instanceof DifferentFile) return { key, rows, bytes, problem: error.message };
    throw error;
  }
}

class DifferentFile extends Error {}
