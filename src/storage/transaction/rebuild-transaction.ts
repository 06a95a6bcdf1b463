import type { ClientSession, Connection, mongo } from 'mongoose';
import type { Caches } from '../caches.js';
import type { GuildRecord } from '../collections/guilds.js';
import type { Write } from '../write.js';
import { bulkWrite } from './bulk-write.js';
import { noteSession } from './open-sessions.js';

interface RebuildStore {
  readonly connection: Connection;
  readonly raw: { readonly guilds: mongo.Collection<GuildRecord> };
  readonly bulkWrites: boolean;
  readonly caches: Caches;
}

/** A step of putting the caches of a ledger right: its balances and totals. */
export interface RebuildStep {
  readonly guildId: string;
  /** How many such steps there had been when the differences were found. */
  readonly rebuilds: number;
  /** What the totals of the guild gain, by path; bigints are stored as 64-bit integers. */
  readonly totals: Readonly<Record<string, number | bigint>>;
}

/**
 * Changes caches of a ledger in one transaction, and counts that. Neither the revision nor the chain moves: no expense
 * changes, and what is said of a ledger follows from its expenses as before. As it writes the guild's document, it never
 * runs beside a change of the ledger.
 * @param work as that of `runGuildTransaction`
 * @returns false where another step was taken meanwhile, and nothing was written: the differences are to be found anew
 * @throws what the work and the driver throw
 */
export async function runRebuildStep(
  storage: RebuildStore,
  { guildId, rebuilds, totals }: RebuildStep,
  work: (session: ClientSession) => Promise<readonly Write[]>,
): Promise<boolean> {
  const count: Write = {
    kind: 'update',
    collection: 'guilds',
    filter: { _id: guildId },
    change: { $inc: { rebuilds: 1, ...totals } },
  };
  let isFirst = true;
  await storage.connection.transaction(
    async (session) => {
      await noteSession(storage, session);
      const projection = { _id: 0, rebuilds: 1 };
      const guild = await storage.raw.guilds.findOne({ _id: guildId }, { session, projection });
      isFirst = guild !== null && (guild.rebuilds ?? 0) === rebuilds;
      if (isFirst) await bulkWrite(storage, [count, ...(await work(session))], session);
    },
    { writeConcern: { w: 'majority' } },
  );
  return isFirst;
}
