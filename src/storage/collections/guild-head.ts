import type { mongo } from 'mongoose';
import { readInTime } from '../read-in-time.js';
import type { GuildHead, GuildRecord } from './guilds.js';

interface HeadStore {
  readonly raw: { readonly guilds: mongo.Collection<GuildRecord> };
}

/**
 * How far a server's ledger has come; 0 and 0 for a server without one.
 * @throws StorageUnavailable
 */
export async function fetchGuildHead(store: HeadStore, guildId: string): Promise<GuildHead> {
  const guild = await readInTime((time) =>
    store.raw.guilds.findOne(
      { _id: guildId },
      { ...time.limits(), projection: { lastNumber: 1, revision: 1 } },
    ),
  );
  return { lastNumber: guild?.lastNumber ?? 0, revision: guild?.revision ?? 0 };
}
