import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { LRUCache } from 'lru-cache';
import type { MemberDirectory } from '../../../commands/contract/context.js';
import type { Log } from '../../ops/log.js';
import { withTimeLimit } from '../../ops/wait.js';
import type { People } from '../../people/people.js';
import type { Gateway } from '../connection/gateway.js';
import { memberLimits } from '../limits.js';

export interface MembershipOptions {
  readonly gateway: Pick<Gateway, 'canListMembers' | 'on' | 'serverName'>;
  readonly members: Pick<MemberDirectory, 'find' | 'everyone'>;
  readonly people: People;
  readonly log: Log;
  readonly nowMs?: () => number;
}

interface MemberEvent {
  readonly guild_id: string;
  readonly user: { readonly id: string };
}

const serversAtMost = 20_000;
/** With the Server Members intent events tell who leaves after a check; without it a check is soon out of date. */
const holdsForMs = { withEvents: 24 * 3_600_000, withoutEvents: 60_000 } as const;
/** After a check that Discord did not answer. */
const tryAgainAfterMs = 30_000;
/** An answer waits for a check no longer than this; it is then made with what is stored. */
const waitMs = 800;
/** More are read as one list of everyone, where that is allowed. */
const oneByOneAtMost = 1_000;
/**
 * A shard may send 120 requests a minute, and people's own commands need some. After a start a command of every server
 * wants a check: those beyond this wait for a later command.
 */
const requestsInMinute = 50;

/** Longer than any command is under way. */
const leftLatelyMs = 15 * 60_000;

/**
 * Keeps what is stored of who is in a server right. Events tell who comes and goes. Who did so while the bot did not hear
 * of it (it was down, its session was lost, the server was in an outage or had removed the bot, or Discord sends no events
 * of members) is found by a check: all whom the server's ledger may name are looked up once, before they are named for
 * the first time.
 */
export class Membership {
  readonly #checks: LRUCache<string, Promise<void>>;
  /** Who came or went while their server was being checked: what Discord answers may be older than that. */
  readonly #moved = new Map<string, Set<string>>();
  /** By server and user: a command that is under way may still take them for members. */
  readonly #leftLately: LRUCache<string, true>;
  /** What events told is noted in their order. */
  #noting: Promise<void> = Promise.resolve();
  readonly #nowMs: () => number;
  #minute = -1;
  #requests = 0;

  constructor(private readonly options: MembershipOptions) {
    const { gateway, nowMs = () => performance.now() } = options;
    this.#nowMs = nowMs;
    this.#checks = new LRUCache({ max: serversAtMost, perf: { now: nowMs }, ttlResolution: 0 });
    this.#leftLately = new LRUCache({
      max: 20_000,
      ttl: leftLatelyMs,
      perf: { now: nowMs },
      ttlResolution: 0,
    });
    gateway.on(GatewayDispatchEvents.GuildMemberAdd, (data) => {
      this.#follow(data as MemberEvent, false);
    });
    gateway.on(GatewayDispatchEvents.GuildMemberRemove, (data) => {
      this.#follow(data as MemberEvent, true);
    });
    const forget = (data: unknown) => {
      this.#checks.delete((data as { id: string }).id);
    };
    gateway.on(GatewayDispatchEvents.GuildCreate, forget);
    gateway.on(GatewayDispatchEvents.GuildDelete, forget);
    // A new session has missed events.
    gateway.on(GatewayDispatchEvents.Ready, () => {
      this.#checks.clear();
    });
  }

  /** The people, where nobody is named before it is known who has left. */
  get people(): People {
    const { people } = this.options;
    return {
      ...people,
      fetchLeftMembers: async (guildId) => {
        await this.#ensureChecked(guildId);
        return people.fetchLeftMembers(guildId);
      },
      ensurePeople: async (guildId, persons, now) => {
        await people.ensurePeople(guildId, persons, now);
        if (guildId === undefined) return;
        // Whoever left while the command was under way has just been stored as a member.
        const left = persons.filter(({ userId }) => this.#leftLately.has(toKey(guildId, userId)));
        await people.markLeft(
          guildId,
          left.map(({ userId }) => userId),
        );
      },
    };
  }

  /** Resolves once what is stored of who is in a server is right, or cannot be made so soon. Never rejects. */
  async #ensureChecked(guildId: string): Promise<void> {
    // A summary may be of a server that the bot is not in.
    if (this.options.gateway.serverName(guildId) === undefined) return;
    const check = this.#checks.get(guildId) ?? this.#begin(guildId);
    await withTimeLimit(Promise.all([check, this.#noting]), waitMs, () => undefined);
  }

  #follow({ guild_id: guildId, user }: MemberEvent, hasLeft: boolean): void {
    const { people, log } = this.options;
    this.#moved.get(guildId)?.add(user.id);
    const key = toKey(guildId, user.id);
    if (hasLeft) this.#leftLately.set(key, true);
    else this.#leftLately.delete(key);
    this.#noting = this.#noting
      .then(() => (hasLeft ? people.markLeft(guildId, [user.id]) : people.markJoined(guildId, [user.id])))
      .catch((err: unknown) => {
        log.warn({ err, guild: guildId }, 'could not note who joined or left; a check finds it');
        this.#checks.delete(guildId);
      });
  }

  #begin(guildId: string): Promise<void> {
    const { gateway, log } = this.options;
    const note = (ttl: number) => {
      // What has been forgotten meanwhile is checked again.
      if (this.#checks.peek(guildId) === check) this.#checks.set(guildId, check, { ttl });
    };
    const check = this.#check(guildId).then(
      () => {
        note(gateway.canListMembers() ? holdsForMs.withEvents : holdsForMs.withoutEvents);
      },
      (err: unknown) => {
        log.warn({ err, guild: guildId }, 'could not look up who has left a server');
        note(tryAgainAfterMs);
      },
    );
    this.#checks.set(guildId, check);
    return check;
  }

  async #check(guildId: string): Promise<void> {
    const { people } = this.options;
    const moved = new Set<string>();
    this.#moved.set(guildId, moved);
    try {
      const stored = await people.fetchMembership(guildId);
      const present = await this.#findPresent(guildId, [...stored.keys()]);
      const isStill = (userId: string) => !moved.has(userId);
      const left = [...stored].filter(([userId, hasLeft]) => !hasLeft && !present.has(userId));
      const back = [...stored].filter(([userId, hasLeft]) => hasLeft && present.has(userId));
      await people.markLeft(guildId, left.map(([userId]) => userId).filter(isStill));
      await people.markJoined(guildId, back.map(([userId]) => userId).filter(isStill));
    } finally {
      this.#moved.delete(guildId);
    }
  }

  /** @throws Error when it would take too many requests for now; UserError when Discord does not say */
  async #findPresent(guildId: string, userIds: readonly string[]): Promise<{ has(userId: string): boolean }> {
    const { gateway, members } = this.options;
    if (userIds.length === 0) return new Set();
    if (userIds.length > oneByOneAtMost && gateway.canListMembers()) {
      this.#takeRequests(1);
      return new Set((await members.everyone(guildId)).map(({ userId }) => userId));
    }
    this.#takeRequests(Math.ceil(userIds.length / memberLimits.idsInRequest));
    return members.find(guildId, userIds);
  }

  #takeRequests(count: number): void {
    const minute = Math.floor(this.#nowMs() / 60_000);
    if (minute !== this.#minute) this.#requests = 0;
    this.#minute = minute;
    if (this.#requests + count > requestsInMinute) throw new Error('Too many servers are being checked');
    this.#requests += count;
  }
}

function toKey(guildId: string, userId: string): string {
  return `${guildId}:${userId}`;
}
