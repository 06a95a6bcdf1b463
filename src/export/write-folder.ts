import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Storage } from '../storage/connect.js';
import { fetchDatabaseId } from '../storage/database-id.js';
import { headerOf } from './csv.js';
import { exportFiles, type ExportFile, type FileName, type Progress } from './export-files.js';
import { findUnexportable } from './find-unexportable.js';
import type { LeftOutIds, LeftOutServer } from './left-out.js';
import { digestChunks, FileDigest } from './file-digest.js';
import {
  parseManifest,
  formatManifest,
  type Manifest,
  type ManifestFile,
  type WrittenFiles,
} from './manifest.js';

export interface WriteFolderOptions {
  readonly storage: Storage;
  readonly folder: string;
  readonly slot: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Readable by their owner alone: they hold personal data. */
const privateFolder = { recursive: true, mode: 0o700 } as const;
const privateFile = { mode: 0o600 } as const;
const manifestName = 'manifest.json';

/**
 * Writes the files of an export into a folder, each whole or not there, and the manifest last.
 * @returns the servers that could not be exported
 * @throws FolderTaken when something that no export wrote lies there
 */
export async function writeFolder(options: WriteFolderOptions): Promise<LeftOutServer[]> {
  const { storage, folder, slot, signal } = options;
  await clearFolder(folder);
  const { unreadable: leftOut, ids } = await findUnexportable(storage, signal);
  const written: Partial<Record<FileName, ManifestFile>> = {};
  for (const file of exportFiles) written[file.name] = await writeOne(file, ids, options);
  const files = written as WrittenFiles;
  await keepManifest(folder, { databaseId: await fetchDatabaseId(storage), slot, files, leftOut });
  return leftOut;
}

async function writeOne(
  file: ExportFile,
  leftOut: LeftOutIds,
  options: WriteFolderOptions,
): Promise<ManifestFile> {
  const { storage, folder, signal, onProgress } = options;
  const key = `${file.name}.csv`;
  const digest = new FileDigest();
  const ofRows = await file.estimateRows(storage);
  const tell = (isDone: boolean): void =>
    onProgress?.({ file: file.name, rows: digest.rowsSoFar, ofRows, isDone });
  const chunks = digestChunks(file.stream(storage, leftOut), digest, () => {
    tell(false);
  });
  const { rows, bytes, sha256 } = await keepFile(
    folder,
    key,
    chunks,
    () => digest.finish(file.columns),
    signal,
  );
  tell(true);
  return { key, rows, bytes, sha256 };
}

/**
 * Makes a folder ready for a set: the files of an earlier export are removed.
 * @throws FolderTaken
 */
export async function clearFolder(folder: string): Promise<void> {
  await mkdir(folder, privateFolder);
  const manifest = path.join(folder, manifestName);
  if (existsSync(manifest) && !isManifest(await readFile(manifest, 'utf8'))) throw new FolderTaken(manifest);
  for (const { name, columns, formerColumns = [] } of exportFiles) {
    const file = path.join(folder, `${name}.csv`);
    if (existsSync(file) && !(await beginsWithOne(file, [columns, ...formerColumns])))
      throw new FolderTaken(file);
  }
  await rm(manifest, { force: true });
  for (const { name } of exportFiles) await rm(path.join(folder, `${name}.csv`), { force: true });
}

async function beginsWithOne(file: string, headers: readonly (readonly string[])[]): Promise<boolean> {
  for (const columns of headers) if (await beginsWith(file, headerOf(columns))) return true;
  return false;
}

async function beginsWith(file: string, text: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(text.length), 0, text.length, 0);
    return buffer.toString('utf8', 0, bytesRead) === text;
  } finally {
    await handle.close();
  }
}

/** Writes a file under its name once it is whole and what it should be; else nothing is left of it. */
export async function keepFile<Facts>(
  folder: string,
  name: string,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  check: () => Facts,
  signal?: AbortSignal,
): Promise<Facts> {
  const unfinished = path.join(folder, `.${name}.unfinished`);
  try {
    await pipeline(chunks, createWriteStream(unfinished, privateFile), signal ? { signal } : {});
    const facts = check();
    await rename(unfinished, path.join(folder, name));
    return facts;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** The manifest of what lies in the folder. */
export async function keepManifest(folder: string, manifest: Omit<Manifest, 'schemaVersion'>): Promise<void> {
  await keepFile(folder, manifestName, [Buffer.from(formatManifest(manifest))], () => undefined);
}

function isManifest(text: string): boolean {
  try {
    parseManifest(text);
    return true;
  } catch {
    return false;
  }
}

/** A folder holds a file that no export wrote. */
export class FolderTaken extends Error {
  constructor(file: string) {
    super(`${file} was not written by an export: name another folder, or move it away`);
    this.name = 'FolderTaken';
  }
}
