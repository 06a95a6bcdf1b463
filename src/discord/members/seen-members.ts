import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { LRUCache } from 'lru-cache';
import type { Member } from '../../../commands/contract/context.js';
import type { Gateway } from '../connection/gateway.js';
import { toKnownMember, type MemberPayload } from './known-member.js';

const entriesAtMost = 20_000;
/** With the Server Members intent events tell of everybody who leaves; without it an entry is soon out of date. */
const keptForMs = { withEvents: 24 * 3_600_000, withoutEvents: 60_000 } as const;

/** A cache of members who were seen in a server lately: they typed, were named, or Discord sent them with an event. */
export class SeenMembers {
  readonly #cache: LRUCache<string, Member>;

  constructor(
    private readonly gateway: Pick<Gateway, 'canListMembers' | 'on'>,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#cache = new LRUCache({ max: entriesAtMost, perf: { now: nowMs }, ttlResolution: 0 });
    this.#followEvents();
  }

  get(guildId: string, userId: string): Member | undefined {
    return this.#cache.get(toKey(guildId, userId));
  }

  add(guildId: string, members: readonly Member[]): void {
    const ttl = this.gateway.canListMembers() ? keptForMs.withEvents : keptForMs.withoutEvents;
    for (const member of members) this.#cache.set(toKey(guildId, member.userId), member, { ttl });
  }

  #followEvents(): void {
    const { gateway } = this;
    const addOne = (data: unknown) => {
      const payload = data as MemberPayload & { readonly guild_id: string };
      this.add(payload.guild_id, [toKnownMember(payload)]);
    };
    gateway.on(GatewayDispatchEvents.GuildMemberAdd, addOne);
    gateway.on(GatewayDispatchEvents.GuildMemberUpdate, addOne);
    gateway.on(GatewayDispatchEvents.GuildMemberRemove, (data) => {
      const { guild_id: guildId, user } = data as { guild_id: string; user: { id: string } };
      this.#cache.delete(toKey(guildId, user.id));
    });
    // Discord names only some of the members: the others may be there all the same.
    gateway.on(GatewayDispatchEvents.GuildCreate, (data) => {
      const { id, members = [] } = data as { id: string; members?: readonly MemberPayload[] };
      this.add(id, members.map(toKnownMember));
    });
    // Without the server its events do not come either.
    gateway.on(GatewayDispatchEvents.GuildDelete, (data) => {
      const prefix = toKey((data as { id: string }).id, '');
      for (const key of this.#cache.keys()) if (key.startsWith(prefix)) this.#cache.delete(key);
    });
    // A new session has missed events.
    gateway.on(GatewayDispatchEvents.Ready, () => {
      this.#cache.clear();
    });
  }
}

function toKey(guildId: string, userId: string): string {
  return `${guildId}:${userId}`;
}
