import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { LRUCache } from 'lru-cache';
import type { Gateway } from '../connection/gateway.js';

const serversAtMost = 1000;
const inServerAtMost = 500;
/** Somebody may join or be renamed without an event that tells us. */
const keptForMs = 30_000;

/** Remembers for a short while what Discord found nobody for: ids, and beginnings of names. */
export class UnknownMembers {
  readonly #servers = new LRUCache<string, LRUCache<string, true>>({ max: serversAtMost });

  constructor(gateway: Pick<Gateway, 'on'>) {
    const forget = (data: unknown) => {
      this.#servers.delete((data as { guild_id: string }).guild_id);
    };
    gateway.on(GatewayDispatchEvents.GuildMemberAdd, forget);
    gateway.on(GatewayDispatchEvents.GuildMemberUpdate, forget);
  }

  has(guildId: string, sought: string): boolean {
    return this.#servers.get(guildId)?.has(sought) ?? false;
  }

  add(guildId: string, sought: string): void {
    const known = this.#servers.get(guildId) ?? new LRUCache({ max: inServerAtMost, ttl: keptForMs });
    this.#servers.set(guildId, known);
    known.set(sought, true);
  }
}
