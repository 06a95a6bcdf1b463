import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BucketRequest } from '../../demo/bucket/start-bucket.js';
import { fileNames } from '../../src/export/export-files.js';
import { exportJobName } from '../../src/export/last-export.js';
import { parseSlot } from '../../src/calendar/slot.js';
import { verifyPublished } from '../../src/export/verify-published.js';
import { defaultLimits } from '../../src/jobs/job.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { findRuns } from '../../src/storage/collections/job-runs.js';
import { openBucket, type TestBucket } from '../export/bucket.js';
import { databaseUri } from '../harness/database.js';
import { scale, startProgram, type RunningProgram } from './jobs-program.js';

const slots = Math.max(10, Math.round(200 * (scale < 1 ? scale / 2 : 1)));
const processes = 3;

let storage: Storage;
let mongodbUri: string;
let bucket: TestBucket;
beforeAll(async () => {
  mongodbUri = await databaseUri('slots');
  storage = await connectStorage(mongodbUri);
  bucket = await openBucket();
});
afterAll(async () => {
  await bucket.stop();
  await storage.close();
});

describe(`${processes} processes on one database`, () => {
  it(
    `run each of ${slots} slots of one second exactly once, though one is killed on the way`,
    async () => {
      const written = new Map<string, number>();
      bucket.setFaults(({ operation, key }: BucketRequest) => {
        if (operation === 'put' && /\/\d{8}T/.test(key)) written.set(key, (written.get(key) ?? 0) + 1);
        return undefined;
      });
      const program = {
        mongodbUri,
        s3: bucket.settings,
        cron: '* * * * * *',
        limits: { ...defaultLimits, leaseMs: 4_000, retryPausesMs: [100, 500] },
        s3Limits: { silentMs: 1_000, maxAttempts: 3 },
      };
      const running = Array.from({ length: processes }, () => startProgram(program));
      try {
        await waitForDone(Math.ceil(slots / 2));
        running[0]?.process.kill('SIGKILL');
        await waitForDone(slots);
      } finally {
        await stopAll(running);
      }

      const runs = (await findRuns(storage, { job: exportJobName }, { limit: 10_000 })).reverse();
      const done = runs.filter(({ state }) => state === 'done');
      expect(done.length).toBeGreaterThanOrEqual(slots);
      // Between the first and the last, a second apart, none is missing.
      const seconds = done.map(({ slot }) => (parseSlot(slot)?.getTime() ?? 0) / 1_000);
      expect(seconds).toEqual(done.map((_, index) => (seconds[0] ?? 0) + index));
      // Only the slot of the killed owner was begun twice.
      expect(done.filter(({ attempts }) => attempts > 1).length).toBeLessThanOrEqual(1);
      expect(new Set(done.map(({ holder }) => holder)).size).toBeGreaterThan(1);
      for (const name of fileNames) {
        const objects = done.map(({ slot }) => written.get(`${name}/${slot}.csv`) ?? 0);
        // Each is written once: the next owner keeps what the killed one finished.
        expect(objects.filter((count) => count !== 1)).toEqual([]);
      }
      expect(bucket.openUploads()).toEqual([]);
      const { slot, files } = await verifyPublished(bucket.store);
      expect(slot).toBe(done.at(-1)?.slot);
      expect(files.filter(({ problem }) => problem !== undefined)).toEqual([]);
    },
    (slots * 3 + 60) * 1_000,
  );
});

async function waitForDone(count: number): Promise<void> {
  for (;;) {
    if ((await storage.jobRuns.countDocuments({ state: 'done' })) >= count) return;
    await sleep(200);
  }
}

async function stopAll(running: readonly RunningProgram[]): Promise<void> {
  for (const { process: child } of running) child.kill('SIGTERM');
  const codes = await Promise.all(running.map(({ ended }) => ended));
  expect(codes.slice(1)).toEqual([0, 0]);
}
