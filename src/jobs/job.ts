import type { Schedule } from '../calendar/schedule.js';
import type { Log } from '../ops/log.js';
import type { Series } from '../storage/collections/job-runs.js';
import type { Storage } from '../storage/connect.js';

/** Something that is to be done exactly once for every slot of a schedule. */
export interface Job {
  readonly name: string;
  /** Where its results go: another destination is another series of slots. */
  readonly destination: string;
  readonly schedule: Schedule;
  /**
   * Does the work of a slot. It may be cut short anywhere and begun again, by this process or another, and must come to
   * the same end; `confirmLease` comes before every write that others can see.
   * @returns what is kept of it with the slot: nothing personal
   */
  run(work: SlotWork): Promise<SlotResult>;
}

/** What a slot that is done came to: numbers for people to see, and what its work had to leave out. */
export type SlotResult = Readonly<Record<string, unknown>> & SlotGaps;

/** What is missing from a slot that is done. */
export interface SlotGaps {
  /** The servers whose data could not be used. */
  readonly leftOut?: readonly string[];
  /** The files of which the latest could not be replaced. */
  readonly notLatest?: readonly string[];
}

/** The slots of a job. */
export function seriesOf({ name, destination }: Pick<Job, 'name' | 'destination'>): Series {
  return { job: name, destination };
}

/** One try at a slot. */
export interface SlotWork {
  /** `20261128T183000Z` */
  readonly slot: string;
  /** Ends the work: the lease is lost, or the process stops. */
  readonly signal: AbortSignal;
  /** @throws LeaseLost when another process has taken over */
  readonly confirmLease: () => Promise<void>;
}

/** What jobs need to run; a process has one. */
export interface JobContext {
  readonly storage: Storage;
  readonly log: Log;
  readonly clock: () => Date;
  /** Names this process among those that share the database. */
  readonly holder: string;
  readonly limits: JobLimits;
  /** Told what a person must look at. It never throws. */
  readonly alert?: (alert: JobAlert) => Promise<void>;
}

export interface JobLimits {
  /** A process that has not renewed its lease for this long has lost its slot. */
  readonly leaseMs: number;
  /** Between the tries at a slot; one more try than there are pauses. */
  readonly retryPausesMs: readonly number[];
  /** How long a slot that failed for good rests before it is begun anew, unless a newer one has come. */
  readonly restMs: number;
  /** Over all processes. A slot that kills the process that runs it must not kill them all, one after the other. */
  readonly maxAttempts: number;
}

/** Within an hour an outage is over, or a person is needed, who may take days. */
export const defaultLimits: JobLimits = {
  leaseMs: 60_000,
  retryPausesMs: [10_000, 60_000, 5 * 60_000, 15 * 60_000, 30 * 60_000],
  restMs: 24 * 60 * 60_000,
  maxAttempts: 24,
};

/** What the host of the bot is told of a slot. */
export type JobAlert = { readonly job: string; readonly slot: string } & (
  | {
      /** It failed for good. */
      readonly kind: 'failed';
      readonly tries: number;
      /** The kind of the last error; never its message. */
      readonly failure: string;
    }
  /** It is done, but not whole. */
  | ({ readonly kind: 'incomplete' } & SlotGaps)
  /** It was run before its time. */
  | { readonly kind: 'future' }
);

/** A slot was begun again and again, and no process lived to say why it failed. */
export class TooManyAttempts extends Error {
  constructor(attempts: number) {
    super(`The slot was begun ${attempts} times, and none of it ended`);
    this.name = 'TooManyAttempts';
  }
}

/** Another process runs the slot now. */
export class LeaseLost extends Error {
  constructor() {
    super('Another process has taken over');
    this.name = 'LeaseLost';
  }
}
