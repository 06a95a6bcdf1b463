import { previousSlot, slotsBetween, type Schedule } from '../calendar/schedule.js';
import { nameSlot } from '../calendar/slot.js';
import type { Log } from '../ops/log.js';

/** A slot that waits longer, e.g. through a sleep of the machine or a long outage, gives way to a newer one. */
const staleAfterMs = 60 * 60_000;

/** A clock that goes back by more was wrong before, and not merely corrected. */
const clockStepMs = 5 * 60_000;

export interface DueSlotsOptions {
  readonly job: string;
  readonly schedule: Schedule;
  readonly log: Log;
  /** Slots up to this instant are not counted. */
  readonly since: Date;
}

/** The slots of a schedule that have come and are still to be run, counted by the schedule and not by a timer. */
export class DueSlots {
  #seenUntil: Date;
  #names: string[] = [];

  constructor(private readonly options: DueSlotsOptions) {
    this.#seenUntil = options.since;
  }

  /** The slot to run first; undefined: none is due. */
  get first(): string | undefined {
    return this.#names[0];
  }

  removeFirst(): void {
    this.#names.shift();
  }

  /** Adds the slots that have come since the last look. Of those that are stale only the newest is kept. */
  addUntil(now: Date): void {
    const { job, log } = this.options;
    if (this.#seenUntil.getTime() - now.getTime() > clockStepMs) {
      log.warn({ job, was: this.#seenUntil, now }, 'the clock went back; slots are counted from now');
      this.#seenUntil = now;
    }
    if (now <= this.#seenUntil) return;
    const staleUntil = new Date(now.getTime() - staleAfterMs);
    const names = [...this.#names, ...this.#findNew(now, staleUntil).map(nameSlot)];
    this.#names = names.filter((name, index) => index === names.length - 1 || name >= nameSlot(staleUntil));
    this.#seenUntil = now;
  }

  #findNew(now: Date, staleUntil: Date): Date[] {
    const { job, schedule, log } = this.options;
    const since = this.#seenUntil;
    if (since >= staleUntil) return slotsBetween(schedule, after(since), after(now));
    const found = [previousSlot(schedule, now)].filter((slot) => slot > since);
    if (found.length > 0) log.warn({ job, since }, 'nobody looked for long; only the newest slot is run');
    return found;
  }
}

function after(instant: Date): Date {
  return new Date(instant.getTime() + 1);
}
