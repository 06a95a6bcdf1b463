import type { mongo } from 'mongoose';
import type { Storage } from './connect.js';

/** Enough that the way to the database is worth it, few enough to hold two of them. */
const batchLength = 1_000;

/**
 * All documents of a collection as they were at one moment, in batches, whatever is written meanwhile. The next batch
 * is fetched while the last one is worked on.
 */
export async function* streamSnapshot<Row extends mongo.BSON.Document>(
  { connection }: Pick<Storage, 'connection'>,
  collection: mongo.Collection<Row>,
  options: Pick<mongo.FindOptions, 'projection' | 'sort'> = {},
): AsyncGenerator<mongo.WithId<Row>[]> {
  const session = await connection.startSession({ snapshot: true });
  const cursor = collection.find({}, { ...options, session, batchSize: batchLength });
  try {
    let more = cursor.hasNext();
    while (await more) {
      const batch = cursor.readBufferedDocuments();
      more = cursor.hasNext();
      // Whoever stops reading does not wait for it.
      more.catch(() => undefined);
      yield batch;
    }
  } finally {
    await cursor.close();
    await session.endSession();
  }
}
