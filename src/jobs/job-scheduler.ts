import { createTask, type ScheduledTask } from 'node-cron';
import { nameSlot } from '../calendar/slot.js';
import pTimeout from 'p-timeout';
import type { Metrics } from '../ops/metrics.js';
import { notePlan, findRuns } from '../storage/collections/job-runs.js';
import type { Job, JobContext } from './job.js';
import { catchUp, finishLapsed, finishSlot } from './run-due-slots.js';
import type { SlotOutcome } from './run-slot.js';
import { nextSlot, previousSlot, slotsBetween } from '../calendar/schedule.js';

/** What waits longer, e.g. through a sleep of the machine or a long outage, gives way to a newer slot. */
const staleAfterMs = 60 * 60_000;

/** A clock that goes back by more was wrong before, and not merely corrected. */
const clockStepMs = 5 * 60_000;

/** How long a stop waits for the work to end. */
const stopWithinMs = 10_000;

/**
 * Runs the slots of a job as they come, one after the other. node-cron only wakes it: which slots there are says
 * `schedule.ts`, so that what was missed and what is due are counted alike, and a late or lost tick loses no slot.
 */
export class JobScheduler {
  readonly #stopping = new AbortController();
  #task: ScheduledTask | undefined;
  #work: Promise<void> | undefined;
  #hasCaughtUp = false;
  #seenUntil: Date;
  #pending: string[] = [];

  constructor(
    private readonly job: Job,
    private readonly jobContext: JobContext,
    private readonly metrics?: Metrics,
  ) {
    this.#seenUntil = jobContext.clock();
    for (const outcome of ['done', 'failed']) metrics?.jobSlots.inc({ job: job.name, outcome }, 0);
    metrics?.jobFailures.inc({ job: job.name }, 0);
  }

  start(): this {
    const { log } = this.jobContext;
    const isOfSeconds = this.job.schedule.times.seconds.some((second) => second !== 0);
    this.#task = createTask(
      isOfSeconds ? '* * * * * *' : '* * * * *',
      () => {
        this.#tick();
      },
      { timezone: 'UTC', unref: true, suppressMissedWarning: true, logger: cronLogger(log) },
    );
    void this.#task.start();
    this.#tick();
    return this;
  }

  /** The slot of this moment, beside those of the schedule. */
  async runNow(): Promise<SlotOutcome> {
    const { job, jobContext } = this;
    const options = { signal: this.#stopping.signal };
    const ended = await finishSlot(job, nameSlot(jobContext.clock()), jobContext, options);
    this.#count(ended);
    return ended;
  }

  async stop(): Promise<void> {
    await this.#task?.destroy();
    this.#stopping.abort(new Error('The process stops'));
    if (this.#work) await pTimeout(this.#work, { milliseconds: stopWithinMs, message: false });
  }

  #tick(): void {
    if (this.#work || this.#stopping.signal.aborted) return;
    this.#work = this.#lookAfter()
      .catch((err: unknown) => {
        if (this.#stopping.signal.aborted) return;
        const { log } = this.jobContext;
        log.error({ err, job: this.job.name }, 'slots could not be looked after; they are at the next tick');
      })
      .finally(() => {
        this.#work = undefined;
      });
  }

  async #lookAfter(): Promise<void> {
    const { job, jobContext } = this;
    const { signal } = this.#stopping;
    this.#count(await finishLapsed(job, jobContext, signal));
    if (!this.#hasCaughtUp) {
      this.#count(await catchUp(job, jobContext, signal));
      this.#hasCaughtUp = true;
    }
    this.#noteDue();
    for (let slot = this.#pending[0]; slot !== undefined; slot = this.#pending[0]) {
      const ended = await finishSlot(job, slot, jobContext, { signal });
      this.#count(ended);
      if (ended.outcome === 'stopped') return;
      // Not before: had it thrown, the slot would be tried at the next tick.
      this.#pending.shift();
      this.#noteDue();
    }
    const now = jobContext.clock();
    await notePlan(jobContext.storage, job.name, { nextAt: nextSlot(job.schedule, now), seenAt: now });
    await this.#measureSuccess();
  }

  /** Adds the slots that have come since the last look. Of those that are stale only the newest is kept. */
  #noteDue(): void {
    const { job } = this;
    const { clock, log } = this.jobContext;
    const now = clock();
    if (this.#seenUntil.getTime() - now.getTime() > clockStepMs) {
      log.warn(
        { job: job.name, was: this.#seenUntil, now },
        'the clock went back; slots are counted from now',
      );
      this.#seenUntil = now;
    }
    if (now <= this.#seenUntil) return;
    const staleUntil = new Date(now.getTime() - staleAfterMs);
    const since = this.#seenUntil;
    const hasSlept = since < staleUntil;
    const came = hasSlept
      ? [previousSlot(job.schedule, now)].filter((slot) => slot > since)
      : slotsBetween(job.schedule, after(since), after(now));
    if (hasSlept && came.length > 0) {
      log.warn({ job: job.name, since }, 'nobody looked for long; only the newest slot is run');
    }
    this.#seenUntil = now;
    const all = [...this.#pending, ...came.map(nameSlot)];
    this.#pending = all.filter((slot, index) => index === all.length - 1 || slot >= nameSlot(staleUntil));
  }

  #count(ended: SlotOutcome | undefined): void {
    if (ended) this.metrics?.jobSlots.inc({ job: this.job.name, outcome: ended.outcome });
  }

  /** When a slot last ended well, whichever process did it. */
  async #measureSuccess(): Promise<void> {
    const { job, metrics } = this;
    if (!metrics) return;
    const [done] = await findRuns(this.jobContext.storage, job.name, { limit: 1, state: 'done' });
    if (done?.finishedAt) metrics.jobLastSuccess.set({ job: job.name }, done.finishedAt.getTime() / 1_000);
  }
}

function after(instant: Date): Date {
  return new Date(instant.getTime() + 1);
}

/** The timer would otherwise write to the terminal. */
function cronLogger(log: JobContext['log']) {
  const say = (message: string | Error): void => {
    log.debug({ err: message }, 'the timer says something');
  };
  return { info: say, warn: say, error: say, debug: say };
}
