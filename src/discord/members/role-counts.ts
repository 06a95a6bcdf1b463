import { Routes, type RESTGetAPIGuildRoleMemberCountsResult } from 'discord-api-types/v10';
import { LRUCache } from 'lru-cache';
import type { Gateway } from '../connection/gateway.js';

const serversAtMost = 1000;
/** So that a flood of commands is one request, and a role that was just changed is soon counted anew. */
const keptForMs = 10_000;

type Counts = Readonly<Record<string, number>>;

/**
 * How many members each role of a server has, bots included.
 * @see https://docs.discord.com/developers/resources/guild#get-guild-role-member-counts
 */
export class RoleCounts {
  readonly #counts: LRUCache<string, Counts>;

  constructor(gateway: Pick<Gateway, 'rest'>) {
    this.#counts = new LRUCache({
      max: serversAtMost,
      ttl: keptForMs,
      fetchMethod: async (guildId) =>
        (await gateway.rest.get(
          Routes.guildRoleMemberCounts(guildId),
        )) as RESTGetAPIGuildRoleMemberCountsResult,
    });
  }

  /**
   * By role id; the role of everyone is not among them.
   * @throws what REST threw when Discord cannot be reached or refuses
   */
  async fetch(guildId: string): Promise<Counts> {
    return (await this.#counts.fetch(guildId)) ?? {};
  }
}
