// A program for tests that kill processes at work: `run-jobs.ts OPTIONS`, see `JobsProgram`. It logs to stdout.
import { parseCron } from '../../src/calendar/parse-cron.js';
import type { S3Settings } from '../../src/config.js';
import { connectS3, type S3Limits } from '../../src/export/s3.js';
import { JobScheduler } from '../../src/jobs/job-scheduler.js';
import type { Job, JobLimits, JobContext } from '../../src/jobs/job.js';
import { finishSlot } from '../../src/jobs/run-due-slots.js';
import { weeklyExport } from '../../src/jobs/weekly-export.js';
import { createLog } from '../../src/ops/log.js';
import { connectStorage } from '../../src/storage/connect.js';

export interface JobsProgram {
  readonly mongodbUri: string;
  readonly s3: S3Settings;
  readonly limits: JobLimits;
  readonly s3Limits: S3Limits;
  /** Runs the export on this schedule, in UTC, until SIGTERM. Undefined: runs one slot and ends. */
  readonly cron?: string;
  readonly slot?: string;
  /** Where it sends itself SIGKILL. */
  readonly diesAt?: 'beforeClaim' | 'afterClaim';
}

const program = JSON.parse(process.argv[2] ?? '') as JobsProgram;
const log = createLog('info');
const storage = await connectStorage(program.mongodbUri);
const jobContext: JobContext = {
  storage,
  log,
  clock: () => new Date(),
  holder: String(process.pid),
  limits: program.limits,
};
const real = weeklyExport({
  storage,
  s3: program.s3,
  schedule: { times: parseCron(program.cron ?? '0 0 * * 0'), timeZone: 'UTC' },
  log,
  connect: (settings) => connectS3(settings, program.s3Limits),
});
const job: Job = {
  ...real,
  run: (work) => {
    if (program.diesAt === 'afterClaim') process.kill(process.pid, 'SIGKILL');
    return real.run(work);
  },
};

if (program.diesAt === 'beforeClaim') process.kill(process.pid, 'SIGKILL');
if (program.cron === undefined) {
  const { signal } = new AbortController();
  await finishSlot(job, program.slot ?? '', jobContext, { signal, retriesFailedUntil: new Date() });
  await storage.close();
} else {
  const jobs = new JobScheduler(job, jobContext).start();
  process.stdout.write('started\n');
  process.once('SIGTERM', () => {
    void jobs
      .stop()
      .then(() => storage.close())
      .then(() => process.exit(0));
  });
  setInterval(() => undefined, 60_000);
}
