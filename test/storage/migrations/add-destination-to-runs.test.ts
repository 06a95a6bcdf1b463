import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { findRuns } from '../../../src/storage/collections/job-runs.js';
import { connectStorage } from '../../../src/storage/connect.js';
import { addDestinationToRuns } from '../../../src/storage/migrations/add-destination-to-runs.js';
import { databaseUri } from '../../harness/database.js';

let uri: string;
let connection: Connection;
beforeAll(async () => {
  uri = await databaseUri('migrations');
  connection = await mongoose.createConnection(uri, { autoIndex: false }).asPromise();
});
afterAll(() => connection.close());

test('runs that do not say where they went become a series of their own, and no longer bar others', async () => {
  const runs = connection.collection('jobRuns');
  await runs.createIndex({ job: 1, slot: 1 }, { unique: true }, {});
  await runs.createIndex(
    { job: 1 },
    { unique: true, partialFilterExpression: { state: 'running' }, name: 'oneRunning' },
    {},
  );
  const run = { job: 'export', attempts: 1, startedAt: new Date() };
  await runs.insertMany([
    { ...run, slot: '20261121T183000Z', state: 'done' },
    { ...run, slot: '20261128T183000Z', state: 'running', leaseUntil: new Date(0), leaseToken: 'x' },
  ]);
  await connection.collection('meta').insertOne({ _id: 'schema' as never, version: 0 });

  // Two at once, as when several processes are updated together.
  await Promise.all([addDestinationToRuns(connection), addDestinationToRuns(connection)]);
  for (let start = 0; start < 2; start++) {
    const storage = await connectStorage(uri);
    expect(await findRuns(storage, { job: 'export', destination: '' }, { limit: 5 })).toMatchObject([
      { slot: '20261128T183000Z', state: 'running', attempts: 1 },
      { slot: '20261121T183000Z', state: 'done' },
    ]);
    const other = { ...run, destination: `s3://bucket-${start}/`, slot: '20261128T183000Z' };
    await storage.jobRuns.create({ ...other, state: 'running' });
    await expect(storage.jobRuns.create({ ...other, state: 'running' })).rejects.toMatchObject({
      code: 11000,
    });
    await storage.close();
  }
});
