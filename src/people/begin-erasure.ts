import { notErasing } from '../storage/collections/guilds.js';
import type { Storage } from '../storage/connect.js';

/** How long the data of a server are kept after the bot was removed from it. */
const keptAfterRemovalMs = 30 * 24 * 3_600_000;

type Guilds = Pick<Storage, 'raw'>;

/** The servers whose time is over, or whose erasure has begun: those that were removed first come first. */
export async function findErasableServers({ raw }: Guilds, now: Date): Promise<string[]> {
  const found = raw.guilds.find(removedLongAgo(now), { projection: { _id: 1 } }).sort({ removedAt: 1 });
  return (await found.toArray()).map(({ _id }) => _id);
}

/** Whether a server's erasure has begun. */
export async function isErasing({ raw }: Guilds, guildId: string): Promise<boolean> {
  const filter = { _id: guildId, erasingSince: { $exists: true } };
  return (await raw.guilds.findOne(filter, { projection: { _id: 1 } })) !== null;
}

/**
 * Begins the erasure of a server, unless the bot has been there again since. From here on nobody can use what is stored of
 * it, and it is erased to the end.
 * @returns whether it has begun, now or before
 */
export async function beginErasure(storage: Guilds, guildId: string, now: Date): Promise<boolean> {
  await storage.raw.guilds.updateOne(
    { _id: guildId, ...removedLongAgo(now), ...notErasing },
    { $set: { erasingSince: now } },
  );
  return await isErasing(storage, guildId);
}

function removedLongAgo(now: Date) {
  return { removedAt: { $lte: new Date(now.getTime() - keptAfterRemovalMs) } };
}
