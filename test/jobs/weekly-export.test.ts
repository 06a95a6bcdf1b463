import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseCron } from '../../src/calendar/parse-cron.js';
import { weeklyExport } from '../../src/jobs/weekly-export.js';
import { changeSettings } from '../../src/ledger/change/change-settings.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import { runChange } from '../../src/ledger/change/run-change.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { createLog } from '../../src/ops/log.js';
import { openBucket, type TestBucket } from '../export/bucket.js';
import { databaseUri } from '../harness/database.js';
import { changeOf, expenseOf, newGuildId } from '../ledger/ledger.js';

let storage: Storage;
let bucket: TestBucket;
beforeAll(async () => {
  storage = await connectStorage(await databaseUri('weekly'));
  bucket = await openBucket();
});
afterAll(async () => {
  await bucket.stop();
  await storage.close();
});

const schedule = { times: parseCron('0 0 * * 0'), timeZone: 'Asia/Kolkata' };

function run(slot: string) {
  const job = weeklyExport({ storage, s3: bucket.settings, schedule, log: createLog('silent') });
  const confirmLease = () => Promise.resolve();
  return job.run({ slot, signal: new AbortController().signal, confirmLease });
}

const heads = async () =>
  (await storage.notices.find({ 'payload.head': { $exists: true } }).lean()).map(
    ({ guildId, channelId, payload }) => ({ guildId, channelId, head: payload['head'] }),
  );

test('each audit channel is told the head of its chain once a week, after the export', async () => {
  const [quiet, audited, alsoAudited] = [newGuildId(), newGuildId(), newGuildId()];
  for (const guildId of [quiet, audited, alsoAudited]) await recordExpense(storage, expenseOf(guildId));
  for (const [guildId, auditChannelId] of [
    [audited, '71'],
    [alsoAudited, '72'],
  ] as const) {
    await runChange(storage, changeSettings({ ...changeOf(guildId), wanted: { auditChannelId } }));
  }
  expect(await run('20261128T183000Z')).toMatchObject({ expenses: 3, told: 2 });
  const expected = await Promise.all(
    [
      [audited, '71'],
      [alsoAudited, '72'],
    ].map(async ([guildId = '', channelId]) => {
      const guild = await storage.raw.guilds.findOne({ _id: guildId });
      expect(guild?.chain).toMatchObject({ revision: 2, lastNumber: 1 });
      return { guildId, channelId, head: guild?.chain };
    }),
  );
  expect(await heads()).toEqual(expected);
  // Another try at the slot, and an export by hand.
  await recordExpense(storage, expenseOf(audited));
  await run('20261128T183000Z');
  expect(await run('20261130T101112Z')).not.toHaveProperty('told');
  expect(await heads()).toEqual(expected);
  await run('20261205T183000Z');
  expect(await heads()).toHaveLength(4);
});
