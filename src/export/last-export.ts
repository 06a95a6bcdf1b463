import type { Storage } from '../storage/connect.js';
import { findPlan } from '../storage/collections/job-plans.js';
import { findRuns, type JobRunRecord } from '../storage/collections/job-runs.js';
import { withinAnswerTime } from '../storage/within-answer-time.js';
import { nameSlot, parseSlot } from '../calendar/slot.js';

/** The export among the jobs. */
export const exportJobName = 'weekly-export';

/** How the exports stand. */
export interface ExportState {
  /** The newest that ran or runs; undefined: none has. */
  readonly last: LastExport | undefined;
  /** Undefined: no process has a bucket to export to. */
  readonly nextAt: Date | undefined;
  /** The export of `nextAt` should have begun, and has not. */
  readonly isOverdue: boolean;
}

export interface LastExport {
  readonly at: Date;
  readonly state: LastState;
  /** The servers that could not be exported. */
  readonly leftOut: readonly string[];
}

/** `retrying`: a try failed, another comes · `abandoned`: its process is gone, and no other has taken over yet */
export type LastState = 'running' | 'retrying' | 'abandoned' | 'done' | 'failed';

/** A process looks once a minute, and takes over from a dead one within two. */
const overdueAfterMs = 5 * 60_000;

/** How the exports stand, as their own records say. */
export async function fetchExportState(storage: Storage, now: Date): Promise<ExportState> {
  const { plan, run } = await withinAnswerTime(findLast(storage));
  const at = run && parseSlot(run.slot);
  const isBegun = plan !== undefined && run !== undefined && run.slot >= nameSlot(plan.nextAt);
  const isLate = plan !== undefined && now.getTime() - plan.nextAt.getTime() > overdueAfterMs;
  return {
    last: at && { at, state: stateOf(run, now), leftOut: leftOutOf(run) },
    nextAt: plan?.nextAt,
    isOverdue: isLate && !isBegun && run?.state !== 'running',
  };
}

/** The plan, and the newest run at the place that it names. */
async function findLast(storage: Storage) {
  const plan = await findPlan(storage, exportJobName);
  const place = plan?.destination !== undefined && { destination: plan.destination };
  const series = { job: exportJobName, ...place };
  const [run] = await findRuns(storage, series, { limit: 1, state: { $ne: 'skipped' } });
  return { plan, run };
}

/** The servers that a run left out, as it noted them. */
export function leftOutOf(run: Pick<JobRunRecord, 'result'> | undefined): readonly string[] {
  const leftOut = run?.result?.['leftOut'];
  return Array.isArray(leftOut) ? leftOut.map(String) : [];
}

function stateOf({ state, leaseUntil, failure }: JobRunRecord, now: Date): LastState {
  if (state !== 'running') return state === 'failed' ? 'failed' : 'done';
  if (leaseUntil === undefined || leaseUntil <= now) return 'abandoned';
  return failure === undefined ? 'running' : 'retrying';
}
