import mongoose, { type ClientSession, type Connection, type mongo } from 'mongoose';

const { MongoClientBulkWriteError, MongoServerError } = mongoose.mongo;

/** One write of a transaction. Mongoose does not check it: its amounts and lengths were checked before. */
export type Write =
  | { readonly kind: 'insert'; readonly collection: string; readonly document: object }
  | {
      /** `change` is a document of update operators, or the new document. */
      readonly kind: 'update' | 'replace';
      readonly collection: string;
      readonly filter: object;
      readonly change: object;
      /** Creates the document where there is none; without it that is a `WriteMissed`. */
      readonly upsert?: true;
    };

/** The document to change is not there, or has changed meanwhile. */
export class WriteMissed extends Error {
  override readonly name = 'WriteMissed';
}

interface WriteStore {
  readonly connection: Connection;
  /** The server does several writes in one request: MongoDB from 8.0 on. */
  readonly bulkWrites: boolean;
}

/**
 * Does several writes of one transaction, in their order, in one request where the server can: a small transaction
 * costs its requests.
 * @throws WriteMissed; MongoServerError, as if each had been written on its own
 */
export async function bulkWrite(
  { connection, bulkWrites }: WriteStore,
  writes: readonly Write[],
  session: ClientSession,
): Promise<void> {
  if (bulkWrites) await sendTogether(connection, writes, session);
  else for (const write of writes) await sendAlone(connection, write, session);
}

async function sendTogether(
  connection: Connection,
  writes: readonly Write[],
  session: ClientSession,
): Promise<void> {
  try {
    const models = writes.map((write) => toModel(write, connection.name));
    const answer = await connection.getClient().bulkWrite(models, { session });
    requireMatches(writes, answer);
  } catch (error) {
    if (!(error instanceof MongoClientBulkWriteError)) throw error;
    // A request that failed as a whole: the server's own error, with the labels that let a transaction start again.
    if (error.cause instanceof Error) throw error.cause;
    const [[index, failure] = []] = error.writeErrors;
    // In order, so the writes behind the one that failed were not tried.
    requireMatches(writes.slice(0, index), error.partialResult);
    throw failure === undefined ? error : toServerError(failure);
  }
}

/** @throws WriteMissed when one of the updates found nothing to change */
function requireMatches(
  writes: readonly Write[],
  { matchedCount = 0, upsertedCount = 0 }: Partial<mongo.ClientBulkWriteResult> = {},
): void {
  const updates = writes.filter(({ kind }) => kind !== 'insert');
  if (matchedCount + upsertedCount < updates.length)
    throw new WriteMissed('A change found nothing to change');
}

function toModel(write: Write, database: string): mongo.AnyClientBulkWriteModel<mongo.Document> {
  const namespace = `${database}.${write.collection}`;
  if (write.kind === 'insert') return { name: 'insertOne', namespace, document: { ...write.document } };
  const { filter, change, upsert = false } = write;
  return write.kind === 'update'
    ? { name: 'updateOne', namespace, filter, update: change, upsert }
    : { name: 'replaceOne', namespace, filter, replacement: change, upsert };
}

const writeConflict = 112;

/** The error that the write would have brought on its own, with the label that lets its transaction start again. */
function toServerError({ code, message }: mongo.ClientBulkWriteError): mongo.MongoServerError {
  return new MongoServerError({
    message,
    code,
    ...(code === writeConflict && { errorLabels: ['TransientTransactionError'] }),
  });
}

async function sendAlone(connection: Connection, write: Write, session: ClientSession): Promise<void> {
  const collection = connection.getClient().db(connection.name).collection(write.collection);
  if (write.kind === 'insert') {
    await collection.insertOne({ ...write.document }, { session });
    return;
  }
  const { filter, change, upsert = false } = write;
  const { matchedCount, upsertedCount } =
    write.kind === 'update'
      ? await collection.updateOne(filter, change, { session, upsert })
      : await collection.replaceOne(filter, change, { session, upsert });
  if (matchedCount + upsertedCount === 0) throw new WriteMissed('A change found nothing to change');
}

/** Whether the server does several writes in one request of a transaction, found by asking for one of nothing. */
export async function canBulkWrite(connection: Connection): Promise<boolean> {
  const none = {
    kind: 'update',
    collection: 'guilds',
    filter: { _id: '' },
    change: { $set: { revision: 0 } },
  } as const;
  try {
    await connection.transaction((session) => sendTogether(connection, [none], session));
    return false;
  } catch (error) {
    return error instanceof WriteMissed;
  }
}
