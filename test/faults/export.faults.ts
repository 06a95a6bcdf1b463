import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BucketFault, BucketOperation, BucketRequest } from '../../demo/bucket/start-bucket.js';
import { fileNames } from '../../src/export/export-files.js';
import { connectS3, type S3Limits } from '../../src/export/s3.js';
import { nameSlot } from '../../src/calendar/slot.js';
import { verifyPublished } from '../../src/export/verify-published.js';
import { fetchManifest } from '../../src/export/manifest.js';
import { defaultLimits, seriesOf, type JobContext } from '../../src/jobs/job.js';
import { finishSlot } from '../../src/jobs/run-due-slots.js';
import { exportSeries, weeklyExport } from '../../src/jobs/weekly-export.js';
import { parseCron } from '../../src/calendar/parse-cron.js';
import { createLog } from '../../src/ops/log.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { findRun } from '../../src/storage/collections/job-runs.js';
import { openBucket, type TestBucket } from '../export/bucket.js';
import { databaseUri, startOwnDatabase } from '../harness/database.js';
import { scale, startProgram } from './jobs-program.js';

const isFull = scale >= 1;
/** Rounds of each test; 1 in `npm test`. */
const rounds = Math.max(1, Math.round(20 * (scale < 1 ? scale / 2 : 1)));
const partBytes = 5 * 1024 * 1024;
/** For tests without stalls: patient, because the machine may be busy. */
const calmLimits = { silentMs: 10_000, maxAttempts: 3, partBytes };
const hastyLimits = { silentMs: 1_000, maxAttempts: 2, partBytes };
const leaseMs = 20_000;
const { signal } = new AbortController();

let storage: Storage;
let mongodbUri: string;
let bucket: TestBucket;
beforeAll(async () => {
  mongodbUri = await databaseUri('export-faults');
  storage = await connectStorage(mongodbUri);
  bucket = await openBucket({}, { silentMs: 5_000, maxAttempts: 3 });
  await fillUsers(storage);
});
afterAll(async () => {
  await bucket.stop();
  await storage.close();
});

/** 11 MB of users: an upload of three parts. */
async function fillUsers({ raw }: Storage): Promise<void> {
  const now = new Date();
  const users = Array.from({ length: 110 }, (_, index) => ({
    _id: String(10_000 + index),
    name: `"${index}"\n`.padEnd(100_000, 'x'),
    createdAt: now,
    updatedAt: now,
  }));
  for (let at = 0; at < users.length; at += 20) await raw.users.insertMany(users.slice(at, at + 20));
}

let slotsTaken = 0;

/** A later slot, with changed data. */
async function nextSlot(): Promise<string> {
  slotsTaken++;
  await storage.raw.users.updateOne({ _id: '10000' }, { $set: { name: `of slot ${slotsTaken}` } });
  return nameSlot(new Date(Date.UTC(2027, 0, 1) + slotsTaken * 1_000));
}

/** The next process, once the lease of the last has expired. */
function nextOwner(fields: Partial<JobContext> = {}): JobContext {
  return {
    storage,
    log: createLog('silent'),
    clock: () => new Date(Date.now() + 2 * leaseMs),
    holder: 'next',
    limits: { ...defaultLimits, leaseMs, retryPausesMs: Array.from({ length: 30 }, () => 20) },
    ...fields,
  };
}

async function finish(
  slot: string,
  jobContext = nextOwner(),
  settings = bucket.settings,
  limits: S3Limits = calmLimits,
) {
  const schedule = { times: parseCron('0 0 * * 0'), timeZone: 'UTC' };
  const job = weeklyExport({
    storage: jobContext.storage,
    s3: settings,
    schedule,
    log: createLog('silent'),
    connect: (given) => connectS3(given, limits),
  });
  return await finishSlot(job, slot, jobContext, { signal, retriesFailedUntil: jobContext.clock() });
}

/** The manifest must name a complete set of one slot. */
async function expectWholeSet(): Promise<string | undefined> {
  if ((await fetchManifest(bucket.store)) === undefined) return undefined;
  const { slot, files } = await verifyPublished(bucket.store);
  expect(files.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(files.filter(({ key }) => !key.includes(slot))).toEqual([]);
  return slot;
}

async function expectDone(slot: string): Promise<void> {
  bucket.setFaults(undefined);
  expect(await expectWholeSet()).toBe(slot);
  for (const name of fileNames) {
    const [latest, own] = await Promise.all([
      bucket.store.find(`${name}.csv`),
      bucket.store.find(`${name}/${slot}.csv`),
    ]);
    expect(latest?.crc32).toBe(own?.crc32);
  }
  expect(bucket.openUploads()).toEqual([]);
  expect(await findRun(storage, seriesOf(exportSeries(bucket.settings)), slot)).toMatchObject({
    state: 'done',
  });
}

/** A moment of an export, as the bucket sees it. */
interface Moment {
  readonly operation: BucketOperation;
  readonly key: RegExp;
  /** Which of several matching requests. */
  readonly nth?: number;
}

const moments: Record<string, Moment> = {
  'as it looks for leftovers': { operation: 'listUploads', key: /^$/ },
  'as the upload of the users begins': { operation: 'beginUpload', key: /^users\// },
  'in its first part': { operation: 'uploadPart', key: /^users\//, nth: 1 },
  'in its second part': { operation: 'uploadPart', key: /^users\//, nth: 2 },
  'in its third part': { operation: 'uploadPart', key: /^users\//, nth: 3 },
  'as it is completed': { operation: 'completeUpload', key: /^users\// },
  'in the balances': { operation: 'put', key: /^balances\// },
  'in the expenses': { operation: 'put', key: /^expenses\// },
  'in the changes': { operation: 'put', key: /^changes\// },
  'in the heads': { operation: 'put', key: /^heads\// },
  'in the manifest': { operation: 'put', key: /^manifest/ },
  'in the first copy': { operation: 'copy', key: /^users\.csv/ },
  'in the last copy': { operation: 'copy', key: /^heads\.csv/ },
};

/** Calls `act` at a moment, for a number of requests. */
function at(moment: Moment, times: number, act: () => BucketFault | undefined) {
  let seen = 0;
  return ({ operation, key }: BucketRequest): BucketFault | undefined => {
    if (operation !== moment.operation || !moment.key.test(key)) return undefined;
    seen++;
    const first = moment.nth ?? 1;
    return seen >= first && seen < first + times ? act() : undefined;
  };
}

const program = () => ({
  mongodbUri,
  s3: bucket.settings,
  limits: { ...defaultLimits, leaseMs, retryPausesMs: [] },
  s3Limits: calmLimits,
});

describe('an export whose process is killed', () => {
  const killedAt = Object.keys(moments).flatMap((name) => [
    `${name}, before it is done`,
    `${name}, once it is done`,
  ]);
  const limitMs = 30_000 + rounds * 15_000;

  it.each(['beforeClaim', 'afterClaim'] as const)(
    '%s is done by the next',
    async (diesAt) => {
      for (let round = 0; round < rounds; round++) {
        const slot = await nextSlot();
        const before = await expectWholeSet();
        expect(await startProgram({ ...program(), slot, diesAt }).ended).toBe('SIGKILL');
        expect(await expectWholeSet()).toBe(before);
        expect(await finish(slot)).toMatchObject({ outcome: 'done' });
        await expectDone(slot);
      }
    },
    limitMs,
  );

  it.each(killedAt)(
    '%s, is done by the next',
    async (name) => {
      const moment = moments[name.split(/, (?:before|once)/)[0] ?? ''];
      if (!moment) throw new Error('No such moment');
      for (let round = 0; round < rounds; round++) {
        const slot = await nextSlot();
        const before = await expectWholeSet();
        const running = startProgram({ ...program(), slot });
        bucket.setFaults(
          at(moment, 1, () => {
            running.process.kill('SIGKILL');
            return name.endsWith('before it is done') ? { kind: 'reset' } : undefined;
          }),
        );
        expect(await running.ended).toBe('SIGKILL');
        bucket.setFaults(undefined);
        await sleep(50); // The bucket finishes the requests that reached it.
        expect([before, slot]).toContain(await expectWholeSet());
        expect(await finish(slot)).toMatchObject({ outcome: 'done' });
        await expectDone(slot);
      }
    },
    limitMs,
  );
});

describe('a bucket that fails', () => {
  const faults: Record<string, BucketFault> = {
    'answers 500': { kind: 'status', status: 500, code: 'InternalError' },
    'answers 503 SlowDown': { kind: 'status', status: 503, code: 'SlowDown' },
    'resets the connection': { kind: 'reset' },
    'cuts the answer off': { kind: 'cut' },
    'does late what the client gave up': { kind: 'stall', forMs: 1_500 },
    'stalls for 40 s': { kind: 'stall', forMs: 40_000 },
  };

  it.each(Object.keys(faults).filter((_, index) => isFull || index === 1))(
    '%s at every moment delays the export, and breaks nothing',
    async (name) => {
      const fault = faults[name];
      if (!fault) throw new Error('No such fault');
      for (let round = 0; round < Math.ceil(rounds / 4); round++) {
        const slot = await nextSlot();
        const plans = Object.values(moments).map((moment) =>
          at(moment, hastyLimits.maxAttempts, () => fault),
        );
        bucket.setFaults((request) =>
          plans.map((plan) => plan(request)).find((found) => found !== undefined),
        );
        expect(await finish(slot, nextOwner(), bucket.settings, hastyLimits)).toMatchObject({
          outcome: 'done',
        });
        if (fault.kind === 'stall') await sleep(Math.min(fault.forMs, 2_000));
        await expectDone(slot);
      }
    },
    60_000 + rounds * 20_000,
  );

  it(
    'at random, is written to all the same',
    async () => {
      const kinds = Object.values(faults).filter((fault) => fault.kind !== 'stall' || fault.forMs < 10_000);
      for (let round = 0; round < rounds; round++) {
        const slot = await nextSlot();
        bucket.setFaults(() =>
          Math.random() < 0.1 ? kinds[Math.floor(Math.random() * kinds.length)] : undefined,
        );
        expect(await finish(slot, nextOwner(), bucket.settings, hastyLimits)).toMatchObject({
          outcome: 'done',
        });
        bucket.setFaults(undefined);
        await sleep(1_600); // The stalled request is carried out late.
        await expectDone(slot);
      }
    },
    60_000 + rounds * 30_000,
  );

  const wrongSettings = {
    'that refuses our secret': [
      { accessKeyId: 'known', secretAccessKey: 'wrong' },
      undefined,
      'SignatureDoesNotMatch',
    ],
    'that does not know our key': [
      { accessKeyId: 'nobody', secretAccessKey: 'x' },
      undefined,
      'InvalidAccessKeyId',
    ],
    'that is not there': [undefined, 'no-such-bucket', 'NoSuchBucket'],
  } as const;
  it.each(Object.entries(wrongSettings))(
    '%s fails the slot for good, and it is done once that is mended',
    async (_name, [credentials, name, failure]) => {
      const slot = await nextSlot();
      const before = await expectWholeSet();
      const { settings } = bucket;
      const wrong = {
        ...settings,
        ...(name !== undefined && { bucket: name }),
        ...(credentials && {
          credentials: {
            ...credentials,
            ...(failure === 'SignatureDoesNotMatch' &&
              settings.credentials && {
                accessKeyId: settings.credentials.accessKeyId,
              }),
          },
        }),
      };
      const jobContext = nextOwner({ limits: { ...defaultLimits, leaseMs, retryPausesMs: [20] } });
      expect(await finish(slot, jobContext, wrong)).toEqual({ outcome: 'failed', failure });
      expect(await expectWholeSet()).toBe(before);
      expect(await finish(slot)).toMatchObject({ outcome: 'done' });
      await expectDone(slot);
    },
  );
});

describe('a database that is killed', () => {
  it(
    'in the middle of an export delays it',
    async () => {
      const database = await startOwnDatabase();
      const own = await connectStorage(database.uri);
      try {
        await fillUsers(own);
        // A place in the bucket belongs to one database.
        await bucket.store.remove('manifest.json');
        const jobContext = nextOwner({
          storage: own,
          clock: () => new Date(),
          limits: { ...defaultLimits, leaseMs: 8_000, retryPausesMs: Array.from({ length: 30 }, () => 500) },
        });
        for (let round = 0; round < Math.ceil(rounds / 4); round++) {
          const slot = nameSlot(new Date(Date.UTC(2028, 0, 1) + round * 1_000));
          let killed: Promise<void> | undefined;
          const moment = Object.values(moments)[(round * 3 + 2) % 11] ?? { operation: 'put', key: /./ };
          bucket.setFaults(
            at(moment, 1, () => {
              killed = database
                .kill()
                .then(() => sleep(500))
                .then(() => database.start());
              return undefined;
            }),
          );
          const outcome = await finish(slot, jobContext);
          await killed;
          expect(killed).toBeDefined();
          expect(['done', 'finished']).toContain(outcome.outcome);
          expect(await findRun(own, seriesOf(exportSeries(bucket.settings)), slot)).toMatchObject({
            state: 'done',
          });
          expect(await expectWholeSet()).toBe(slot);
          expect(bucket.openUploads()).toEqual([]);
        }
      } finally {
        bucket.setFaults(undefined);
        await own.close();
        await database.remove();
      }
    },
    120_000 + rounds * 20_000,
  );
});
