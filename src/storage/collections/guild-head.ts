import type { Storage } from '../connect.js';
import type { GuildHead } from './guilds.js';
import { withinAnswerTime } from '../within-answer-time.js';

/**
 * How far a server's ledger has come; 0 and 0 for a server without one.
 * @throws StorageUnavailable
 */
export async function fetchGuildHead(storage: Storage, guildId: string): Promise<GuildHead> {
  const guild = await withinAnswerTime(
    storage.raw.guilds.findOne({ _id: guildId }, { projection: { lastNumber: 1, revision: 1 } }),
  );
  return { lastNumber: guild?.lastNumber ?? 0, revision: guild?.revision ?? 0 };
}
