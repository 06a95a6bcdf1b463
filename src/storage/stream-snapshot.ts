import { setImmediate } from 'node:timers/promises';
import mongoose, { type mongo } from 'mongoose';
import type { Storage } from './connect.js';
import type { ReadLimits } from './read-in-time.js';

/** Large enough to be worth a request, small enough that two are held in memory. */
const batchLength = 1_000;

const { BSON } = mongoose.mongo;

/** How a stream is read, and how long that may take. */
type StreamOptions = Pick<mongo.FindOptions, 'projection' | 'sort' | 'batchSize'> & Partial<ReadLimits>;

/**
 * All documents of a collection, or those that match a filter, as they were at one moment, in batches, whatever is
 * written meanwhile.
 */
export async function* streamSnapshot<Row extends mongo.BSON.Document>(
  { connection }: Pick<Storage, 'connection'>,
  collection: mongo.Collection<Row>,
  { filter = {}, ...options }: StreamOptions & { readonly filter?: mongo.Filter<Row> } = {},
): AsyncGenerator<mongo.WithId<Row>[]> {
  const session = await connection.startSession({ snapshot: true });
  try {
    yield* findInBatches(collection, filter, { ...options, session });
  } finally {
    await session.endSession();
  }
}

/**
 * What a query finds, in batches. The next batch is fetched while the last one is worked on. The documents are taken
 * raw and decoded here: the cursor decodes field by field, which takes twice as long when every field is read.
 */
export async function* findInBatches<Row extends mongo.BSON.Document>(
  collection: mongo.Collection<Row>,
  filter: mongo.Filter<Row>,
  options: StreamOptions & Pick<mongo.FindOptions, 'session'>,
): AsyncGenerator<mongo.WithId<Row>[]> {
  const cursor = collection.find(filter, { batchSize: batchLength, ...options, raw: true });
  try {
    let more = cursor.hasNext();
    while (await more) {
      const batch = cursor.readBufferedDocuments() as unknown as Uint8Array[];
      more = cursor.hasNext();
      // A reader that stops early does not wait for it.
      more.catch(() => undefined);
      yield* decodeInTurns<Row>(batch);
    }
  } finally {
    await cursor.close();
  }
}

/**
 * All that a query finds.
 * @param options no more than what fits into memory
 */
export async function findDecoded<Row extends mongo.BSON.Document>(
  collection: mongo.Collection<Row>,
  filter: mongo.Filter<Row>,
  options: Pick<mongo.FindOptions, 'session'>,
): Promise<mongo.WithId<Row>[]> {
  const found = (await collection
    .find(filter, { ...options, raw: true })
    .toArray()) as unknown as Uint8Array[];
  const rows: mongo.WithId<Row>[] = [];
  for await (const part of decodeInTurns<Row>(found)) rows.push(...part);
  return rows;
}

/** So many bytes are decoded in a few milliseconds; then the event loop gets its turn. */
const bytesInTurn = 256 * 1024;

/** Large documents part by part: a thousand expenses of a thousand people are a second's work. */
async function* decodeInTurns<Row extends mongo.BSON.Document>(
  documents: readonly Uint8Array[],
): AsyncGenerator<mongo.WithId<Row>[]> {
  let part: mongo.WithId<Row>[] = [];
  let bytes = 0;
  for (const document of documents) {
    part.push(BSON.deserialize(document) as mongo.WithId<Row>);
    bytes += document.length;
    if (bytes < bytesInTurn) continue;
    yield part;
    part = [];
    bytes = 0;
    await setImmediate();
  }
  if (part.length > 0) yield part;
}
