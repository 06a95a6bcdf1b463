import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { readInTime } from '../../src/storage/read-in-time.js';
import { SharedReads } from '../../src/storage/shared-reads.js';
import { databaseUri } from '../harness/database.js';

let client: mongoose.mongo.MongoClient;
beforeAll(async () => {
  client = await mongoose.mongo.MongoClient.connect(await databaseUri('shared'), { monitorCommands: true });
});
afterAll(() => client.close());

test('twenty who ask the same question at once are one request to the database', async () => {
  const reads = new SharedReads();
  const members = client.db().collection('members');
  await members.insertOne({ name: 'A' });
  let requests = 0;
  client.on('commandStarted', ({ commandName }) => void (requests += commandName === 'find' ? 1 : 0));
  const ask = (revision: number) =>
    reads.run(['members', revision], () => readInTime((time) => members.find({}, time.limits()).toArray()));
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(1)));
  expect(new Set(answers).size).toBe(1);
  expect(requests).toBe(1);
  // Another state of the ledger is another question, and an answer is not kept.
  await Promise.all([ask(2), ask(3)]);
  await ask(1);
  expect(requests).toBe(4);
});

test('what is asked again and again is read once for each state of the ledger, but again when it failed', async () => {
  const reads = new SharedReads();
  let tries = 0;
  const ask = (revision: number) =>
    reads.runOnce(['categories', revision], () => {
      if (++tries === 1) return Promise.reject(new Error('gone'));
      return Promise.resolve([tries]);
    });
  await expect(ask(1)).rejects.toThrow('gone');
  expect(await Promise.all([ask(1), ask(1)])).toEqual([[2], [2]]);
  expect([await ask(1), await ask(2)]).toEqual([[2], [3]]);
});
