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
import { eraseRemovedServers } from './erase-removed-servers.js';
import { defaultLimits, type Job, type JobContext, type JobLimits } from './job.js';
import type { SlotOutcome } from './run-slot.js';
import { weeklyExport } from './weekly-export.js';

export interface JobsOptions {
  readonly storage: Storage;
  readonly config: ExportConfig;
  readonly log: Log;
  /** Whether the bot is in a server now, as Discord says; it throws where Discord does not say. */
  readonly isInServer: (guildId: string) => Promise<boolean>;
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

/**
 * Begins the jobs: the erasure of removed servers, and where a bucket is configured the weekly export. It never throws:
 * what goes wrong is logged and tried again.
 */
export function startJobs(options: JobsOptions): Jobs {
  const { config, log, storage, metrics, limits = defaultLimits, clock = () => new Date() } = options;
  const jobContext: JobContext = {
    storage,
    log,
    clock,
    limits,
    holder: `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`,
    alert: (alert) => alertHost(alert, { url: config.alertWebhookUrl, log, ...(metrics && { metrics }) }),
  };
  const start = (job: Job) => new JobScheduler(job, jobContext, metrics).start();
  const { timeZone } = config.exportSchedule;
  const { isInServer } = options;
  const erasing = start(eraseRemovedServers({ storage, timeZone, log, clock, isInServer }));
  const exporting =
    config.s3 && start(weeklyExport({ storage, s3: config.s3, schedule: config.exportSchedule, log }));
  if (!exporting) {
    log.warn('nothing is exported: S3_BUCKET is not set');
    void notePlan(storage, exportJobName, undefined).catch(() => undefined);
  }
  return {
    exportNow: () =>
      exporting?.runNow() ??
      Promise.reject(new Error('There is no bucket to export to: S3_BUCKET is not set')),
    async stop() {
      await Promise.all([erasing.stop(), exporting?.stop()]);
    },
  };
}
