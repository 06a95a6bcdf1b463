import type { ClientSession, Connection, mongo } from 'mongoose';
import { sessionNotedForMs, type Caches } from '../caches.js';

/** A session in which a process of ours writes; its `_id` is the session's own. */
interface OpenSessionRecord {
  readonly _id: mongo.Binary;
  readonly notedAt: Date;
}

/** A session that was not noted again for so long has nothing open any more. */
const forgetAfterMs = 15 * sessionNotedForMs;

/**
 * Notes a session before its transaction takes hold of anything. A driver uses the same few sessions again and
 * again, so this writes next to nothing.
 */
export async function noteSession(
  { connection, caches }: { readonly connection: Connection; readonly caches: Caches },
  session: ClientSession,
): Promise<void> {
  const id = session.id?.id;
  const key = id?.toString('hex');
  if (id === undefined || key === undefined || caches.notedSessions.has(key)) return;
  await collectionOf(connection).updateOne(
    { _id: id },
    { $set: { notedAt: new Date() } },
    { upsert: true, writeConcern: { w: 'majority' } },
  );
  caches.notedSessions.set(key, true);
}

/**
 * Ends what a killed process has left: its open transaction would keep the ledger of a server from being written
 * until the database gives it up, a minute later. A process that lives is hardly disturbed: its transaction starts
 * again.
 * @param log told when the database refuses; then the minute must be waited for
 */
export async function endLeftSessions(connection: Connection, log?: (line: string) => void): Promise<void> {
  const sessions = collectionOf(connection);
  const ids = (await sessions.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
  if (ids.length === 0) return;
  try {
    const database = connection.getClient().db(connection.name);
    await database.command({ killSessions: ids.map((id) => ({ id })) });
  } catch (error) {
    log?.(`Sessions that an earlier process may have left open cannot be ended: ${String(error)}`);
  }
  // Newer ones may belong to a process that still lives.
  await sessions.deleteMany({ notedAt: { $lt: new Date(Date.now() - forgetAfterMs) } });
}

function collectionOf(connection: Connection): mongo.Collection<OpenSessionRecord> {
  return connection.getClient().db(connection.name).collection('openSessions');
}
