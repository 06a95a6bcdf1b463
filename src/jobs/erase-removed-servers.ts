import { setTimeout as sleep } from 'node:timers/promises';
import { parseCron } from '../calendar/parse-cron.js';
import { exportJobName } from '../export/last-export.js';
import type { Log } from '../ops/log.js';
import { beginErasure, findErasableServers, isErasing } from '../people/begin-erasure.js';
import { eraseServer } from '../people/erase-server.js';
import { markReturned } from '../storage/collections/guilds.js';
import { findRuns } from '../storage/collections/job-runs.js';
import type { Storage } from '../storage/connect.js';
import type { Job, SlotWork } from './job.js';

export interface EraseRemovedOptions {
  readonly storage: Storage;
  readonly timeZone: string;
  readonly log: Log;
  readonly clock: () => Date;
  /** Whether the bot is in a server now, as Discord says; it throws where Discord does not say. */
  readonly isInServer: (guildId: string) => Promise<boolean>;
}

/** At an hour when few are awake. */
const daily = '0 3 * * *';

/** Between two looks at an export that is waited for. */
const lookAgainMs = 500;

/** Erases, once a day, the data of the servers from which the bot was removed more than thirty days ago. */
export function eraseRemovedServers(options: EraseRemovedOptions): Job {
  const { storage, timeZone, log, clock } = options;
  return {
    name: 'erase-removed-servers',
    destination: '',
    schedule: { times: parseCron(daily), timeZone },
    async run(work) {
      const total = { servers: 0, expenses: 0 };
      for (const guildId of await findErasableServers(storage, clock())) {
        await work.confirmLease();
        if (!(await begin(guildId, options))) continue;
        await waitForExports(options, work);
        const erased = await eraseServer(storage, {
          guildId,
          now: clock(),
          beforeBatch: work.confirmLease,
        });
        log.info({ guild: guildId, ...erased }, 'the data of a removed server were erased');
        total.servers++;
        total.expenses += erased.expenses;
      }
      return total;
    },
  };
}

/** A mark may be wrong, and an erasure cannot be undone: Discord is asked before it begins. */
async function begin(
  guildId: string,
  { storage, log, clock, isInServer }: EraseRemovedOptions,
): Promise<boolean> {
  if (await isErasing(storage, guildId)) return true;
  if (await isInServer(guildId)) {
    log.warn({ guild: guildId }, 'a server was marked as removed, and the bot is in it');
    await markReturned(storage, guildId);
    return false;
  }
  return await beginErasure(storage, guildId, clock());
}

/**
 * Waits while an export runs, which may have begun before the erasure did: its files have a server whole. One that begins
 * later leaves the server out.
 */
async function waitForExports(
  { storage, log, clock }: EraseRemovedOptions,
  { signal, confirmLease }: SlotWork,
): Promise<void> {
  for (let look = 0; ; look++) {
    const running = await findRuns(storage, { job: exportJobName }, { limit: 100, state: 'running' });
    if (!running.some(({ leaseUntil }) => leaseUntil !== undefined && leaseUntil > clock())) return;
    if (look === 0) log.info('an erasure waits for an export');
    await sleep(lookAgainMs, undefined, { signal });
    await confirmLease();
  }
}
