import { z } from 'zod';
import type { FileName } from './export-files.js';
import type { ObjectStore } from './object-store.js';

/** Raised when a reader of the old form would misread the new one. */
const schemaVersion = 1;

const file = z.object({
  /** In the bucket, the prefix included; always that of a slot's own object, which is never written again. */
  key: z.string().min(1),
  rows: z.int().min(0),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifestSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  /** The database that was exported; missing where an older version wrote it. */
  databaseId: z.uuid().optional(),
  slot: z.string().regex(/^\d{8}T\d{6}Z$/),
  files: z.object({
    users: file,
    balances: file,
    expenses: file,
    // Missing where an older version wrote it.
    changes: file.optional(),
    heads: file.optional(),
  } satisfies Record<FileName, unknown>),
  /** The servers that could not be exported: no file has rows of theirs. */
  leftOut: z.array(z.object({ guildId: z.string(), reason: z.string() })).default([]),
});

/** Names a whole set: the complete files of one slot, and the servers that are not in them. */
export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestFile = z.infer<typeof file>;
/** All files of a set, as this version writes it. */
export type WrittenFiles = Readonly<Record<FileName, ManifestFile>>;

/** The text of `manifest.json`. */
export function formatManifest(manifest: Omit<Manifest, 'schemaVersion'>): string {
  return `${JSON.stringify({ schemaVersion, ...manifest }, null, 2)}\n`;
}

/** @throws ManifestUnreadable when no version of Hisaab wrote it, or a newer one */
export function parseManifest(text: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ManifestUnreadable(cause);
  }
}

export function manifestKey(prefix: string): string {
  return `${prefix}manifest.json`;
}

/**
 * The manifest that stands in the bucket now; undefined: nothing has been exported.
 * @throws ManifestUnreadable
 */
export async function fetchManifest(
  store: ObjectStore,
  signal?: AbortSignal,
): Promise<{ manifest: Manifest; text: string; etag: string } | undefined> {
  const object = await store.fetch(manifestKey(store.prefix), signal);
  if (!object) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of object.body) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return { manifest: parseManifest(text), text, etag: object.etag };
}

export class ManifestUnreadable extends Error {
  constructor(cause: unknown) {
    super('manifest.json is not one that this version of Hisaab can read', { cause });
    this.name = 'ManifestUnreadable';
  }
}
