import { setTimeout as sleep } from 'node:timers/promises';
import { nameSlot, parseSlot } from '../calendar/slot.js';
import { noteSkipped, findRuns } from '../storage/collections/job-runs.js';
import type { Job, JobContext } from './job.js';
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
 * Runs a slot, and waits while another of the job runs: it returns when the slot has ended, in any process. Slots that
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
  const { storage, clock, log } = jobContext;
  const now = nameSlot(clock());
  const due = nameSlot(previousSlot(job.schedule, clock()));
  const [last] = await findRuns(storage, job.name, { limit: 1 });
  if (!last) {
    // The first start ever: earlier slots were never to be run.
    await noteSkipped(storage, job.name, due, clock());
    return undefined;
  }
  if (last.slot > now) {
    log.error(
      { job: job.name, slot: last.slot },
      'a slot of the future has been run: some machine had a wrong clock. What is published stays until then, unless its manifest is removed',
    );
  }
  const [newest] = last.slot > now ? await findRuns(storage, job.name, { limit: 1, upTo: now }) : [last];
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
    return await finishSlot(job, newest.slot, jobContext, { signal, retriesFailed: true });
  }
  return undefined;
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
  const [running] = await findRuns(jobContext.storage, job.name, { limit: 1, state: 'running' });
  if (running?.leaseUntil === undefined || running.leaseUntil > jobContext.clock()) return undefined;
  return await runSlot(job, running.slot, jobContext, { signal });
}
