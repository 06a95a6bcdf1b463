import { previousSlot, type Schedule } from '../calendar/schedule.js';
import { nameSlot, parseSlot } from '../calendar/slot.js';
import type { S3Settings } from '../config.js';
import { describeDestination } from '../export/describe-destination.js';
import { exportJobName } from '../export/last-export.js';
import type { ObjectStore } from '../export/object-store.js';
import type { Progress } from '../export/export-files.js';
import { announceHeads } from '../ledger/announce-heads.js';
import type { Log } from '../ops/log.js';
import type { Storage } from '../storage/connect.js';
import type { Job } from './job.js';

export interface WeeklyExportOptions {
  readonly storage: Storage;
  readonly s3: S3Settings;
  readonly schedule: Schedule;
  readonly log: Log;
  readonly onProgress?: (progress: Progress) => void;
  /** For tests: the bucket to write to instead. */
  readonly connect?: (settings: S3Settings) => ObjectStore;
}

/** The name and the destination of the exports to a bucket. */
export function exportSeries(s3: S3Settings): Pick<Job, 'name' | 'destination'> {
  return { name: exportJobName, destination: describeDestination(s3) };
}

/** The data of every user to the bucket, as CSV. */
export function weeklyExport({ storage, s3, schedule, log, onProgress, connect }: WeeklyExportOptions): Job {
  return {
    ...exportSeries(s3),
    schedule,
    async run({ slot, signal, confirmLease }) {
      // The SDK is large, and needed once a week.
      const [{ connectS3 }, { publishExport }] = await Promise.all([
        import('../export/s3.js'),
        import('../export/publish-export.js'),
      ]);
      const store = (connect ?? connectS3)(s3);
      try {
        const options = { storage, store, slot, signal, confirmLease, log };
        const { files, leftOut, notLatest } = await publishExport({
          ...options,
          ...(onProgress && { onProgress }),
        });
        await confirmLease();
        // Once a week: an export by hand says nothing to anybody.
        const told = isOf(schedule, slot)
          ? await announceHeads(storage, { slot, now: new Date(), signal })
          : 0;
        return {
          users: files.users.rows,
          balances: files.balances.rows,
          expenses: files.expenses.rows,
          ...(told > 0 && { told }),
          ...(leftOut.length > 0 && { leftOut: leftOut.map(({ guildId }) => guildId) }),
          ...(notLatest.length > 0 && { notLatest }),
        };
      } finally {
        store.close();
      }
    },
  };
}

/** Whether a slot is one of a schedule, and not the moment of an export by hand. */
function isOf(schedule: Schedule, slot: string): boolean {
  const at = parseSlot(slot);
  return at !== undefined && nameSlot(previousSlot(schedule, at)) === slot;
}
