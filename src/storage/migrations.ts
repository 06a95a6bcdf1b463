import type { Connection } from 'mongoose';
import { isDuplicateKey } from './failures.js';
import { addCategoryKeys } from './migrations/add-category-keys.js';
import { addDestinationToRuns } from './migrations/add-destination-to-runs.js';
import { addServersOfMembers } from './migrations/add-servers-of-members.js';
import { expireNotices } from './migrations/expire-notices.js';
import { forgetTypedNames } from './migrations/forget-typed-names.js';

/** Brings stored documents from one form to the next. It may be cut short and run again, even twice at once. */
export type Migration = (connection: Connection) => Promise<void>;

/** In order, never changed once released: the schema's version is how many of them have run. */
export const migrations: readonly Migration[] = [
  addDestinationToRuns,
  expireNotices,
  forgetTypedNames,
  addCategoryKeys,
  addServersOfMembers,
];

interface MetaRecord {
  readonly _id: 'schema';
  readonly version: number;
}

/**
 * Runs what a newer version of the code needs and the database has not seen yet.
 * @throws Error when a newer version of the code has written to this database
 */
export async function runMigrations(
  connection: Connection,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  const meta = connection.getClient().db(connection.name).collection<MetaRecord>('meta');
  let version = (await meta.findOne({ _id: 'schema' }))?.version;
  if (version === undefined) {
    // A new database is born in the newest form.
    version = steps.length;
    await meta.insertOne({ _id: 'schema', version }).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  }
  if (version > steps.length) {
    throw new Error(
      `The database was written by a newer version of Hisaab (schema ${version}; this one knows ${steps.length}). Update Hisaab.`,
    );
  }
  for (const [index, migrate] of steps.entries()) {
    if (index < version) continue;
    await migrate(connection);
    await meta.updateOne({ _id: 'schema', version: index }, { $set: { version: index + 1 } });
  }
}
