import type { mongo } from 'mongoose';
import { readInTime } from '../read-in-time.js';
import { withinAnswerTime } from '../within-answer-time.js';
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
      { ...time.limits(), projection: { lastNumber: 1, revision: 1, totals: 1 } },
    ),
  );
  return {
    lastNumber: guild?.lastNumber ?? 0,
    revision: guild?.revision ?? 0,
    ...(guild?.totals && { totals: guild.totals }),
  };
}

/**
 * Gives a ledger its totals where they were not kept from its first expense on. A writer who came between has made
 * them old, and the next who counts saves them.
 * @throws StorageUnavailable
 */
export async function saveTotals(
  store: HeadStore,
  guildId: string,
  { revision }: GuildHead,
  totals: NonNullable<GuildHead['totals']>,
): Promise<void> {
  await withinAnswerTime(store.raw.guilds.updateOne({ _id: guildId, revision }, { $set: { totals } }));
}

/** How often a ledger was changed otherwise than by a new expense, which raises both. */
export function changesOf({ revision, lastNumber }: GuildHead): number {
  return revision - lastNumber;
}
