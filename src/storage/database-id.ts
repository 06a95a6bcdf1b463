import { randomUUID } from 'node:crypto';
import { isDuplicateKey } from './failures.js';
import type { Storage } from './connect.js';

interface DatabaseRecord {
  readonly _id: 'database';
  readonly id: string;
}

/** What tells this database from every other; it goes along in a dump. */
export async function fetchDatabaseId({ connection }: Pick<Storage, 'connection'>): Promise<string> {
  const meta = connection.getClient().db(connection.name).collection<DatabaseRecord>('meta');
  const known = await meta.findOne({ _id: 'database' });
  if (known) return known.id;
  await meta.insertOne({ _id: 'database', id: randomUUID() }).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
  });
  return await fetchDatabaseId({ connection });
}
