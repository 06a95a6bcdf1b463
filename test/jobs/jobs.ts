import { parseCron } from '../../src/calendar/parse-cron.js';
import { defaultLimits, type Job, type JobContext, type SlotWork } from '../../src/jobs/job.js';
import { createLog } from '../../src/ops/log.js';
import type { Storage } from '../../src/storage/connect.js';

let jobs = 0;

/** A job that no other test has, and that does what is given. */
export function newJob(run: (work: SlotWork) => Promise<Record<string, unknown>>, cron = '0 0 * * 0'): Job {
  return {
    destination: 's3://test/',
    name: `job-of-${process.pid}-${++jobs}`,
    schedule: { times: parseCron(cron), timeZone: 'Asia/Kolkata' },
    run,
  };
}

export function newSurroundings(storage: Storage, fields: Partial<JobContext> = {}): JobContext {
  return {
    storage,
    log: createLog('silent'),
    clock: () => new Date(),
    holder: 'test',
    limits: { ...defaultLimits, leaseMs: 1_000, retryPausesMs: [10, 20] },
    ...fields,
  };
}

/** @throws Error when it is not so within twenty seconds */
export async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('It did not come to be');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
