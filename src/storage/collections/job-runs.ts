import { randomUUID } from 'node:crypto';
import { Schema, type Model } from 'mongoose';
import { isDuplicateKey } from '../failures.js';

/** One slot of a job: who runs it now, or how it ended. At most one slot of a job runs at a time. */
export interface JobRunRecord {
  readonly job: string;
  /** Its instant in UTC, `20261128T183000Z`: the order of texts is that of time. */
  readonly slot: string;
  /** `skipped`: passed before anybody could have run it, or for a newer one. */
  readonly state: 'running' | 'done' | 'failed' | 'skipped';
  /** Fences whoever runs it now; another token means that somebody took over. */
  readonly leaseToken?: string;
  readonly leaseUntil?: Date;
  /** The process that runs or ran it, for whoever looks for its log. */
  readonly holder?: string;
  /** How often its work was begun, over all who ran it. */
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
  .index({ job: 1, slot: 1 }, { unique: true })
  // The lock of a job.
  .index({ job: 1 }, { unique: true, partialFilterExpression: { state: 'running' }, name: 'oneRunning' });

/** When a job is next to run, as the process that looked last says; for people to see. */
export interface JobPlanRecord {
  /** The job's name. */
  readonly _id: string;
  readonly nextAt: Date;
  readonly seenAt: Date;
}

export const jobPlanSchema = new Schema<JobPlanRecord>(
  {
    _id: { type: String, required: true },
    nextAt: { type: Date, required: true },
    seenAt: { type: Date, required: true },
  },
  { collection: 'jobPlans', strict: 'throw', versionKey: false },
);

interface JobStore {
  readonly jobRuns: Model<JobRunRecord>;
  readonly jobPlans: Model<JobPlanRecord>;
}

/** The right to run a slot, as long as it is renewed. */
export interface Lease {
  readonly job: string;
  readonly slot: string;
  readonly token: string;
}

export interface ClaimRequest {
  readonly job: string;
  readonly slot: string;
  readonly holder: string;
  readonly now: Date;
  readonly leaseMs: number;
  /** Whether a slot that failed for good may be begun anew. */
  readonly retriesFailed?: boolean;
}

export type Claim =
  | {
      readonly outcome: 'claimed';
      readonly lease: Lease;
      readonly isTakeover: boolean;
      /** How often its work was begun before. */
      readonly attempts: number;
    }
  | { readonly outcome: 'finished'; readonly state: 'done' | 'failed' | 'skipped' }
  /** The slot, or another of the job, is being run by somebody who lives. */
  | { readonly outcome: 'busy'; readonly slot: string; readonly until: Date }
  /** Another slot of the job lost its owner: it is to be finished first. */
  | { readonly outcome: 'blocked'; readonly slot: string };

/**
 * Claims a slot by inserting its document, or takes it over from an owner whose lease has lapsed. The clocks of two
 * machines may differ by the length of a lease without harm: what an owner does is fenced by its token and repeats
 * without effect.
 */
export async function claimSlot(store: JobStore, request: ClaimRequest): Promise<Claim> {
  const { job, slot, now } = request;
  const lease = { job, slot, token: randomUUID() };
  try {
    await store.jobRuns.create({
      job,
      slot,
      state: 'running',
      attempts: 0,
      startedAt: now,
      ...hold(lease, request),
    });
    return { outcome: 'claimed', lease, isTakeover: false, attempts: 0 };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const run = await store.jobRuns.findOne({ job, slot }).lean().exec();
  if (!run) return await lookAtOther(store, request);
  if (run.state === 'done' || run.state === 'skipped') return { outcome: 'finished', state: run.state };
  if (run.state === 'failed' && !request.retriesFailed) return { outcome: 'finished', state: 'failed' };
  if (run.state === 'running' && run.leaseUntil !== undefined && run.leaseUntil > now) {
    return { outcome: 'busy', slot, until: run.leaseUntil };
  }
  return await takeOver(store, request, run, lease);
}

/** What is written where a lease is taken. */
function hold({ token }: Lease, { now, leaseMs, holder }: ClaimRequest) {
  return { leaseToken: token, leaseUntil: new Date(now.getTime() + leaseMs), holder };
}

async function takeOver(
  store: JobStore,
  request: ClaimRequest,
  seen: JobRunRecord,
  lease: Lease,
): Promise<Claim> {
  const { job, slot, now, leaseMs } = request;
  const busy = { outcome: 'busy', slot, until: new Date(now.getTime() + leaseMs) } as const;
  const token = seen.leaseToken ?? { $exists: false };
  // What failed for good begins anew.
  const attempts = seen.state === 'failed' ? 0 : seen.attempts;
  try {
    const { matchedCount } = await store.jobRuns.updateOne(
      { job, slot, state: seen.state, leaseToken: token, leaseUntil: seen.leaseUntil ?? { $exists: false } },
      { $set: { state: 'running', attempts, ...hold(lease, request) }, $unset: { finishedAt: true } },
    );
    return matchedCount === 1 ? { outcome: 'claimed', lease, isTakeover: true, attempts } : busy;
  } catch (error) {
    // A failed slot, begun anew while another slot runs.
    if (isDuplicateKey(error)) return await lookAtOther(store, request);
    throw error;
  }
}

async function lookAtOther(store: JobStore, { job, slot, now }: ClaimRequest): Promise<Claim> {
  const other = await store.jobRuns.findOne({ job, state: 'running' }).lean().exec();
  // It ended between the two looks: whoever asks again finds the way free.
  if (!other?.leaseUntil) return { outcome: 'busy', slot, until: now };
  if (other.leaseUntil > now) return { outcome: 'busy', slot: other.slot, until: other.leaseUntil };
  return { outcome: 'blocked', slot: other.slot };
}

/** @returns false when the lease is no longer ours */
export async function renewLease(store: JobStore, lease: Lease, leaseUntil: Date): Promise<boolean> {
  return await changeRun(store, lease, { $set: { leaseUntil } });
}

/** Notes that the work of a slot begins once more. */
export async function noteAttempt(store: JobStore, lease: Lease): Promise<boolean> {
  return await changeRun(store, lease, { $inc: { attempts: 1 } });
}

/** Notes that a try failed and another comes. */
export async function noteFailure(store: JobStore, lease: Lease, failure: string): Promise<boolean> {
  return await changeRun(store, lease, { $set: { failure } });
}

/** How a slot ended. */
export type RunEnd =
  | { readonly state: 'done'; readonly finishedAt: Date; readonly result: Readonly<Record<string, unknown>> }
  | { readonly state: 'failed'; readonly finishedAt: Date; readonly failure: string };

/** @returns false when the lease was no longer ours: then nothing has changed */
export async function finishRun(store: JobStore, lease: Lease, end: RunEnd): Promise<boolean> {
  const stale = { leaseToken: true, leaseUntil: true, ...(end.state === 'done' && { failure: true }) };
  return await changeRun(store, lease, { $set: end, $unset: stale });
}

async function changeRun(
  store: JobStore,
  { job, slot, token }: Lease,
  change: Parameters<JobStore['jobRuns']['updateOne']>[1],
): Promise<boolean> {
  const { matchedCount } = await store.jobRuns.updateOne(
    { job, slot, leaseToken: token, state: 'running' },
    change,
  );
  return matchedCount === 1;
}

/** Notes a slot that nobody is to run. Who runs or ran it already stays. */
export async function noteSkipped(store: JobStore, job: string, slot: string, now: Date): Promise<void> {
  const run = { job, slot, state: 'skipped' as const, attempts: 0, startedAt: now, finishedAt: now };
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

/** The runs of a job, the newest slot first. */
export async function findRuns(
  store: JobStore,
  job: string,
  { limit, state, upTo }: RunsFilter,
): Promise<JobRunRecord[]> {
  const filter = {
    job,
    ...(state !== undefined && { state }),
    ...(upTo !== undefined && { slot: { $lte: upTo } }),
  };
  return await store.jobRuns.find(filter, { _id: 0 }).sort({ slot: -1 }).limit(limit).lean().exec();
}

export async function findRun(store: JobStore, job: string, slot: string): Promise<JobRunRecord | undefined> {
  return (await store.jobRuns.findOne({ job, slot }, { _id: 0 }).lean().exec()) ?? undefined;
}

/** Says when a job runs next; undefined: it is not set up. */
export async function notePlan(
  store: JobStore,
  job: string,
  plan: { readonly nextAt: Date; readonly seenAt: Date } | undefined,
): Promise<void> {
  if (plan === undefined) await store.jobPlans.deleteOne({ _id: job });
  else {
    const note = () => store.jobPlans.updateOne({ _id: job }, { $set: plan }, { upsert: true });
    await note().catch((error: unknown) => {
      if (isDuplicateKey(error)) return note();
      throw error;
    });
  }
}

export async function findPlan(store: JobStore, job: string): Promise<JobPlanRecord | undefined> {
  return (await store.jobPlans.findById(job).lean().exec()) ?? undefined;
}
