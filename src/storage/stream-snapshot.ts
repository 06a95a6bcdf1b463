import mongoose, { type mongo } from 'mongoose';
import type { Storage } from './connect.js';

/** Enough that the way to the database is worth it, few enough to hold two of them. */
const batchLength = 1_000;

const { BSON } = mongoose.mongo;

/**
 * All documents of a collection as they were at one moment, in batches, whatever is written meanwhile. The next batch
 * is fetched while the last one is worked on. They are taken raw and decoded here: the cursor's own way, made for
 * documents of which little is read, takes twice as long where all is.
 */
export async function* streamSnapshot<Row extends mongo.BSON.Document>(
  { connection }: Pick<Storage, 'connection'>,
  collection: mongo.Collection<Row>,
  options: Pick<mongo.FindOptions, 'projection' | 'sort'> = {},
): AsyncGenerator<mongo.WithId<Row>[]> {
  const session = await connection.startSession({ snapshot: true });
  const cursor = collection.find({}, { ...options, session, batchSize: batchLength, raw: true });
  try {
    let more = cursor.hasNext();
    while (await more) {
      const batch = cursor.readBufferedDocuments() as unknown as Uint8Array[];
      more = cursor.hasNext();
      // Whoever stops reading does not wait for it.
      more.catch(() => undefined);
      yield batch.map((document) => BSON.deserialize(document) as mongo.WithId<Row>);
    }
  } finally {
    await cursor.close();
    await session.endSession();
  }
}
