import mongoose, { type ClientSession, type Connection, type mongo } from 'mongoose';
import { isRefusedByValidator } from '../failures.js';
import type { Write } from '../write.js';

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
 * @throws WriteMissed; what a write names for a refusal by the validator; MongoServerError, as if each had been written
 * on its own
 */
export async function bulkWrite(
  { connection, bulkWrites }: WriteStore,
  writes: readonly Write[],
  session: ClientSession,
): Promise<void> {
  if (bulkWrites) await sendTogether(connection, writes, session);
  else {
    for (const [index, write] of writes.entries()) {
      await sendAlone(connection, write, session).catch((error: unknown) => {
        throw noteIndex(error, index);
      });
    }
  }
}

/** The part of the answer that is needed; `cursor` holds the write that failed, if one did. */
interface BulkWriteAnswer {
  readonly nMatched: number;
  readonly nUpserted: number;
  readonly cursor: {
    readonly firstBatch: readonly { readonly idx: number; readonly code: number; readonly errmsg?: string }[];
  };
}

/**
 * The bare command costs the process less than the driver's `client.bulkWrite`.
 * @see https://www.mongodb.com/docs/manual/reference/command/bulkWrite/
 */
async function sendTogether(
  connection: Connection,
  writes: readonly Write[],
  session: ClientSession,
): Promise<void> {
  const collections = [...new Set(writes.map(({ collection }) => collection))];
  const answer = (await connection
    .getClient()
    .db('admin')
    .command(
      {
        bulkWrite: 1,
        ops: writes.map((write) => toOperation(write, collections.indexOf(write.collection))),
        nsInfo: collections.map((collection) => ({ ns: `${connection.name}.${collection}` })),
        ordered: true,
        errorsOnly: true,
      },
      { session },
    )) as BulkWriteAnswer;
  const [failure] = answer.cursor.firstBatch;
  // In order, so the writes behind the one that failed were not tried.
  const updates = writes.slice(0, failure?.idx).filter(({ kind }) => kind !== 'insert');
  if (answer.nMatched + answer.nUpserted < updates.length)
    throw new WriteMissed('A change found nothing to change');
  if (failure) throw noteIndex(explainRefusal(toServerError(failure), writes[failure.idx]), failure.idx);
}

/** Which write failed, by the error that it brought. */
const failedAt = new WeakMap<object, number>();

function noteIndex(error: unknown, index: number): unknown {
  if (typeof error === 'object' && error !== null) failedAt.set(error, index);
  return error;
}

/** The index of the write that brought an error of `bulkWrite`; undefined: none did. */
export function indexOfFailed(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null ? failedAt.get(error) : undefined;
}

/** What a write names for the refusal of its document, or else the error as it is. */
function explainRefusal(error: unknown, write: Write | undefined): unknown {
  if (!isRefusedByValidator(error) || write === undefined || write.kind === 'insert') return error;
  return write.whenRefused?.() ?? error;
}

function toOperation(write: Write, at: number): object {
  if (write.kind === 'insert') return { insert: at, document: withId(write.document) };
  const { filter, change, upsert = false } = write;
  return { update: at, filter, updateMods: change, multi: false, upsert };
}

/** The id is made here, as in the driver, so that the same request never makes two documents. */
function withId(document: object): object {
  return { _id: new mongoose.mongo.ObjectId(), ...document };
}

const writeConflict = 112;

/** The error that the write would have brought on its own, with the label that lets its transaction start again. */
function toServerError({
  code,
  errmsg,
}: {
  readonly code: number;
  readonly errmsg?: string;
}): mongo.MongoServerError {
  return new mongoose.mongo.MongoServerError({
    message: errmsg ?? 'a write failed',
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
  const sending =
    write.kind === 'update'
      ? collection.updateOne(filter, change, { session, upsert })
      : collection.replaceOne(filter, change, { session, upsert });
  const { matchedCount, upsertedCount } = await sending.catch((error: unknown) => {
    throw explainRefusal(error, write);
  });
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
