import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { ExportConfig } from '../config.js';
import { exportJobName } from '../export/last-export.js';
import type { Log } from '../ops/log.js';
import type { Metrics } from '../ops/metrics.js';
import type { Storage } from '../storage/connect.js';
import { notePlan } from '../storage/collections/job-plans.js';
import { alertHost } from './alert-host.js';
import { JobScheduler } from './job-scheduler.js';
import { defaultLimits, type JobLimits, type JobContext } from './job.js';
import type { SlotOutcome } from './run-slot.js';
import { weeklyExport } from './weekly-export.js';

export interface JobsOptions {
  readonly storage: Storage;
  readonly config: ExportConfig;
  readonly log: Log;
  readonly clock?: () => Date;
  readonly metrics?: Metrics;
  readonly limits?: JobLimits;
}

/** The jobs of this process. */
export interface Jobs {
  /**
   * Runs the export now, as the slot of this moment; waits while another one runs.
   * @throws Error when there is no bucket
   */
  exportNow(): Promise<SlotOutcome>;
  /** Ends what runs, and leaves it to another process or the next start. */
  stop(): Promise<void>;
}

/** Begins the weekly export where a bucket is configured. It never throws: what goes wrong is logged and tried again. */
export function startJobs(options: JobsOptions): Jobs {
  const { config, log, storage, metrics, limits = defaultLimits, clock = () => new Date() } = options;
  if (!config.s3) {
    log.warn('nothing is exported: S3_BUCKET is not set');
    void notePlan(storage, exportJobName, undefined).catch(() => undefined);
    return {
      exportNow: () => Promise.reject(new Error('There is no bucket to export to: S3_BUCKET is not set')),
      stop: () => Promise.resolve(),
    };
  }
  const jobContext: JobContext = {
    storage,
    log,
    clock,
    limits,
    holder: `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`,
    alert: (alert) => alertHost(alert, { url: config.alertWebhookUrl, log, ...(metrics && { metrics }) }),
  };
  const job = weeklyExport({ storage, s3: config.s3, schedule: config.exportSchedule, log });
  const scheduler = new JobScheduler(job, jobContext, metrics).start();
  return { exportNow: () => scheduler.runNow(), stop: () => scheduler.stop() };
}
