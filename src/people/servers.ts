import { forgetAll } from '../storage/caches.js';
import { markRemoved, markReturned, type ServerState } from '../storage/collections/guilds.js';
import type { Storage } from '../storage/connect.js';
import { compareServers, type ServerList, type ServersCompared } from './compare-servers.js';

export type { ServerState } from '../storage/collections/guilds.js';

/** Which servers the bot is in, as far as data are stored of them. */
export interface Servers {
  /** Marks the servers that were removed, or are back, while nobody listened. */
  compare(list: ServerList): Promise<ServersCompared>;
  /** Notes when the bot was removed from a server. */
  markRemoved(guildId: string, removedAt: Date): Promise<void>;
  /** Notes that the bot is in a server again, unless its data are being erased. */
  markReturned(guildId: string): Promise<ServerState>;
  /** What is there of a server. Where that is nothing any more, this process forgets it too. */
  findState(guildId: string): Promise<ServerState>;
  /** When the data of servers were erased, by server. */
  findErased(guildIds: ReadonlySet<string>): Promise<ReadonlyMap<string, Date>>;
}

export function createServers(storage: Storage): Servers {
  return {
    compare: (list) => compareServers(storage, list),
    markRemoved: (guildId, removedAt) => markRemoved(storage, guildId, removedAt),
    markReturned: (guildId) => markReturned(storage, guildId),
    findState: (guildId) => findServerState(storage, guildId),
    findErased: (guildIds) => findErasedServers(storage, guildIds),
  };
}

async function findServerState({ raw, caches }: Storage, guildId: string): Promise<ServerState> {
  const guild = await raw.guilds.findOne({ _id: guildId }, { projection: { erasingSince: 1 } });
  if (guild) return guild.erasingSince ? 'erasing' : 'kept';
  forgetAll(caches);
  return 'none';
}

/** Few servers come back after that: all that were erased are looked at. */
async function findErasedServers(
  { erasedServers }: Storage,
  guildIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Date>> {
  const found = new Map<string, Date>();
  for await (const { _id, erasedAt } of erasedServers.find().lean()) {
    if (guildIds.has(_id)) found.set(_id, erasedAt);
  }
  return found;
}
