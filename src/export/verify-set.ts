import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { exportFiles, type ExportFile } from './export-files.js';
import { digesting, FileDigest, BrokenFile } from './file-digest.js';
import type { ManifestFile } from './manifest.js';
import type { ObjectStore } from './object-store.js';
import { ExportDamaged, manifestKey, readManifest } from './write-set.js';

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  /** Where to keep what is downloaded; undefined: nowhere. */
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
}

/**
 * Downloads the set that the manifest names, and compares it with what the manifest says.
 * @throws ExportDamaged when there is no manifest, ManifestUnreadable
 */
export async function verifySet(store: ObjectStore, options: VerifyOptions = {}): Promise<VerifiedSet> {
  const published = await readManifest(store, options.signal);
  if (!published)
    throw new ExportDamaged(manifestKey(store.prefix), 'is not there: nothing has been exported');
  const { slot, files } = published.manifest;
  if (options.folder !== undefined) await mkdir(options.folder, { recursive: true });
  const verified: VerifiedFile[] = [];
  for (const file of exportFiles) verified.push(await verifyFile(file, files[file.name], store, options));
  return { slot, files: verified };
}

async function verifyFile(
  file: ExportFile,
  expected: ManifestFile,
  store: ObjectStore,
  { signal, folder }: VerifyOptions,
): Promise<VerifiedFile> {
  const { key, rows, bytes } = expected;
  const object = await store.read(key, signal);
  if (!object) return { key, rows, bytes, problem: 'is not there' };
  const digest = new FileDigest();
  try {
    const chunks = digesting(object.body, digest);
    if (folder === undefined) for await (const _chunk of chunks) continue;
    else await pipeline(chunks, createWriteStream(path.join(folder, `${file.name}.csv`)));
    const found = digest.finish(file.columns);
    const differs = (['bytes', 'rows', 'sha256'] as const).filter((fact) => found[fact] !== expected[fact]);
    return { key, rows, bytes, ...(differs.length > 0 && { problem: `differs in ${differs.join(', ')}` }) };
  } catch (error) {
    if (error instanceof BrokenFile) return { key, rows, bytes, problem: 'is cut off, or no such file' };
    throw error;
  }
}
