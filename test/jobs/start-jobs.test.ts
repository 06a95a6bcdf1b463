import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { playExamples } from '../../demo/play-examples.js';
import { parseBotConfig, type S3Settings } from '../../src/config.js';
import { exportJobName, fetchExportState } from '../../src/export/last-export.js';
import { startJobs, type Jobs } from '../../src/jobs/start-jobs.js';
import { createLog } from '../../src/ops/log.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { seriesOf } from '../../src/jobs/job.js';
import { exportSeries } from '../../src/jobs/weekly-export.js';
import { claimSlot } from '../../src/jobs/claim-slot.js';
import { findRuns } from '../../src/storage/collections/job-runs.js';
import { openBucket, readCsv, type TestBucket } from '../export/bucket.js';
import { setStage, type Stage } from '../harness/bot.js';
import { waitUntil } from './jobs.js';

let stage: Stage;
let storage: Storage;
let bucket: TestBucket;
let jobs: Jobs | undefined;
beforeAll(async () => {
  stage = await setStage();
  storage = await connectStorage(stage.uri);
  bucket = await openBucket({ publicRead: true });
});
afterEach(() => jobs?.stop());
afterAll(async () => {
  await bucket.stop();
  await storage.close();
  await stage.close();
});

function exportTo(s3: S3Settings | undefined, variables: Record<string, string> = {}) {
  const { exportSchedule } = parseBotConfig(variables);
  return { s3, exportSchedule, alertWebhookUrl: undefined };
}

const others = { log: createLog('silent'), isInServer: () => Promise.resolve(true) };

function start(variables: Record<string, string> = {}): Jobs {
  return startJobs({ storage, config: exportTo(bucket.settings, variables), ...others });
}

describe('the jobs of a process', () => {
  test('export what the three examples left, as the bot shows it', async () => {
    const shown: string[] = [];
    await playExamples(stage.playground, (line) => shown.push(line));
    jobs = start();
    expect(await jobs.exportNow()).toMatchObject({
      outcome: 'done',
      result: { users: 4, balances: 5, expenses: 3 },
    });

    const users = readCsv(await (await fetch(`${bucket.url}/users.csv`)).text());
    const nameOf = new Map(users.map(({ userId, name }) => [userId, `@${name ?? ''}`]));
    const balances = readCsv(await (await fetch(`${bucket.url}/balances.csv`)).text());
    const lines = balances.map(({ debtorId, creditorId, amount }) => {
      const shownAmount = Number(amount).toLocaleString('en-IN', { minimumFractionDigits: 2 });
      return `${nameOf.get(debtorId ?? '') ?? ''} owes ${nameOf.get(creditorId ?? '') ?? ''} ₹${shownAmount}`;
    });
    expect(lines).toHaveLength(5);
    // Of everyone, as `/balances` answered.
    const answered = shown
      .filter((line) => line.includes('(only for you)') && line.includes(' owes '))
      .map((line) => line.replace('(only for you)', '').trim());
    expect(answered.slice(0, 5)).toEqual(lines);
  });

  test('say when the next export is due', async () => {
    jobs = start();
    await waitUntil(async () => (await fetchExportState(storage, new Date())).nextAt !== undefined);
    const { nextAt, isOverdue, last } = await fetchExportState(storage, new Date());
    expect(nextAt?.toISOString()).toMatch(/T18:30:00.000Z$/);
    expect(nextAt?.getTime()).toBeGreaterThan(Date.now());
    expect(isOverdue).toBe(false);
    expect(last?.state).toBe('done');
  });

  test('run each slot of a schedule, and take over one whose owner is gone', async () => {
    const past = new Date(Date.now() - 3_600_000);
    const request = {
      ...seriesOf(exportSeries(bucket.settings)),
      slot: '20261101T000000Z',
      holder: 'dead',
      now: past,
      leaseMs: 1_000,
    };
    expect(await claimSlot(storage, request)).toMatchObject({ outcome: 'claimed' });
    jobs = start({ EXPORT_CRON: '* * * * * *' });
    await waitUntil(async () => (await storage.jobRuns.countDocuments({ state: 'done' })) >= 4);
    await jobs.stop();
    const runs = await findRuns(storage, { job: exportJobName }, { limit: 100 });
    expect(runs.find(({ slot }) => slot === request.slot)).toMatchObject({ state: 'done' });
    expect(runs.filter(({ state }) => state === 'failed')).toEqual([]);
    // What the stop cut short is free for the next at once.
    const held = runs.filter(
      ({ state, leaseUntil }) => state === 'running' && (leaseUntil ?? 0) > new Date(),
    );
    expect(held).toEqual([]);
  });

  test('do nothing without a bucket, and say so', async () => {
    jobs = startJobs({ storage, config: exportTo(undefined), ...others });
    await waitUntil(async () => (await fetchExportState(storage, new Date())).nextAt === undefined);
    await expect(jobs.exportNow()).rejects.toThrow('S3_BUCKET');
  });
});
