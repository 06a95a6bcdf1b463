import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { LRUCache } from 'lru-cache';
import { UserError } from '../../errors/user-error.js';
import type { Gateway } from '../connection/gateway.js';
import { memberLimits } from '../limits.js';
import { fetchEveryMember } from './fetch-members.js';
import { toKnownMember, type KnownMember, type MemberPayload } from './known-member.js';
import type { MemberRequests } from './member-requests.js';

/** All members of a server, from the first chunk on kept current by events. */
interface MemberList {
  readonly members: Map<string, KnownMember>;
  /** People who left while the list was loading: a chunk that is still on its way may name them. */
  readonly leftMeanwhile: Set<string>;
  readonly loaded: Promise<void>;
  isComplete: boolean;
}

/** Members over all lists; the list that was asked for longest ago goes first. */
const listedAtMost = 500_000;
/** A server with more is not read: it would take seconds and tens of megabytes. */
const inServerAtMost = 100_000;
/** Servers whose whole list was asked for within the last 30 s. */
const askedAtMost = 50_000;

/**
 * Whole lists of members, each asked for once, shared by all who want it, and kept current by events. It needs the
 * Server Members intent.
 */
export class MemberLists {
  readonly #lists = new LRUCache<string, MemberList>({ maxSize: listedAtMost });
  #loadingCount = 0;
  readonly #askedLately = new LRUCache<string, true>({
    max: askedAtMost,
    ttl: memberLimits.everyoneEveryMs,
  });

  constructor(
    private readonly gateway: Pick<Gateway, 'rest' | 'memberCount' | 'on'>,
    private readonly requests: MemberRequests,
  ) {
    this.#followEvents();
  }

  /**
   * Everyone in a server.
   * @throws UserError `serverTooLarge`
   * @throws Error when Discord gave no list, or was asked for one less than 30 s ago
   */
  async fetch(guildId: string): Promise<readonly KnownMember[]> {
    const list = this.#lists.get(guildId) ?? this.#beginList(guildId);
    this.#keep(guildId, list);
    await list.loaded;
    if (this.#lists.has(guildId)) this.#keep(guildId, list);
    return [...list.members.values()];
  }

  /** The members of a server by id, where all of them are known already. */
  peek(guildId: string): ReadonlyMap<string, KnownMember> | undefined {
    const list = this.#lists.peek(guildId);
    return list?.isComplete ? list.members : undefined;
  }

  /** Makes a list the last one to be dropped, and counts its members anew. */
  #keep(guildId: string, list: MemberList): void {
    this.#lists.delete(guildId);
    this.#lists.set(guildId, list, { size: Math.min(Math.max(list.members.size, 1), listedAtMost) });
  }

  #beginList(guildId: string): MemberList {
    if (this.#askedLately.has(guildId)) throw new Error('Discord gives a list of members once in 30 s');
    const count = this.gateway.memberCount(guildId) ?? 0;
    checkSize(count);
    // Lists of many servers that are read at once count already, though their members are still on their way.
    if (this.#loadingCount + count > listedAtMost) throw new Error('too many members are being read');
    this.#askedLately.set(guildId, true);
    this.#loadingCount += count;
    const members = new Map<string, KnownMember>();
    const leftMeanwhile = new Set<string>();
    const take = (chunk: readonly KnownMember[]) => {
      for (const member of chunk) if (!leftMeanwhile.has(member.userId)) members.set(member.userId, member);
      checkSize(members.size);
    };
    const loaded = this.requests
      .fetchEveryone(guildId, take)
      .catch((error: unknown) => {
        if (error instanceof UserError) throw error;
        return fetchEveryMember(this.gateway.rest, guildId, take);
      })
      .then(
        () => {
          list.isComplete = true;
        },
        (error: unknown) => {
          if (this.#lists.peek(guildId) === list) this.#lists.delete(guildId);
          throw error;
        },
      )
      .finally(() => (this.#loadingCount -= count));
    const list: MemberList = { members, leftMeanwhile, loaded, isComplete: false };
    return list;
  }

  #followEvents(): void {
    const { gateway } = this;
    const put = (data: unknown) => {
      const payload = data as MemberPayload & { readonly guild_id: string };
      const list = this.#lists.peek(payload.guild_id);
      list?.leftMeanwhile.delete(payload.user.id);
      list?.members.set(payload.user.id, toKnownMember(payload));
    };
    gateway.on(GatewayDispatchEvents.GuildMemberAdd, put);
    gateway.on(GatewayDispatchEvents.GuildMemberUpdate, put);
    gateway.on(GatewayDispatchEvents.GuildMemberRemove, (data) => {
      const { guild_id: guildId, user } = data as { guild_id: string; user: { id: string } };
      const list = this.#lists.peek(guildId);
      list?.members.delete(user.id);
      if (list?.isComplete === false) list.leftMeanwhile.add(user.id);
    });
    gateway.on(GatewayDispatchEvents.GuildDelete, (data) => {
      this.#lists.delete((data as { id: string }).id);
    });
    // A new session has missed events.
    gateway.on(GatewayDispatchEvents.Ready, () => {
      this.#lists.clear();
    });
  }
}

/** @throws UserError `serverTooLarge` */
function checkSize(count: number): void {
  if (count > inServerAtMost) throw new UserError('serverTooLarge', { count, limit: inServerAtMost });
}
