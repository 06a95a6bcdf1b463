import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Storage } from '../storage/connect.js';
import { exportFiles, type ExportFile, type FileName } from './export-files.js';
import { digesting, FileDigest } from './file-digest.js';
import { writeManifest, type ManifestFile } from './manifest.js';
import type { Progress } from './write-set.js';

export interface WriteFolderOptions {
  readonly storage: Storage;
  readonly folder: string;
  readonly slot: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** The same files into a folder, each whole or not there, and the manifest last. */
export async function writeFolder(options: WriteFolderOptions): Promise<void> {
  const { folder, slot } = options;
  await mkdir(folder, { recursive: true });
  // What stands there speaks of other files from now on.
  await rm(path.join(folder, 'manifest.json'), { force: true });
  const written: Partial<Record<FileName, ManifestFile>> = {};
  for (const file of exportFiles) written[file.name] = await writeOne(file, options);
  const files = written as Record<FileName, ManifestFile>;
  await writeFile(path.join(folder, 'manifest.json'), writeManifest({ slot, files }));
}

async function writeOne(file: ExportFile, options: WriteFolderOptions): Promise<ManifestFile> {
  const { storage, folder, signal, onProgress } = options;
  const key = `${file.name}.csv`;
  const unfinished = path.join(folder, `.${key}.unfinished`);
  const digest = new FileDigest();
  const ofRows = await file.estimateRows(storage);
  const tell = (isDone: boolean): void =>
    onProgress?.({ file: file.name, rows: digest.rowsSoFar, ofRows, isDone });
  const chunks = digesting(file.stream(storage), digest, () => {
    tell(false);
  });
  await pipeline(chunks, createWriteStream(unfinished), { signal });
  const { rows, bytes, sha256 } = digest.finish(file.columns);
  await rename(unfinished, path.join(folder, key));
  tell(true);
  return { key, rows, bytes, sha256 };
}
