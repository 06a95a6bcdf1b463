import { setTimeout as sleep } from 'node:timers/promises';
import { claimSlot } from './claim-slot.js';
import { finishRun, noteAttempt, noteFailure, renewLease, type Lease } from './lease.js';
import { holdLease, type HeldLease } from './hold-lease.js';
import { LeaseLost, seriesOf, TooManyAttempts, type Job, type JobContext, type SlotResult } from './job.js';

export interface RunSlotOptions {
  readonly signal: AbortSignal;
  /** Begins a slot anew that failed for good, if that was not after this instant. */
  readonly retriesFailedUntil?: Date | undefined;
}

export type SlotOutcome =
  | { readonly outcome: 'done'; readonly result: SlotResult }
  /** It had been run, or given up, before. */
  | { readonly outcome: 'finished'; readonly state: 'done' | 'failed' | 'skipped' }
  /** Another process runs it, or another slot of the series. */
  | { readonly outcome: 'busy'; readonly slot: string; readonly until: Date }
  /** Another slot lost its owner, and is to be run first. */
  | { readonly outcome: 'blocked'; readonly slot: string }
  | { readonly outcome: 'failed'; readonly failure: string }
  /** Another process took over while this one ran it. */
  | { readonly outcome: 'lost' }
  /** The process stops; the slot is free for the next. */
  | { readonly outcome: 'stopped' };

/** Runs a slot of a job, if it may be run: claims it, tries until it is done, and says how it ended. */
export async function runSlot(
  job: Job,
  slot: string,
  jobContext: JobContext,
  options: RunSlotOptions,
): Promise<SlotOutcome> {
  const { storage, clock, holder, limits, log } = jobContext;
  const { retriesFailedUntil } = options;
  const request = { ...seriesOf(job), slot, holder, now: clock(), leaseMs: limits.leaseMs };
  const claim = await claimSlot(storage, { ...request, retriesFailedUntil });
  if (claim.outcome !== 'claimed') return claim;
  log.info({ job: job.name, slot }, claim.isTakeover ? 'took over a slot' : 'began a slot');
  const held = holdLease(jobContext, claim.lease, options.signal);
  try {
    if (claim.attempts >= limits.maxAttempts) {
      const error = new TooManyAttempts(claim.attempts);
      return await giveUp(error, claim.attempts, claim.lease, jobContext);
    }
    return await tryUntilDone(job, claim.lease, held, jobContext);
  } catch (error) {
    // When the work was ended from outside, its own error says less than the reason.
    if (!options.signal.aborted) {
      if (held.signal.aborted || error instanceof LeaseLost) return sayLost(job, slot, jobContext);
      throw error;
    }
    await release(claim.lease, jobContext);
    return { outcome: 'stopped' };
  } finally {
    held.letGo();
  }
}

async function tryUntilDone(
  job: Job,
  lease: Lease,
  held: HeldLease,
  jobContext: JobContext,
): Promise<SlotOutcome> {
  const { limits, log } = jobContext;
  const { slot } = lease;
  for (let tries = 1; ; tries++) {
    const startedAtMs = performance.now();
    try {
      const result = await tryOnce(job, lease, held, jobContext);
      const tookMs = Math.round(performance.now() - startedAtMs);
      log.info({ job: job.name, slot, tries, tookMs, result }, 'a slot is done');
      await tellGaps(job.name, slot, result, jobContext);
      return { outcome: 'done', result };
    } catch (error) {
      if (held.signal.aborted || error instanceof LeaseLost) throw error;
      const pauseMs = limits.retryPausesMs[tries - 1];
      if (pauseMs === undefined) return await giveUp(error, tries, lease, jobContext);
      log.warn({ err: error, job: job.name, slot, tries, pauseMs }, 'a slot failed; it is tried again');
      // For people to see; the next try matters more than this note.
      await noteFailure(jobContext.storage, lease, kindOf(error)).catch(() => undefined);
      await sleep(pauseMs, undefined, { signal: held.signal });
    }
  }
}

async function tryOnce(
  job: Job,
  lease: Lease,
  held: HeldLease,
  { storage, clock }: JobContext,
): Promise<SlotResult> {
  if (!(await noteAttempt(storage, lease))) throw new LeaseLost();
  const confirmLease = (): Promise<void> => held.confirm();
  const result = await job.run({ slot: lease.slot, signal: held.signal, confirmLease });
  if (!(await finishRun(storage, lease, { state: 'done', finishedAt: clock(), result })))
    throw new LeaseLost();
  return result;
}

/** A slot that is done is not begun again by itself: a person must mend what is missing. */
async function tellGaps(
  job: string,
  slot: string,
  { leftOut = [], notLatest = [] }: SlotResult,
  { alert }: JobContext,
): Promise<void> {
  const gaps = {
    ...(leftOut.length > 0 && { leftOut }),
    ...(notLatest.length > 0 && { notLatest }),
  };
  if (Object.keys(gaps).length > 0) await alert?.({ kind: 'incomplete', job, slot, ...gaps });
}

async function giveUp(
  error: unknown,
  tries: number,
  lease: Lease,
  { storage, clock, log, alert }: JobContext,
): Promise<SlotOutcome> {
  const { job, slot } = lease;
  const failure = kindOf(error);
  const isOurs = await finishRun(storage, lease, { state: 'failed', finishedAt: clock(), failure });
  if (!isOurs) throw new LeaseLost();
  log.error(
    { err: error, job, slot, tries },
    'a slot failed for good; it is tried again in a day, unless the next is due before',
  );
  await alert?.({ kind: 'failed', job, slot, tries, failure });
  return { outcome: 'failed', failure };
}

/** The kind of an error; never its message, which may quote data. */
function kindOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function sayLost(job: Job, slot: string, { log }: JobContext): SlotOutcome {
  log.warn({ job: job.name, slot }, 'lost a slot to another process');
  return { outcome: 'lost' };
}

/** Lets the next process begin at once instead of when the lease has lapsed. */
async function release(lease: Lease, { storage, clock, log }: JobContext): Promise<void> {
  await renewLease(storage, lease, clock()).catch((err: unknown) => {
    log.warn({ err, slot: lease.slot }, 'a slot could not be released; it is free once its lease has lapsed');
  });
}
