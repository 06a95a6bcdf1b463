import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayDispatchEvents, GatewayOpcodes, Routes, type APIGuildMember } from 'discord-api-types/v10';
import type { Member, MemberDirectory } from '../../../commands/contract/context.js';
import type { Log } from '../../ops/log.js';
import { UserError } from '../../errors/user-error.js';
import type { Gateway } from '../connection/gateway.js';
import { errorCodes, memberLimits } from '../limits.js';
import { discordErrorCode } from '../connection/rest.js';

/** A member with what roles and names are looked up by. */
interface KnownMember extends Member {
  readonly roleIds: readonly string[];
  /** In lower case: nickname, display name, user name. */
  readonly names: readonly string[];
}

type Payload = Pick<APIGuildMember, 'user' | 'nick' | 'roles'>;

interface Chunk {
  readonly guild_id: string;
  readonly members: readonly Payload[];
  readonly chunk_count: number;
  readonly nonce?: string;
}

/** Who waits for the chunks of one request. */
interface Waiting {
  take(chunk: Chunk): void;
  /** Discord says that it was asked too often; no chunk will come. */
  refuse(): void;
}

/** All members of a server, from the first chunk on kept current by events. */
interface MemberList {
  readonly members: Map<string, KnownMember>;
  readonly leftMeanwhile: Set<string>;
  readonly loaded: Promise<void>;
  isComplete: boolean;
}

/** So few are asked for one by one through REST; more go into one request of the gateway. */
const fewMembers = 3;
/** So many are asked for one by one where the gateway gives no answer. */
const askedOneByOneAtMost = 25;
/** A chunk of a whole server may take longer than one of a few people, for whom somebody waits. */
const chunkWithinMs = { everyone: 6_000, some: 3_000 } as const;
const seenAtMost = 20_000;
/** With the intent events tell who leaves; without it what was seen is soon out of date. */
const seenForMs = { withEvents: 24 * 3_600_000, withoutEvents: 60_000 } as const;
/** Members over all lists; the list that was asked for longest ago goes first. */
const listedAtMost = 500_000;

/** Members by what is known already, and by as few questions to Discord as can be. */
export class Members implements MemberDirectory {
  readonly #seen = new Map<string, { readonly member: Member; readonly untilMs: number }>();
  readonly #lists = new Map<string, MemberList>();
  readonly #listAskedAtMs = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting>();

  constructor(
    private readonly gateway: Pick<
      Gateway,
      'rest' | 'canListMembers' | 'serverName' | 'hasRole' | 'send' | 'on'
    >,
    private readonly log: Log,
    private readonly nowMs: () => number = Date.now,
  ) {
    this.#listen();
  }

  /** Remembers members that an interaction told of. */
  meet(guildId: string, members: readonly Member[]): void {
    const untilMs =
      this.nowMs() + (this.gateway.canListMembers() ? seenForMs.withEvents : seenForMs.withoutEvents);
    for (const member of members) {
      const key = `${guildId}:${member.userId}`;
      this.#seen.delete(key);
      this.#seen.set(key, { member, untilMs });
    }
    for (const key of this.#seen.keys()) {
      if (this.#seen.size <= seenAtMost) break;
      this.#seen.delete(key);
    }
  }

  /** @throws UserError `membersSlow` */
  async find(guildId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, Member>> {
    const found = new Map<string, Member>();
    const list = this.#lists.get(guildId);
    const missing: string[] = [];
    for (const userId of new Set(userIds)) {
      const known = list?.members.get(userId) ?? this.#recall(guildId, userId);
      if (known) found.set(userId, known);
      else if (!list?.isComplete) missing.push(userId);
    }
    const members = await this.#ask(guildId, missing);
    this.meet(guildId, members);
    for (const member of members) found.set(member.userId, member);
    return found;
  }

  /** @throws UserError `membersUnreadable`, `membersSlow` */
  async ofRole(guildId: string, roleId: string): Promise<readonly Member[] | undefined> {
    // A server that we do not see yet may well have the role.
    if (this.gateway.serverName(guildId) === undefined) throw new UserError('membersSlow');
    if (!this.gateway.hasRole(guildId, roleId)) return undefined;
    const everyone = await this.#list(guildId);
    // The role of everyone has the server's id, and no member names it.
    if (roleId === guildId) return everyone;
    return everyone.filter((member) => member.roleIds.includes(roleId));
  }

  /** @throws UserError `membersUnreadable`, `membersSlow` */
  everyone(guildId: string): Promise<readonly Member[]> {
    return this.#list(guildId);
  }

  /** @throws UserError `membersSlow` */
  async byName(guildId: string, names: readonly string[]): Promise<ReadonlyMap<string, readonly Member[]>> {
    const list = this.#lists.get(guildId);
    const entries = names.map(async (name) => {
      const candidates = list?.isComplete ? [...list.members.values()] : await this.#search(guildId, name);
      return [name, candidates.filter((member) => member.names.includes(name.toLowerCase()))] as const;
    });
    return new Map(await Promise.all(entries));
  }

  #recall(guildId: string, userId: string): Member | undefined {
    const seen = this.#seen.get(`${guildId}:${userId}`);
    return seen && seen.untilMs > this.nowMs() ? seen.member : undefined;
  }

  /** Asks by the way that costs least; where it gives no answer, by the other one. */
  async #ask(guildId: string, userIds: readonly string[]): Promise<KnownMember[]> {
    const each = () => this.#fetchEach(guildId, userIds);
    const together = () => this.#fetchMany(guildId, userIds);
    const [first, second] = userIds.length <= fewMembers ? [each, together] : [together, each];
    try {
      return await first();
    } catch (error) {
      if (userIds.length > askedOneByOneAtMost) throw error;
      return await second();
    }
  }

  async #fetchEach(guildId: string, userIds: readonly string[]): Promise<KnownMember[]> {
    const members = await Promise.all(userIds.map((userId) => this.#fetchOne(guildId, userId)));
    return members.filter((member) => member !== undefined);
  }

  async #fetchOne(guildId: string, userId: string): Promise<KnownMember | undefined> {
    try {
      return toKnownMember((await this.gateway.rest.get(Routes.guildMember(guildId, userId))) as Payload);
    } catch (error) {
      const code = discordErrorCode(error);
      if (code === errorCodes.unknownMember || code === errorCodes.unknownUser) return undefined;
      throw this.#slow(error, guildId);
    }
  }

  async #search(guildId: string, name: string): Promise<KnownMember[]> {
    const query = new URLSearchParams({ query: name, limit: String(memberLimits.searchResults) });
    try {
      const found = (await this.gateway.rest.get(Routes.guildMembersSearch(guildId), { query })) as Payload[];
      return found.map(toKnownMember);
    } catch (error) {
      throw this.#slow(error, guildId);
    }
  }

  async #fetchMany(guildId: string, userIds: readonly string[]): Promise<KnownMember[]> {
    const groups: Promise<KnownMember[]>[] = [];
    for (let from = 0; from < userIds.length; from += memberLimits.idsInRequest) {
      const group = userIds.slice(from, from + memberLimits.idsInRequest);
      const members: KnownMember[] = [];
      const asked = this.#request(guildId, { user_ids: group }, (chunk) =>
        members.push(...chunk.members.map(toKnownMember)),
      );
      groups.push(asked.then(() => members));
    }
    return (await Promise.all(groups)).flat();
  }

  /** Everyone in a server, asked for once, shared by all who want it, and kept current by events. */
  async #list(guildId: string): Promise<readonly KnownMember[]> {
    if (!this.gateway.canListMembers()) throw new UserError('membersUnreadable');
    const list = this.#lists.get(guildId) ?? this.#beginList(guildId);
    // Now the last one to be dropped.
    this.#lists.delete(guildId);
    this.#lists.set(guildId, list);
    await list.loaded;
    this.#dropOldLists();
    return [...list.members.values()];
  }

  #beginList(guildId: string): MemberList {
    const askedAtMs = this.#listAskedAtMs.get(guildId) ?? -Infinity;
    if (this.nowMs() - askedAtMs < memberLimits.everyoneEveryMs) throw new UserError('membersSlow');
    this.#listAskedAtMs.set(guildId, this.nowMs());
    const members = new Map<string, KnownMember>();
    const leftMeanwhile = new Set<string>();
    const take = (payloads: readonly Payload[]) => {
      for (const payload of payloads) {
        const member = toKnownMember(payload);
        if (!leftMeanwhile.has(member.userId)) members.set(member.userId, member);
      }
    };
    const asking = this.#request(guildId, { query: '', limit: 0 }, (chunk) => {
      take(chunk.members);
    });
    const loaded = asking
      .catch(() => this.#fetchPages(guildId, take))
      .then(
        () => {
          list.isComplete = true;
        },
        (error: unknown) => {
          if (this.#lists.get(guildId) === list) this.#lists.delete(guildId);
          throw error;
        },
      );
    const list: MemberList = { members, leftMeanwhile, loaded, isComplete: false };
    return list;
  }

  /** The whole server by REST, for where the gateway gives no chunk. @throws UserError `membersSlow` */
  async #fetchPages(guildId: string, take: (payloads: readonly Payload[]) => void): Promise<void> {
    const limit = memberLimits.inPage;
    for (let after = '0', isLast = false; !isLast;) {
      const query = new URLSearchParams({ limit: String(limit), after });
      try {
        const page = (await this.gateway.rest.get(Routes.guildMembers(guildId), { query })) as Payload[];
        take(page);
        isLast = page.length < limit;
        after = page.at(-1)?.user.id ?? after;
      } catch (error) {
        throw this.#slow(error, guildId);
      }
    }
  }

  #dropOldLists(): void {
    let listed = [...this.#lists.values()].reduce((sum, { members }) => sum + members.size, 0);
    for (const [guildId, { members }] of this.#lists) {
      if (listed <= listedAtMost || this.#lists.size === 1) return;
      listed -= members.size;
      this.#lists.delete(guildId);
    }
  }

  /**
   * Asks the gateway for members; resolves when all chunks have come.
   * @throws UserError `membersSlow` when no chunk comes for a while
   * @see https://docs.discord.com/developers/events/gateway-events#request-guild-members
   */
  async #request(
    guildId: string,
    wanted: { readonly user_ids: string[] } | { readonly query: ''; readonly limit: 0 },
    onChunk: (chunk: Chunk) => void,
  ): Promise<void> {
    const nonce = randomBytes(12).toString('hex');
    const withinMs = 'query' in wanted ? chunkWithinMs.everyone : chunkWithinMs.some;
    let chunksLeft = Infinity;
    let lastChunkAtMs = performance.now();
    const done = new AbortController();
    const refuse = () => {
      lastChunkAtMs = -Infinity;
      done.abort();
    };
    const take = (chunk: Chunk) => {
      onChunk(chunk);
      lastChunkAtMs = performance.now();
      chunksLeft = Math.min(chunksLeft, chunk.chunk_count) - 1;
      if (chunksLeft <= 0) done.abort();
    };
    this.#waiting.set(nonce, { take, refuse });
    try {
      this.gateway.send(guildId, {
        op: GatewayOpcodes.RequestGuildMembers,
        d: { guild_id: guildId, nonce, ...wanted },
      });
      while (chunksLeft > 0) {
        const leftMs = lastChunkAtMs + withinMs - performance.now();
        if (leftMs <= 0) throw this.#slow(new Error('no chunk of members came in time'), guildId);
        await sleep(leftMs, undefined, { signal: done.signal }).catch(() => undefined);
      }
    } finally {
      this.#waiting.delete(nonce);
    }
  }

  #slow(err: unknown, guildId: string): UserError {
    this.log.warn({ err, guild: guildId }, 'members could not be read');
    return new UserError('membersSlow');
  }

  #listen(): void {
    const { gateway } = this;
    gateway.on(GatewayDispatchEvents.GuildMembersChunk, (data) => {
      const chunk = data as Chunk;
      if (chunk.nonce !== undefined) this.#waiting.get(chunk.nonce)?.take(chunk);
    });
    gateway.on(GatewayDispatchEvents.RateLimited, (data) => {
      const { nonce } = (data as { meta?: { nonce?: string } }).meta ?? {};
      if (nonce !== undefined) this.#waiting.get(nonce)?.refuse();
    });
    const change = (data: unknown) => {
      const payload = data as Payload & { readonly guild_id: string };
      const member = toKnownMember(payload);
      this.meet(payload.guild_id, [member]);
      const list = this.#lists.get(payload.guild_id);
      list?.leftMeanwhile.delete(member.userId);
      list?.members.set(member.userId, member);
    };
    gateway.on(GatewayDispatchEvents.GuildMemberAdd, change);
    gateway.on(GatewayDispatchEvents.GuildMemberUpdate, change);
    gateway.on(GatewayDispatchEvents.GuildMemberRemove, (data) => {
      const { guild_id: guildId, user } = data as { guild_id: string; user: { id: string } };
      this.#seen.delete(`${guildId}:${user.id}`);
      const list = this.#lists.get(guildId);
      list?.members.delete(user.id);
      // A chunk that is still on its way may name them.
      if (list?.isComplete === false) list.leftMeanwhile.add(user.id);
    });
    // Who is named in it is there; who is not may well be, for Discord need not name everyone.
    gateway.on(GatewayDispatchEvents.GuildCreate, (data) => {
      const { id, members = [] } = data as { id: string; members?: readonly Payload[] };
      this.meet(id, members.map(toKnownMember));
    });
    gateway.on(GatewayDispatchEvents.GuildDelete, (data) => {
      this.#lists.delete((data as { id: string }).id);
    });
    // A new session has missed events.
    gateway.on(GatewayDispatchEvents.Ready, () => {
      this.#lists.clear();
      this.#seen.clear();
    });
  }
}

function toKnownMember({ user, nick, roles }: Payload): KnownMember {
  const names = [nick, user.global_name, user.username].filter((name) => typeof name === 'string');
  return {
    userId: user.id,
    name: names[0] ?? user.id,
    isBot: user.bot ?? false,
    roleIds: roles,
    names: names.map((name) => name.toLowerCase()),
  };
}
