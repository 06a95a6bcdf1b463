import type { ClientSession } from 'mongoose';
import type { Storage } from '../connect.js';

/**
 * Reads several things as they were at one moment, whatever is written meanwhile. For work that may take longer
 * than an answer; it may run more than once, and writes nothing.
 */
export async function withSnapshot<T>(
  storage: Storage,
  work: (session: ClientSession) => Promise<T>,
): Promise<T> {
  return await storage.connection.transaction(work, { readConcern: { level: 'snapshot' } });
}
