import type { Series } from '../storage/collections/job-runs.js';
import type { Storage } from '../storage/connect.js';

/** The right to run a slot, as long as it is renewed. */
export interface Lease extends Series {
  readonly slot: string;
  readonly token: string;
}

type JobStore = Pick<Storage, 'jobRuns'>;

/**
 * Renews a lease, or lets it go where it ends now.
 * @returns false when the lease is no longer ours
 */
export async function renewLease(storage: JobStore, lease: Lease, leaseUntil: Date): Promise<boolean> {
  return await changeRun(storage, lease, { $set: { leaseUntil } });
}

/** Notes that the work of a slot begins once more. */
export async function noteAttempt(storage: JobStore, lease: Lease): Promise<boolean> {
  return await changeRun(storage, lease, { $inc: { attempts: 1 } });
}

/** Notes that a try failed and another comes. */
export async function noteFailure(storage: JobStore, lease: Lease, failure: string): Promise<boolean> {
  return await changeRun(storage, lease, { $set: { failure } });
}

/** How a slot ended. */
export type RunEnd =
  | { readonly state: 'done'; readonly finishedAt: Date; readonly result: Readonly<Record<string, unknown>> }
  | { readonly state: 'failed'; readonly finishedAt: Date; readonly failure: string };

/**
 * Notes how a slot ended, and lets its lease go.
 * @returns false when the lease was no longer ours: then nothing has changed
 */
export async function finishRun(storage: JobStore, lease: Lease, end: RunEnd): Promise<boolean> {
  const stale = { leaseToken: true, leaseUntil: true, ...(end.state === 'done' && { failure: true }) };
  return await changeRun(storage, lease, { $set: end, $unset: stale });
}

async function changeRun(
  storage: JobStore,
  { job, destination, slot, token }: Lease,
  change: Parameters<JobStore['jobRuns']['updateOne']>[1],
): Promise<boolean> {
  const { matchedCount } = await storage.jobRuns.updateOne(
    { job, destination, slot, leaseToken: token, state: 'running' },
    change,
  );
  return matchedCount === 1;
}
