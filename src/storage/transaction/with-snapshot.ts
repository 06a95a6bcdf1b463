import type { ClientSession, Connection } from 'mongoose';
import { toStorageFailure } from '../failures.js';

/** The session of a transaction. */
export type Session = ClientSession;

/**
 * Reads several things as they were at one moment, whatever is written meanwhile. For work that may take longer
 * than an answer; it may run more than once, and writes nothing.
 * @throws StorageUnavailable, and what the work throws
 */
export async function withSnapshot<T>(
  { connection }: { readonly connection: Connection },
  work: (session: ClientSession) => Promise<T>,
): Promise<T> {
  try {
    return await connection.transaction(work, { readConcern: { level: 'snapshot' } });
  } catch (error) {
    throw toStorageFailure(error) ?? error;
  }
}
