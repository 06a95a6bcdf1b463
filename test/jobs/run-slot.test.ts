import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseCron } from '../../src/calendar/parse-cron.js';
import { JobScheduler } from '../../src/jobs/job-scheduler.js';
import { defaultLimits, LeaseLost, seriesOf, type Job, type JobAlert } from '../../src/jobs/job.js';
import { catchUp, finishLapsed, finishSlot, retryFailed } from '../../src/jobs/run-due-slots.js';
import { runSlot } from '../../src/jobs/run-slot.js';
import { createMetrics } from '../../src/ops/metrics.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { claimSlot } from '../../src/jobs/claim-slot.js';
import { finishRun, noteAttempt } from '../../src/jobs/lease.js';
import { noteSkipped, findRun, findRuns } from '../../src/storage/collections/job-runs.js';
import { databaseUri } from '../harness/database.js';
import { newJob, newSurroundings, waitUntil } from './jobs.js';

let storage: Storage;
beforeAll(async () => {
  storage = await connectStorage(await databaseUri('jobs'));
});
afterAll(() => storage.close());

const slot = '20261128T183000Z';
const { signal } = new AbortController();

/** A clock that goes on from an instant. */
function clockFrom(iso: string): () => Date {
  const ahead = Date.parse(iso) - Date.now();
  return () => new Date(Date.now() + ahead);
}

describe('running a slot', () => {
  test('does its work once, even if others ask too', async () => {
    let runs = 0;
    const job = newJob(async () => {
      runs++;
      await sleep(50);
      return { rows: 7 };
    });
    const jobContext = newSurroundings(storage);
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => finishSlot(job, slot, jobContext, { signal })),
    );
    expect(runs).toBe(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'done')).toEqual([
      { outcome: 'done', result: { rows: 7 } },
    ]);
    expect(outcomes.filter(({ outcome }) => outcome === 'finished')).toHaveLength(4);
  });

  test('tries again after a failure, and counts the attempts', async () => {
    let tries = 0;
    const job = newJob(() => (++tries < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve({})));
    expect(await runSlot(job, slot, newSurroundings(storage), { signal })).toMatchObject({ outcome: 'done' });
    expect(await findRun(storage, seriesOf(job), slot)).toMatchObject({ state: 'done', attempts: 3 });
  });

  test.each([
    ['servers', { leftOut: ['101', '102'] }],
    ['files of which the latest is an older one', { notLatest: ['users.csv'] }],
    ['both', { leftOut: ['101'], notLatest: ['users.csv', 'expenses.csv'] }],
  ])('tells what is missing from a slot that is done: %s', async (_gap, gaps) => {
    const told: JobAlert[] = [];
    const jobContext = newSurroundings(storage, { alert: (alert) => Promise.resolve(void told.push(alert)) });
    const job = newJob(() => Promise.resolve({ rows: 7, ...gaps }));
    expect(await runSlot(job, slot, jobContext, { signal })).toMatchObject({ outcome: 'done' });
    expect(told).toEqual([{ kind: 'incomplete', job: job.name, slot, ...gaps }]);
  });

  test('tells nothing of a whole slot', async () => {
    const told: JobAlert[] = [];
    const jobContext = newSurroundings(storage, { alert: (alert) => Promise.resolve(void told.push(alert)) });
    await runSlot(
      newJob(() => Promise.resolve({ rows: 7 })),
      slot,
      jobContext,
      { signal },
    );
    expect(told).toEqual([]);
  });

  test('gives up after the last pause, and tells', async () => {
    const job = newJob(() => Promise.reject(new RangeError('always')));
    const told: unknown[] = [];
    const jobContext = newSurroundings(storage, {
      alert: (alert) => Promise.resolve(void told.push(alert)),
    });
    expect(await runSlot(job, slot, jobContext, { signal })).toEqual({
      outcome: 'failed',
      failure: 'RangeError',
    });
    expect(told).toEqual([{ kind: 'failed', job: job.name, slot, tries: 3, failure: 'RangeError' }]);
    expect(await findRun(storage, seriesOf(job), slot)).toMatchObject({
      state: 'failed',
      failure: 'RangeError',
    });
    expect(await runSlot(job, slot, jobContext, { signal })).toEqual({
      outcome: 'finished',
      state: 'failed',
    });
  });

  test('keeps its lease however long the work takes', async () => {
    const job = newJob(async () => {
      await sleep(1_000);
      return {};
    });
    const jobContext = newSurroundings(storage, {
      limits: { ...defaultLimits, leaseMs: 300, retryPausesMs: [] },
    });
    const running = runSlot(job, slot, jobContext, { signal });
    await sleep(700);
    expect(await runSlot(job, slot, jobContext, { signal })).toMatchObject({ outcome: 'busy' });
    expect(await running).toMatchObject({ outcome: 'done' });
  });

  test('ends when somebody else took over, and changes nothing any more', async () => {
    let ended: unknown;
    const job = newJob(async ({ signal: workSignal, confirmLease }) => {
      // As a process that slept beyond its lease finds it.
      const now = new Date(Date.now() + 3_600_000);
      await claimSlot(storage, { ...seriesOf(job), slot, holder: 'thief', now, leaseMs: 60_000 });
      await confirmLease().catch((error: unknown) => (ended = error));
      workSignal.throwIfAborted();
      return {};
    });
    expect(await runSlot(job, slot, newSurroundings(storage), { signal })).toEqual({ outcome: 'lost' });
    expect(ended).toBeInstanceOf(LeaseLost);
    expect(await findRun(storage, seriesOf(job), slot)).toMatchObject({ state: 'running', holder: 'thief' });
  });

  test('is free for others at once when the process stops', async () => {
    const stopping = new AbortController();
    const job = newJob(async ({ signal: workSignal }) => {
      setTimeout(() => {
        stopping.abort();
      }, 20);
      await sleep(10_000, undefined, { signal: workSignal });
      return {};
    });
    const jobContext = newSurroundings(storage, {
      limits: { ...defaultLimits, leaseMs: 60_000, retryPausesMs: [] },
    });
    expect(await runSlot(job, slot, jobContext, { signal: stopping.signal })).toEqual({
      outcome: 'stopped',
    });
    const claim = await claimSlot(storage, {
      ...seriesOf(job),
      slot,
      holder: 'next',
      now: new Date(),
      leaseMs: 1_000,
    });
    expect(claim).toMatchObject({ outcome: 'claimed', isTakeover: true });
  });

  test('finishes another slot first that lost its owner', async () => {
    const order: string[] = [];
    const job = newJob((work) => {
      order.push(work.slot);
      return Promise.resolve({});
    });
    const past = new Date(Date.now() - 3_600_000);
    await claimSlot(storage, {
      ...seriesOf(job),
      slot: '20261121T183000Z',
      holder: 'dead',
      now: past,
      leaseMs: 1_000,
    });
    expect(await finishSlot(job, slot, newSurroundings(storage), { signal })).toMatchObject({
      outcome: 'done',
    });
    expect(order).toEqual(['20261121T183000Z', slot]);
  });
});

describe('a slot', () => {
  test('that a stop lets go is not claimed again by the process that stops', async () => {
    const stopping = new AbortController();
    let tries = 0;
    const job = newJob(async ({ signal: workSignal }) => {
      tries++;
      stopping.abort();
      workSignal.throwIfAborted();
      return Promise.resolve({});
    });
    const past = new Date(Date.now() - 3_600_000);
    const dead = { ...seriesOf(job), slot: '20261121T183000Z', holder: 'dead', now: past, leaseMs: 1_000 };
    await claimSlot(storage, dead);
    expect(await finishSlot(job, slot, newSurroundings(storage), { signal: stopping.signal })).toEqual({
      outcome: 'stopped',
    });
    expect(tries).toBe(1);
  });

  test('that ends every process is given up, and begins anew only when asked to', async () => {
    const job = newJob(() => Promise.resolve({}));
    const failures: JobAlert[] = [];
    const jobContext = newSurroundings(storage, {
      limits: { ...defaultLimits, leaseMs: 1_000, retryPausesMs: [], maxAttempts: 3 },
      alert: (alert) => Promise.resolve(void failures.push(alert)),
    });
    for (let death = 0; death < 3; death++) {
      const past = new Date(Date.now() - 3_600_000 + death * 10_000);
      const claim = await claimSlot(storage, {
        ...seriesOf(job),
        slot,
        holder: 'x',
        now: past,
        leaseMs: 1_000,
      });
      if (claim.outcome === 'claimed') await noteAttempt(storage, claim.lease);
    }
    expect(await runSlot(job, slot, jobContext, { signal })).toEqual({
      outcome: 'failed',
      failure: 'TooManyAttempts',
    });
    expect(failures).toMatchObject([{ slot, tries: 3, failure: 'TooManyAttempts' }]);
    expect(await runSlot(job, slot, jobContext, { signal, retriesFailedUntil: new Date() })).toMatchObject({
      outcome: 'done',
    });
  });
});

describe('a start', () => {
  const order: string[] = [];
  const weekly = () => {
    order.length = 0;
    return newJob((work) => {
      order.push(work.slot);
      return Promise.resolve({});
    });
  };

  test('runs nothing the first time ever', async () => {
    const job = weekly();
    await catchUp(job, newSurroundings(storage, { clock: clockFrom('2026-11-24T10:00:00Z') }), signal);
    expect(order).toEqual([]);
    expect(await findRuns(storage, seriesOf(job), { limit: 5 })).toMatchObject([
      { slot: '20261121T183000Z', state: 'skipped' },
    ]);
  });

  test('runs the newest of the slots that were missed, once, on however many machines', async () => {
    const job = weekly();
    await noteSkipped(storage, seriesOf(job), '20261107T183000Z', new Date());
    const jobContext = newSurroundings(storage, { clock: clockFrom('2026-12-01T10:00:00Z') });
    await Promise.all([catchUp(job, jobContext, signal), catchUp(job, jobContext, signal)]);
    await catchUp(job, jobContext, signal);
    expect(order).toEqual(['20261128T183000Z']);
  });

  test('is not misled by a slot of the future', async () => {
    const job = weekly();
    await noteSkipped(storage, seriesOf(job), '20261121T183000Z', new Date());
    await noteSkipped(storage, seriesOf(job), '20280101T183000Z', new Date());
    const told: JobAlert[] = [];
    const jobContext = newSurroundings(storage, {
      clock: clockFrom('2026-12-01T10:00:00Z'),
      alert: (alert) => Promise.resolve(void told.push(alert)),
    });
    await catchUp(job, jobContext, signal);
    expect(order).toEqual(['20261128T183000Z']);
    expect(told).toEqual([{ kind: 'future', job: job.name, slot: '20280101T183000Z' }]);
  });

  test('tries the last slot again if it failed', async () => {
    const job = weekly();
    const now = new Date('2026-11-28T18:30:00Z');
    const claim = await claimSlot(storage, { ...seriesOf(job), slot, holder: 'x', now, leaseMs: 1_000 });
    if (claim.outcome === 'claimed')
      await finishRun(storage, claim.lease, { state: 'failed', finishedAt: now, failure: 'E' });
    await catchUp(job, newSurroundings(storage, { clock: clockFrom('2026-12-01T10:00:00Z') }), signal);
    expect(order).toEqual([slot]);
    expect(await findRun(storage, seriesOf(job), slot)).toMatchObject({ state: 'done' });
  });
});

describe('another destination', () => {
  test('gets the newest slot at the first start, though it was done for the first', async () => {
    const done: string[] = [];
    const first = newJob((work) => Promise.resolve(void done.push(`first ${work.slot}`)).then(() => ({})));
    const second: Job = {
      ...first,
      destination: 's3://second/',
      run: (work) => Promise.resolve(void done.push(`second ${work.slot}`)).then(() => ({})),
    };
    const jobContext = newSurroundings(storage, { clock: clockFrom('2026-12-01T10:00:00Z') });
    await finishSlot(first, slot, jobContext, { signal });
    await catchUp(second, jobContext, signal);
    await catchUp(second, jobContext, signal);
    await catchUp(first, jobContext, signal);
    expect(done).toEqual([`first ${slot}`, `second ${slot}`]);
  });

  test('does not take over what runs for the first, whose process is gone', async () => {
    const done: string[] = [];
    const first = newJob(() => Promise.resolve({}));
    const second: Job = {
      ...first,
      destination: 's3://second/',
      run: (work) => Promise.resolve(void done.push(work.slot)).then(() => ({})),
    };
    const past = new Date(Date.now() - 3_600_000);
    const dead = { ...seriesOf(first), slot: '20261121T183000Z', holder: 'dead', now: past, leaseMs: 1_000 };
    await claimSlot(storage, dead);
    const jobContext = newSurroundings(storage);
    expect(await finishLapsed(second, jobContext, signal)).toBeUndefined();
    await finishSlot(second, slot, jobContext, { signal });
    expect(done).toEqual([slot]);
    expect(await findRun(storage, seriesOf(first), dead.slot)).toMatchObject({ state: 'running' });
  });
});

describe('a slot that failed for good', () => {
  /** A weekly job that fails so many times. */
  function failing(times: number, order: string[]): Job {
    return newJob((work) => {
      order.push(work.slot);
      return order.length <= times ? Promise.reject(new Error('not yet')) : Promise.resolve({});
    });
  }
  const noPauses = { ...defaultLimits, leaseMs: 1_000, retryPausesMs: [] };
  const at = (iso: string) => newSurroundings(storage, { clock: clockFrom(iso), limits: noPauses });

  test('is tried again each day, and not before, until it is done', async () => {
    const order: string[] = [];
    const job = failing(3, order);
    const failed = { outcome: 'failed', failure: 'Error' };
    expect(await finishSlot(job, slot, at('2026-11-28T18:30:00Z'), { signal })).toEqual(failed);
    expect(await retryFailed(job, at('2026-11-29T18:29:00Z'), signal)).toBeUndefined();
    expect(await retryFailed(job, at('2026-11-29T18:31:00Z'), signal)).toEqual(failed);
    expect(await retryFailed(job, at('2026-11-30T18:30:00Z'), signal)).toBeUndefined();
    expect(await retryFailed(job, at('2026-11-30T18:32:00Z'), signal)).toEqual(failed);
    expect(await retryFailed(job, at('2026-12-01T18:33:00Z'), signal)).toMatchObject({ outcome: 'done' });
    expect(await retryFailed(job, at('2026-12-02T18:34:00Z'), signal)).toBeUndefined();
    expect(order).toHaveLength(4);
  });

  test('is given up once the next has come', async () => {
    const order: string[] = [];
    const job = failing(1, order);
    await finishSlot(job, slot, at('2026-11-28T18:30:00Z'), { signal });
    const next = '20261205T183000Z';
    await finishSlot(job, next, at('2026-12-05T18:30:00Z'), { signal });
    expect(await retryFailed(job, at('2026-12-06T18:30:00Z'), signal)).toBeUndefined();
    expect(order).toEqual([slot, next]);
  });

  test('is tried again once a day by the processes together', async () => {
    const order: string[] = [];
    const job = failing(10, order);
    await finishSlot(job, slot, at('2026-11-28T18:30:00Z'), { signal });
    const tomorrow = Array.from({ length: 4 }, () => retryFailed(job, at('2026-11-29T18:31:00Z'), signal));
    await Promise.all(tomorrow);
    expect(order).toHaveLength(2);
  });

  test('is done by a process that runs on, without a restart', async () => {
    const order: string[] = [];
    const job = failing(1, order);
    let now = new Date('2026-11-22T10:00:00Z');
    const everySecond = { ...job.schedule, times: parseCron('30 0 0 * * 0') };
    const jobContext = newSurroundings(storage, { clock: () => now, limits: noPauses });
    const scheduler = new JobScheduler({ ...job, schedule: everySecond }, jobContext).start();
    const isIn = async (state: string) => {
      const [newest] = await findRuns(storage, seriesOf(job), { limit: 1 });
      return newest?.state === state;
    };
    try {
      await waitUntil(() => isIn('skipped'));
      now = new Date('2026-11-28T18:30:31Z');
      await waitUntil(() => isIn('failed'));
      now = new Date('2026-11-29T18:30:32Z');
      await waitUntil(() => isIn('done'));
    } finally {
      await scheduler.stop();
    }
  });
});

describe('the clock of a process', () => {
  test('that wakes after weeks runs the newest slot, and counts it', async () => {
    const order: string[] = [];
    const job = newJob((work) => {
      order.push(work.slot);
      return Promise.resolve({});
    }, '30 0 0 * * 0');
    let now = new Date('2026-11-22T10:00:00Z');
    const metrics = createMetrics();
    const jobContext = newSurroundings(storage, { clock: () => now });
    const scheduler = new JobScheduler(job, jobContext, metrics).start();
    try {
      expect(await metrics.render()).toContain(
        `hisaab_job_slots_total{job="${job.name}",outcome="failed"} 0`,
      );
      await waitUntil(async () => (await findRuns(storage, seriesOf(job), { limit: 1 })).length === 1);
      now = new Date('2026-12-25T10:00:00Z');
      await waitUntil(
        async () => (await findRun(storage, seriesOf(job), '20261219T183030Z'))?.state === 'done',
      );
      expect(order).toEqual(['20261219T183030Z']);
      await waitUntil(async () => /last_success_timestamp_seconds\S+ \d+/.test(await metrics.render()));
    } finally {
      await scheduler.stop();
    }
  });
});
