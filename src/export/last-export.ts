import type { Storage } from '../storage/connect.js';
import { readPlan, readRuns } from '../storage/job-runs.js';
import { readInTime } from '../storage/read-in-time.js';
import { readSlot } from './slot.js';

/** The export among the jobs. */
export const exportJobName = 'weekly-export';

/** What is known of the exports, for people to see. */
export interface ExportState {
  /** The newest that ran or runs; undefined: none has. */
  readonly last: { readonly at: Date; readonly state: 'running' | 'done' | 'failed' } | undefined;
  /** Undefined: no process has a bucket to export to. */
  readonly nextAt: Date | undefined;
  /** It should have begun, and nobody runs it. */
  readonly isOverdue: boolean;
}

/** A process looks once a minute, and takes over from a dead one within two. */
const overdueAfterMs = 5 * 60_000;

/** How the exports stand, as their own records say. */
export async function readExportState(storage: Storage, now: Date): Promise<ExportState> {
  const [runs, plan] = await readInTime(
    Promise.all([readRuns(storage, exportJobName, { limit: 10 }), readPlan(storage, exportJobName)]),
  );
  const [run] = runs.flatMap(({ slot, state, leaseUntil }) => {
    const at = readSlot(slot);
    return state === 'skipped' || at === undefined ? [] : [{ at, state, leaseUntil }];
  });
  const last = run && { at: run.at, state: run.state };
  const isRunning = run?.state === 'running' && run.leaseUntil !== undefined && run.leaseUntil > now;
  const isLate = plan !== undefined && now.getTime() - plan.nextAt.getTime() > overdueAfterMs;
  return { last, nextAt: plan?.nextAt, isOverdue: isLate && !isRunning };
}
