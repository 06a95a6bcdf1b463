import { createTask, type ScheduledTask } from 'node-cron';
import { nextSlot } from '../calendar/schedule.js';
import { nameSlot } from '../calendar/slot.js';
import type { Metrics } from '../ops/metrics.js';
import { withTimeLimit } from '../ops/wait.js';
import { notePlan } from '../storage/collections/job-plans.js';
import { findRuns } from '../storage/collections/job-runs.js';
import { DueSlots } from './due-slots.js';
import { seriesOf, type Job, type JobContext } from './job.js';
import { catchUp, finishLapsed, finishSlot, retryFailed } from './run-due-slots.js';
import type { SlotOutcome } from './run-slot.js';

/** How long a stop waits for the work to end. */
const stopWithinMs = 10_000;

/**
 * Runs the slots of a job as they come, one after the other. node-cron only wakes it: the schedule says which slots
 * there are, so that missed slots and due ones are counted alike, and a late or lost tick loses no slot.
 */
export class JobScheduler {
  readonly #stopping = new AbortController();
  readonly #due: DueSlots;
  #task: ScheduledTask | undefined;
  #work: Promise<void> | undefined;
  #hasCaughtUp = false;

  constructor(
    private readonly job: Job,
    private readonly jobContext: JobContext,
    private readonly metrics?: Metrics,
  ) {
    const { name, schedule } = job;
    this.#due = new DueSlots({ job: name, schedule, log: jobContext.log, since: jobContext.clock() });
    for (const outcome of ['done', 'failed']) metrics?.jobSlots.inc({ job: name, outcome }, 0);
    metrics?.jobFailures.inc({ job: name }, 0);
    metrics?.jobIncomplete.inc({ job: name }, 0);
  }

  start(): this {
    const { log } = this.jobContext;
    const needsSeconds = this.job.schedule.times.seconds.some((second) => second !== 0);
    this.#task = createTask(
      needsSeconds ? '* * * * * *' : '* * * * *',
      () => {
        this.#tick();
      },
      { timezone: 'UTC', unref: true, suppressMissedWarning: true, logger: cronLogger(log) },
    );
    void this.#task.start();
    this.#tick();
    return this;
  }

  /** Runs the slot of this moment, beside those of the schedule. */
  async runNow(): Promise<SlotOutcome> {
    const { job, jobContext } = this;
    const options = { signal: this.#stopping.signal };
    const ended = await finishSlot(job, nameSlot(jobContext.clock()), jobContext, options);
    this.#count(ended);
    return ended;
  }

  /** Ends the work under way, and leaves its slot to another process or the next start. */
  async stop(): Promise<void> {
    await this.#task?.destroy();
    this.#stopping.abort(new Error('The process stops'));
    if (this.#work) await withTimeLimit(this.#work, stopWithinMs, () => undefined);
  }

  #tick(): void {
    if (this.#work || this.#stopping.signal.aborted) return;
    this.#work = this.#runDue()
      .catch((err: unknown) => {
        if (this.#stopping.signal.aborted) return;
        const { log } = this.jobContext;
        log.error({ err, job: this.job.name }, 'slots could not be run; the next tick tries again');
      })
      .finally(() => {
        this.#work = undefined;
      });
  }

  async #runDue(): Promise<void> {
    const { job, jobContext } = this;
    const { signal } = this.#stopping;
    this.#count(await finishLapsed(job, jobContext, signal));
    if (!this.#hasCaughtUp) {
      this.#count(await catchUp(job, jobContext, signal));
      this.#hasCaughtUp = true;
    }
    this.#due.addUntil(jobContext.clock());
    for (let slot = this.#due.first; slot !== undefined; slot = this.#due.first) {
      const ended = await finishSlot(job, slot, jobContext, { signal });
      this.#count(ended);
      if (ended.outcome === 'stopped') return;
      // Not before: a slot whose work threw is tried again at the next tick.
      this.#due.removeFirst();
      this.#due.addUntil(jobContext.clock());
    }
    this.#count(await retryFailed(job, jobContext, signal));
    const now = jobContext.clock();
    const nextAt = nextSlot(job.schedule, now);
    await notePlan(jobContext.storage, job.name, { destination: job.destination, nextAt, seenAt: now });
    await this.#measureSuccess();
  }

  #count(ended: SlotOutcome | undefined): void {
    if (ended) this.metrics?.jobSlots.inc({ job: this.job.name, outcome: ended.outcome });
  }

  /** When a slot last ended well, in any process. */
  async #measureSuccess(): Promise<void> {
    const { job, metrics } = this;
    if (!metrics) return;
    const [done] = await findRuns(this.jobContext.storage, seriesOf(job), { limit: 1, state: 'done' });
    if (done?.finishedAt) metrics.jobLastSuccess.set({ job: job.name }, done.finishedAt.getTime() / 1_000);
  }
}

/** Without a logger the timer would write to the terminal. */
function cronLogger(log: JobContext['log']) {
  const say = (message: string | Error): void => {
    log.debug({ err: message }, 'the timer says something');
  };
  return { info: say, warn: say, error: say, debug: say };
}
