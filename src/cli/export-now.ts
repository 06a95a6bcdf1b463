import { loadCommandConfig, type CommandConfig, type S3Settings } from '../config.js';
import { describeDestination } from '../export/describe-destination.js';
import { exportFiles } from '../export/export-files.js';
import { leftOutOf } from '../export/last-export.js';
import { nameSlot, parseSlot } from '../calendar/slot.js';
import { writeFolder } from '../export/write-folder.js';
import { alertHost } from '../jobs/alert-host.js';
import { defaultLimits, seriesOf, type JobContext } from '../jobs/job.js';
import { finishSlot } from '../jobs/run-due-slots.js';
import { exportSeries, weeklyExport } from '../jobs/weekly-export.js';
import { createLog, type Log } from '../ops/log.js';
import { explainOldNode } from '../ops/node-support.js';
import type { Storage } from '../storage/connect.js';
import { findRun } from '../storage/collections/job-runs.js';
import { showProgress } from './show-progress.js';
import { parseOptions, UsageError } from './usage-error.js';
import { withStorage } from './with-storage.js';

/** Short, because a person waits at the terminal. */
const retryPausesMs = [1_000, 5_000];

/**
 * `export`: runs the weekly export now, as the slot of this moment, or finishes a slot that was begun.
 * @returns whether it is done, and no server is left out
 */
export async function exportNow(args: readonly string[], signal: AbortSignal): Promise<boolean> {
  const { slot, to } = parseOptions(args, ['slot', 'to']);
  if (slot !== undefined && to !== undefined) throw new UsageError('--slot and --to do not go together.');
  if (slot !== undefined && parseSlot(slot) === undefined) {
    throw new UsageError('A slot is an instant in UTC, e.g. 20261128T183000Z.');
  }
  const config = loadCommandConfig({ database: true });
  const log = createLog('warn', process.stderr);
  if (to !== undefined) return await withStorage(config, (storage) => exportToFolder(storage, to, signal));
  const { s3 } = config;
  if (s3 === undefined) throw new UsageError('S3_BUCKET is not set; --to DIR writes to a folder instead.');
  refusePlayground(config);
  return await withStorage(config, async (storage) => {
    if (slot !== undefined && !(await findRun(storage, seriesOf(exportSeries(s3)), slot))) {
      throw new UsageError(`Slot ${slot} was never begun for ${describeDestination(s3)}.`);
    }
    return await exportSlot(storage, { config, s3, log, signal, slot: slot ?? nameSlot(new Date()) });
  });
}

/** Without a token the embedded database is the playground's, and the bucket is real. */
function refusePlayground({ mongodbUri, dataOwner }: CommandConfig): void {
  if (mongodbUri !== undefined || dataOwner === 'bot') return;
  throw new UsageError(
    'There is no database: MONGODB_URI is not set. Without DISCORD_TOKEN too, only the made-up data of the playground could be exported, and those do not go into a real bucket; --to DIR writes them to a folder.',
  );
}

interface ExportSlotOptions {
  readonly config: CommandConfig;
  readonly s3: S3Settings;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly slot: string;
}

async function exportSlot(storage: Storage, options: ExportSlotOptions): Promise<boolean> {
  const { config, s3, log, signal, slot } = options;
  const oldNode = explainOldNode();
  if (oldNode !== undefined) process.stderr.write(`${oldNode}\n`);
  const jobContext: JobContext = {
    storage,
    log,
    clock: () => new Date(),
    holder: `cli:${process.pid}`,
    limits: { ...defaultLimits, retryPausesMs },
    alert: (alert) => alertHost(alert, { url: config.alertWebhookUrl, log }),
  };
  const onProgress = showProgress();
  const job = weeklyExport({ storage, s3, schedule: config.exportSchedule, log, onProgress });
  const onBusy = (other: string): void => {
    say(`Slot ${other} is being exported elsewhere; waiting for it`);
  };
  const outcome = await finishSlot(job, slot, jobContext, {
    signal,
    retriesFailedUntil: jobContext.clock(),
    onBusy,
  });
  signal.throwIfAborted();
  if (outcome.outcome === 'done') say(`Slot ${slot} is in s3://${s3.bucket}/${s3.prefix}`);
  else if (outcome.outcome === 'finished') say(`Slot ${slot} was ${outcome.state} before.`);
  else say(`Slot ${slot} failed${outcome.outcome === 'failed' ? `: ${outcome.failure}` : ''}.`);
  const isDone = outcome.outcome === 'done' || (outcome.outcome === 'finished' && outcome.state === 'done');
  const leftOut = leftOutOf(await findRun(storage, seriesOf(job), slot));
  sayLeftOut(leftOut);
  const { notLatest = [] } = outcome.outcome === 'done' ? outcome.result : {};
  if (notLatest.length > 0)
    say(`Too large to be copied; the latest stays as it was: ${notLatest.join(', ')}`);
  return isDone && leftOut.length === 0;
}

async function exportToFolder(storage: Storage, folder: string, signal: AbortSignal): Promise<boolean> {
  const onProgress = showProgress();
  const leftOut = await writeFolder({ storage, folder, slot: nameSlot(new Date()), signal, onProgress });
  say(`${exportFiles.length} files and their manifest are in ${folder}`);
  sayLeftOut(leftOut.map(({ guildId }) => guildId));
  return leftOut.length === 0;
}

function sayLeftOut(guildIds: readonly string[]): void {
  if (guildIds.length === 0) return;
  say(`Servers whose data cannot be exported, and are left out: ${guildIds.join(', ')}`);
  say('The manifest says why.');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
