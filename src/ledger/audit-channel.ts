import type { ChannelRefusal } from '../errors/user-error.js';
import type { Storage } from '../storage/connect.js';
import { readInTime } from '../storage/read-in-time.js';

/** Messages to an audit channel that could not be sent. */
export interface AuditProblem {
  readonly channelId: string;
  readonly count: number;
  /** Of the newest of them. */
  readonly at: Date;
  /** Undefined: Discord could not be reached for hours. */
  readonly refusal?: ChannelRefusal;
}

/** More say no more than these. */
const countedAtMost = 1_000;

/**
 * What is wrong with an audit channel; undefined: nothing.
 * @throws StorageUnavailable
 */
export function findAuditProblem(storage: Storage, channelId: string): Promise<AuditProblem | undefined> {
  return readInTime(async (time) => {
    const failed = await storage.raw.notices
      .find({ channelId, state: 'failed' }, { ...time.limits(), projection: { createdAt: 1, refusal: 1 } })
      .limit(countedAtMost)
      .toArray();
    const [newest] = failed.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
    if (!newest) return undefined;
    const { createdAt: at, refusal } = newest;
    return { channelId, count: failed.length, at, ...(refusal && { refusal }) };
  });
}

/**
 * Lets the messages be sent that an audit channel had refused: it takes messages again.
 * @param reach `refused`: not those that were given up because Discord could not be reached
 */
export async function resumeAuditNotices(
  { notices }: Pick<Storage, 'notices'>,
  channelId: string,
  now: Date,
  reach: 'refused' | 'all',
): Promise<void> {
  await notices.updateMany(
    { channelId, state: 'failed', ...(reach === 'refused' && { refusal: { $exists: true } }) },
    { $set: { state: 'pending', nextAttemptAt: now, attempts: 0 }, $unset: { refusal: 1, expiresAt: 1 } },
  );
}
