import { mongo, type Connection } from 'mongoose';

/**
 * Runs of earlier versions do not say where they went. They become a series of their own, with an empty destination: the
 * first process that starts runs the newest slot for its destination, and keeps what lies there of it.
 */
export async function addDestinationToRuns(connection: Connection): Promise<void> {
  const runs = connection.getClient().db(connection.name).collection('jobRuns');
  await runs.updateMany({ destination: { $exists: false } }, { $set: { destination: '' } });
  // Unique over all destinations.
  for (const name of ['job_1_slot_1', 'oneRunning']) {
    // It is gone already where another process was faster, or was never made.
    await runs.dropIndex(name).catch(unlessNotFound);
  }
}

function unlessNotFound(error: unknown): void {
  const code = error instanceof mongo.MongoServerError ? error.code : undefined;
  if (code !== notFound.index && code !== notFound.collection) throw error;
}

/** MongoDB's codes. */
const notFound = { collection: 26, index: 27 } as const;
