import type { GuildHead } from '../../../src/storage/collections/guilds.js';
import type { GuildWrites } from '../../../src/storage/transaction/guild-transaction.js';

/** What a change leaves that raises nothing but the revision. Its result is what it found. */
export function leaveAt(revision: number, found: GuildHead): GuildWrites<GuildHead> {
  const { lastNumber } = found;
  const chain = { revision, lastNumber, hash: `link ${revision}` };
  return { head: { revision, lastNumber, chain }, counted: [], writes: [], result: found };
}
