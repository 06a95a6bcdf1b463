import { createTask, type ScheduledTask } from 'node-cron';
import { nameSlot } from '../export/slot.js';
import type { Metrics } from '../ops/metrics.js';
import { notePlan } from '../storage/job-runs.js';
import type { Job, JobSurroundings } from './job.js';
import { catchUp, finishLapsed, finishSlot } from './run-due-slots.js';
import type { SlotOutcome } from './run-slot.js';
import { nextSlot, slotsBetween } from './schedule.js';

/** After a sleep of the machine in which more than so many slots came, only the newest is run. */
const maxPending = 1_000;

/** How long a stop waits for the work to end. */
const stopWithinMs = 10_000;

/**
 * Runs the slots of a job as they come, one after the other. node-cron only wakes it: which slots there are says
 * `schedule.ts`, so that what was missed and what is due are counted alike, and a late or lost tick loses no slot.
 */
export class Clockwork {
  readonly #stopping = new AbortController();
  #task: ScheduledTask | undefined;
  #work: Promise<void> | undefined;
  #hasCaughtUp = false;
  #seenUntil: Date;
  #pending: string[] = [];

  constructor(
    private readonly job: Job,
    private readonly surroundings: JobSurroundings,
    private readonly metrics?: Metrics,
  ) {
    this.#seenUntil = surroundings.clock();
  }

  start(): this {
    const { log } = this.surroundings;
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
    const { job, surroundings } = this;
    const options = { signal: this.#stopping.signal };
    return await finishSlot(job, nameSlot(surroundings.clock()), surroundings, options);
  }

  async stop(): Promise<void> {
    await this.#task?.destroy();
    this.#stopping.abort(new Error('The process stops'));
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, stopWithinMs);
    });
    await Promise.race([this.#work, tooLate]);
    clearTimeout(timer);
  }

  #tick(): void {
    if (this.#work || this.#stopping.signal.aborted) return;
    this.#work = this.#lookAfter()
      .catch((err: unknown) => {
        if (this.#stopping.signal.aborted) return;
        const { log } = this.surroundings;
        log.error({ err, job: this.job.name }, 'slots could not be looked after; they are at the next tick');
      })
      .finally(() => {
        this.#work = undefined;
      });
  }

  async #lookAfter(): Promise<void> {
    const { job, surroundings } = this;
    const { signal } = this.#stopping;
    if (!this.#hasCaughtUp) {
      await catchUp(job, surroundings, signal);
      this.#hasCaughtUp = true;
    }
    await finishLapsed(job, surroundings, signal);
    this.#noteDue();
    for (let slot = this.#pending[0]; slot !== undefined; slot = this.#pending[0]) {
      const { outcome } = await finishSlot(job, slot, surroundings, { signal });
      this.metrics?.count('hisaab_job_slots_total', { job: job.name, outcome });
      if (outcome === 'stopped') return;
      // Not before: had it thrown, the slot would be tried at the next tick.
      this.#pending.shift();
      this.#noteDue();
    }
    const now = surroundings.clock();
    await notePlan(surroundings.storage, job.name, { nextAt: nextSlot(job.schedule, now), seenAt: now });
  }

  /** Adds the slots that have come since the last look. */
  #noteDue(): void {
    const now = this.surroundings.clock();
    if (now <= this.#seenUntil) return;
    const came = slotsBetween(this.job.schedule, after(this.#seenUntil), after(now));
    this.#seenUntil = now;
    this.#pending.push(...came.map(nameSlot));
    if (this.#pending.length <= maxPending) return;
    const left = this.#pending.length - 1;
    this.surroundings.log.warn(
      { job: this.job.name, left },
      'too many slots came at once; only the newest is run',
    );
    this.#pending = this.#pending.slice(-1);
  }
}

function after(instant: Date): Date {
  return new Date(instant.getTime() + 1);
}

/** The timer would otherwise write to the terminal. */
function cronLogger(log: JobSurroundings['log']) {
  const say = (message: string | Error): void => {
    log.debug({ err: message }, 'the timer says something');
  };
  return { info: say, warn: say, error: say, debug: say };
}
