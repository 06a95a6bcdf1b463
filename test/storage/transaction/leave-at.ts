import type { FoundHead, GuildHead } from '../../../src/storage/collections/guilds.js';
import type { GuildWrites } from '../../../src/storage/transaction/guild-transaction.js';

/** What a change leaves that raises nothing but the revision. Its result is what it found. */
export function leaveAt(revision: number, found: FoundHead): GuildWrites<GuildHead> {
  const { lastNumber, settings } = found;
  const chain = { revision, lastNumber, hash: `link ${revision}` };
  return { head: { revision, lastNumber, chain, settings }, counted: [], writes: [], result: found };
}
