import { belongings, findBelongings, removeBelongings } from '../storage/collections/belongings.js';
import type { Storage } from '../storage/connect.js';

/** How much of each collection was erased; `users` are people of whom nothing else was stored. */
export type ErasedCounts = Readonly<Record<(typeof belongings)[number] | 'users', number>>;

export interface EraseServerOptions {
  readonly guildId: string;
  readonly now: Date;
  /** Called before each batch; what it throws ends the work, for a later one to go on with. */
  readonly beforeBatch: () => Promise<void>;
}

/**
 * Erases all that is stored of a server whose erasure has begun, batch by batch, its own document last: cut short
 * anywhere, it is done to the end by the next call. The members go first, so that no person's summary or download finds
 * half a server. What stays is when it was, and how many expenses there were.
 */
export async function eraseServer(storage: Storage, options: EraseServerOptions): Promise<ErasedCounts> {
  const { guildId, now, beforeBatch } = options;
  const { erasedServers, erasures, raw } = storage;
  const counts = { users: 0, members: 0, notices: 0, balances: 0, changes: 0, expenses: 0 };
  for (const name of belongings) {
    for (;;) {
      const batch = await findBelongings(storage, name, guildId);
      if (batch.length === 0) break;
      await beforeBatch();
      if (name === 'members') {
        const userIds = batch.flatMap(({ userId }) => userId ?? []);
        counts.users += await eraseStranded(storage, guildId, userIds);
      }
      counts[name] += await removeBelongings(storage, name, batch);
    }
  }
  await beforeBatch();
  const guild = await raw.guilds.findOne({ _id: guildId }, { projection: { lastNumber: 1 } });
  if (guild) {
    const erased = { erasedAt: now, expenses: guild.lastNumber };
    await erasedServers.updateOne({ _id: guildId }, { $set: erased }, { upsert: true });
    await raw.guilds.deleteOne({ _id: guildId });
  }
  await erasures.announceServer();
  return counts;
}

/**
 * Erases those whose name is known from this server alone. Who is or was in another server stays, and so does whoever has
 * once saved a profile, for only they themselves take that back.
 */
async function eraseStranded(storage: Storage, guildId: string, userIds: readonly string[]): Promise<number> {
  const { users, members, notices } = storage.raw;
  const elsewhere = new Set(
    await members.distinct('userId', { userId: { $in: [...userIds] }, guildId: { $ne: guildId } }),
  );
  const candidates = userIds.filter((userId) => !elsewhere.has(userId));
  const found = await users
    .find({ _id: { $in: candidates }, email: { $exists: false }, mobile: { $exists: false } })
    .toArray();
  const stranded = found.filter(({ createdAt, updatedAt }) => createdAt.getTime() === updatedAt.getTime());
  if (stranded.length === 0) return 0;
  await notices.deleteMany({ userId: { $in: stranded.map(({ _id }) => _id) } });
  // Not those who save a profile at this moment.
  const asFound = stranded.map(({ _id, updatedAt }) => ({ _id, updatedAt }));
  const { deletedCount } = await users.deleteMany({ $or: asFound });
  await storage.erasures.announceServer();
  return deletedCount;
}
