import { setTimeout as sleep } from 'node:timers/promises';
import { nameSlot, parseSlot } from '../calendar/slot.js';
import { noteSkipped, findRuns } from '../storage/collections/job-runs.js';
import { seriesOf, type Job, type JobContext } from './job.js';
import { runSlot, type RunSlotOptions, type SlotOutcome } from './run-slot.js';
import { previousSlot, slotsBetween } from '../calendar/schedule.js';

/** At most this many missed slots are counted. */
const countedMissed = 10_000;

/** The first and the longest pause before a slot that another process runs is looked at again. */
const lookAgainMs = 200;
const longestLookMs = 20_000;

export interface FinishSlotOptions extends RunSlotOptions {
  /** Told once that another process runs a slot, which is waited for. */
  readonly onBusy?: (slot: string) => void;
}

/**
 * Runs a slot, and waits while another of the series runs: it returns when the slot has ended, in any process. Slots that
 * lost their owner are finished on the way.
 */
export async function finishSlot(
  job: Job,
  slot: string,
  jobContext: JobContext,
  options: FinishSlotOptions,
): Promise<SlotOutcome> {
  let isTold = false;
  for (let pauseMs = lookAgainMs; ; pauseMs = Math.min(pauseMs * 1.5, longestLookMs)) {
    // A process that stops has let its slot go, and must not claim it again.
    if (options.signal.aborted) return { outcome: 'stopped' };
    const outcome = await runSlot(job, slot, jobContext, options);
    if (outcome.outcome === 'blocked') {
      await runSlot(job, outcome.slot, jobContext, { signal: options.signal });
    } else if (outcome.outcome === 'busy' || outcome.outcome === 'lost') {
      if (!isTold && outcome.outcome === 'busy') {
        isTold = true;
        options.onBusy?.(outcome.slot);
      }
      await sleep(pauseMs, undefined, { signal: options.signal });
    } else return outcome;
  }
}

/**
 * Does what is due at start: runs the newest slot that passed while no process ran, or that failed. Older missed slots
 * are skipped, because an export tells how things are now.
 * @returns how the slot ended; undefined: there was nothing to do
 */
export async function catchUp(
  job: Job,
  jobContext: JobContext,
  signal: AbortSignal,
): Promise<SlotOutcome | undefined> {
  const { storage, clock, log, alert } = jobContext;
  const now = nameSlot(clock());
  const due = nameSlot(previousSlot(job.schedule, clock()));
  const series = seriesOf(job);
  const [last] = await findRuns(storage, series, { limit: 1 });
  if (!last) return await beginSeries(job, due, jobContext, signal);
  if (last.slot > now) {
    log.error(
      { job: job.name, slot: last.slot },
      'a slot of the future has been run: some machine had a wrong clock. What is published stays until then, unless its manifest is removed',
    );
    await alert?.({ kind: 'future', job: job.name, slot: last.slot });
  }
  const [newest] = last.slot > now ? await findRuns(storage, series, { limit: 1, upTo: now }) : [last];
  if (!newest || newest.slot < due) {
    const missed = newest ? countMissed(job, newest.slot, due) : 1;
    log.warn(
      { job: job.name, slot: due, missed },
      'slots were missed while nobody ran; the newest is run now',
    );
    return await finishSlot(job, due, jobContext, { signal });
  }
  if (newest.state === 'failed') {
    log.info({ job: job.name, slot: newest.slot }, 'the last slot had failed; it is tried again');
    return await finishSlot(job, newest.slot, jobContext, { signal, retriesFailedUntil: clock() });
  }
  return undefined;
}

/** What is due where nothing was run yet. */
async function beginSeries(
  job: Job,
  due: string,
  jobContext: JobContext,
  signal: AbortSignal,
): Promise<SlotOutcome | undefined> {
  const { storage, clock, log } = jobContext;
  const [elsewhere] = await findRuns(storage, { job: job.name }, { limit: 1 });
  if (elsewhere) {
    log.info({ job: job.name, slot: due }, 'nothing was run for this destination yet; the newest slot is');
    return await finishSlot(job, due, jobContext, { signal });
  }
  // The first start ever: earlier slots were never to be run.
  await noteSkipped(storage, seriesOf(job), due, clock());
  return undefined;
}

/**
 * Begins the newest slot anew if it failed for good and has rested. Whoever could mend it may have done so meanwhile;
 * once a newer slot has come, the older one is given up.
 */
export async function retryFailed(
  job: Job,
  jobContext: JobContext,
  signal: AbortSignal,
): Promise<SlotOutcome | undefined> {
  const { storage, clock, limits, log } = jobContext;
  const [newest] = await findRuns(storage, seriesOf(job), { limit: 1, upTo: nameSlot(clock()) });
  const restedSince = new Date(clock().getTime() - limits.restMs);
  if (newest?.state !== 'failed' || newest.finishedAt === undefined || newest.finishedAt > restedSince) {
    return undefined;
  }
  log.info({ job: job.name, slot: newest.slot }, 'a slot that failed is tried again');
  return await finishSlot(job, newest.slot, jobContext, { signal, retriesFailedUntil: restedSince });
}

function countMissed(job: Job, last: string, due: string): number {
  const from = parseSlot(last);
  const to = parseSlot(due);
  if (!from || !to) return 1;
  return Math.min(slotsBetween(job.schedule, new Date(from.getTime() + 1), to).length + 1, countedMissed);
}

/** Takes over a slot whose owner no longer renews its lease. */
export async function finishLapsed(
  job: Job,
  jobContext: JobContext,
  signal: AbortSignal,
): Promise<SlotOutcome | undefined> {
  const [running] = await findRuns(jobContext.storage, seriesOf(job), { limit: 1, state: 'running' });
  if (running?.leaseUntil === undefined || running.leaseUntil > jobContext.clock()) return undefined;
  return await runSlot(job, running.slot, jobContext, { signal });
}
