import { randomUUID } from 'node:crypto';
import type { JobRunRecord, Series } from '../storage/collections/job-runs.js';
import type { Storage } from '../storage/connect.js';
import { isDuplicateKey } from '../storage/failures.js';
import type { Lease } from './lease.js';

export interface ClaimRequest extends Series {
  readonly slot: string;
  readonly holder: string;
  readonly now: Date;
  readonly leaseMs: number;
  /** A slot that failed for good may be begun anew if that was not after this instant. */
  readonly retriesFailedUntil?: Date | undefined;
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
  /** A process that lives runs the slot, or another of the series. */
  | { readonly outcome: 'busy'; readonly slot: string; readonly until: Date }
  /** Another slot of the series lost its owner: it is to be finished first. */
  | { readonly outcome: 'blocked'; readonly slot: string };

type JobStore = Pick<Storage, 'jobRuns'>;

/**
 * Claims a slot by inserting its document, or takes it over from an owner whose lease has lapsed. The clocks of two
 * machines may differ by the length of a lease without harm: what an owner does is fenced by its token and repeats
 * without effect.
 */
export async function claimSlot(storage: JobStore, request: ClaimRequest): Promise<Claim> {
  const { job, destination, slot, now } = request;
  const lease = { job, destination, slot, token: randomUUID() };
  try {
    await storage.jobRuns.create({
      job,
      destination,
      slot,
      state: 'running',
      attempts: 0,
      startedAt: now,
      ...toLeaseFields(lease, request),
    });
    return { outcome: 'claimed', lease, isTakeover: false, attempts: 0 };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const run = await storage.jobRuns.findOne({ job, destination, slot }).lean().exec();
  if (!run) return await findRunning(storage, request);
  if (run.state === 'done' || run.state === 'skipped') return { outcome: 'finished', state: run.state };
  if (run.state === 'failed' && !mayRetry(run, request)) return { outcome: 'finished', state: 'failed' };
  if (run.state === 'running' && run.leaseUntil !== undefined && run.leaseUntil > now) {
    return { outcome: 'busy', slot, until: run.leaseUntil };
  }
  return await takeOver(storage, request, run, lease);
}

function mayRetry({ finishedAt }: JobRunRecord, { retriesFailedUntil }: ClaimRequest): boolean {
  return retriesFailedUntil !== undefined && (finishedAt === undefined || finishedAt <= retriesFailedUntil);
}

/** The fields of a run whose lease is taken. */
function toLeaseFields({ token }: Lease, { now, leaseMs, holder }: ClaimRequest) {
  return { leaseToken: token, leaseUntil: new Date(now.getTime() + leaseMs), holder };
}

async function takeOver(
  storage: JobStore,
  request: ClaimRequest,
  seen: JobRunRecord,
  lease: Lease,
): Promise<Claim> {
  const { job, destination, slot, now, leaseMs } = request;
  const busy = { outcome: 'busy', slot, until: new Date(now.getTime() + leaseMs) } as const;
  const token = seen.leaseToken ?? { $exists: false };
  // A slot that failed for good begins anew.
  const attempts = seen.state === 'failed' ? 0 : seen.attempts;
  try {
    const { matchedCount } = await storage.jobRuns.updateOne(
      {
        job,
        destination,
        slot,
        state: seen.state,
        leaseToken: token,
        leaseUntil: seen.leaseUntil ?? { $exists: false },
      },
      {
        $set: { state: 'running', attempts, ...toLeaseFields(lease, request) },
        $unset: { finishedAt: true },
      },
    );
    return matchedCount === 1 ? { outcome: 'claimed', lease, isTakeover: true, attempts } : busy;
  } catch (error) {
    // A failed slot, begun anew while another slot runs.
    if (isDuplicateKey(error)) return await findRunning(storage, request);
    throw error;
  }
}

/** Why a slot cannot be claimed: another slot of its series is running. */
async function findRunning(storage: JobStore, { job, destination, slot, now }: ClaimRequest): Promise<Claim> {
  const other = await storage.jobRuns.findOne({ job, destination, state: 'running' }).lean().exec();
  // It ended between the two looks; the next claim finds the way free.
  if (!other?.leaseUntil) return { outcome: 'busy', slot, until: now };
  if (other.leaseUntil > now) return { outcome: 'busy', slot: other.slot, until: other.leaseUntil };
  return { outcome: 'blocked', slot: other.slot };
}
