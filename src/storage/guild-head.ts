import type { Storage } from './connect.js';
import type { GuildHead } from './known.js';
import { readInTime } from './read-in-time.js';

/** 0 and 0 for a server without a ledger. */
export async function readGuildHead(storage: Storage, guildId: string): Promise<GuildHead> {
  const guild = await readInTime(
    storage.raw.guilds.findOne({ _id: guildId }, { projection: { lastNumber: 1, revision: 1 } }),
  );
  return { lastNumber: guild?.lastNumber ?? 0, revision: guild?.revision ?? 0 };
}
