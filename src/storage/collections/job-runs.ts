import { Schema, type Model } from 'mongoose';
import { isDuplicateKey } from '../failures.js';

/**
 * The runs that belong together: a job, and where its results go. A slot that was done for one place is still to be done
 * for another.
 */
export interface Series {
  readonly job: string;
  /** A bucket, a prefix and an endpoint, as one text; empty in runs of versions that did not note it. */
  readonly destination: string;
}

/** One slot of a series: who runs it now, or how it ended. At most one slot of a series runs at a time. */
export interface JobRunRecord extends Series {
  /** Its instant in UTC, `20261128T183000Z`: the order of texts is that of time. */
  readonly slot: string;
  /** `skipped`: it is not to be run, because it passed before the first start. */
  readonly state: 'running' | 'done' | 'failed' | 'skipped';
  /** Of the process that runs it now; another token means that another process took over. */
  readonly leaseToken?: string;
  readonly leaseUntil?: Date;
  /** The process that runs or ran it, to find its log. */
  readonly holder?: string;
  /** How often its work was begun, over all processes. */
  readonly attempts: number;
  readonly startedAt: Date;
  readonly finishedAt?: Date;
  /** Kind of the last failure; never its message, which may quote data. */
  readonly failure?: string;
  readonly result?: Readonly<Record<string, unknown>>;
}

export const jobRunSchema = new Schema<JobRunRecord>(
  {
    job: { type: String, required: true },
    // Not `required`, which refuses an empty text.
    destination: { type: String, default: '' },
    slot: { type: String, required: true, match: /^\d{8}T\d{6}Z$/ },
    state: { type: String, required: true, enum: ['running', 'done', 'failed', 'skipped'] },
    leaseToken: String,
    leaseUntil: Date,
    holder: String,
    attempts: { type: Number, required: true, min: 0 },
    startedAt: { type: Date, required: true },
    finishedAt: Date,
    failure: String,
    result: Schema.Types.Mixed,
  },
  { collection: 'jobRuns', strict: 'throw', versionKey: false },
)
  .index({ job: 1, destination: 1, slot: 1 }, { unique: true })
  // The lock of a series.
  .index(
    { job: 1, destination: 1 },
    { unique: true, partialFilterExpression: { state: 'running' }, name: 'oneRunningOfSeries' },
  );

interface JobStore {
  readonly jobRuns: Model<JobRunRecord>;
}

/** Notes a slot that is not to be run. A slot that was begun already stays as it is. */
export async function noteSkipped(
  store: JobStore,
  { job, destination }: Series,
  slot: string,
  now: Date,
): Promise<void> {
  const run = {
    job,
    destination,
    slot,
    state: 'skipped' as const,
    attempts: 0,
    startedAt: now,
    finishedAt: now,
  };
  await store.jobRuns.create(run).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
  });
}

export interface RunsFilter {
  readonly limit: number;
  readonly state?: JobRunRecord['state'] | { readonly $ne: JobRunRecord['state'] };
  /** The last slot that counts. */
  readonly upTo?: string;
}

/** The runs of a series, the newest slot first; without a destination those of all its job's series. */
export async function findRuns(
  store: JobStore,
  { job, destination }: Pick<Series, 'job'> & Partial<Series>,
  { limit, state, upTo }: RunsFilter,
): Promise<JobRunRecord[]> {
  const filter = {
    job,
    ...(destination !== undefined && { destination }),
    ...(state !== undefined && { state }),
    ...(upTo !== undefined && { slot: { $lte: upTo } }),
  };
  return await store.jobRuns.find(filter, { _id: 0 }).sort({ slot: -1 }).limit(limit).lean().exec();
}

export async function findRun(
  store: JobStore,
  { job, destination }: Series,
  slot: string,
): Promise<JobRunRecord | undefined> {
  return (await store.jobRuns.findOne({ job, destination, slot }, { _id: 0 }).lean().exec()) ?? undefined;
}
