import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  DiscordjsErrorCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  Options,
  Status,
  type GatewaySendPayload,
  type REST,
} from 'discord.js';
import type { Log } from '../../ops/log.js';
import { closeCodes } from '../limits.js';
import { createRest } from './rest.js';

// This file is loaded before everything else of the bot, so that READY comes early: it imports nothing else.

export interface GatewayOptions {
  readonly token: string;
  /** REST base without version, e.g. `http://127.0.0.1:4000/api`; undefined: Discord's own. */
  readonly apiUrl?: string | undefined;
  readonly shards?: readonly number[] | 'auto';
  readonly shardCount?: number | undefined;
  readonly log: Log;
  /** Gets each interaction as it came, at once, also before every shard is ready. */
  readonly onInteraction: (raw: unknown, receivedAt: Date) => void;
  readonly onMemberJoined?: (guildId: string, userId: string) => void;
  readonly onMemberLeft?: (guildId: string, userId: string) => void;
  /** Called when the connection ended for good, after it had been ready. */
  readonly onGivenUp?: (error: Error) => void;
}

/** Events that others may listen to, with Discord's own payloads. */
export type ForwardedEvent = (typeof forwarded)[number];
const forwarded = [
  GatewayDispatchEvents.Ready,
  GatewayDispatchEvents.GuildCreate,
  GatewayDispatchEvents.GuildDelete,
  GatewayDispatchEvents.GuildMemberAdd,
  GatewayDispatchEvents.GuildMemberRemove,
  GatewayDispatchEvents.GuildMemberUpdate,
  GatewayDispatchEvents.GuildMembersChunk,
  GatewayDispatchEvents.RateLimited,
] as const;

/** The connection to Discord, the same object over reconnects. */
export interface Gateway {
  readonly rest: REST;
  /**
   * The application's id once all shards are ready.
   * @throws GatewayError when Discord refuses the configuration, which trying again cannot mend
   */
  readonly ready: Promise<string>;
  isConnected(): boolean;
  /** Whether the Server Members intent is ours; false once Discord has refused it. */
  canListMembers(): boolean;
  serverName(guildId: string): string | undefined;
  hasRole(guildId: string, roleId: string): boolean;
  /** Sends to the shard of a server. @throws Error when the server is not known */
  send(guildId: string, payload: GatewaySendPayload): void;
  on(event: ForwardedEvent, listener: (data: unknown) => void): void;
  close(): Promise<void>;
}

/** Discord refuses what was configured; the message says which variable to mend. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
}

const firstRetryMs = 1000;
const lastRetryMs = 60_000;

/**
 * Connects to Discord's gateway and stays connected: dropped sockets resume, a network that is not there
 * is tried again with growing pauses, and where the Server Members intent is refused it goes without.
 */
export function connectGateway(options: GatewayOptions): Gateway {
  const connection = new Connection(options);
  const ready = connection.connect();
  // Whoever waits for it gets the error; nobody has to.
  ready.catch(() => undefined);
  return {
    rest: connection.rest,
    ready,
    isConnected: () => connection.isConnected(),
    canListMembers: () => connection.withMembers,
    serverName: (guildId) => connection.client?.guilds.cache.get(guildId)?.name,
    hasRole: (guildId, roleId) =>
      connection.client?.guilds.cache.get(guildId)?.roles.cache.has(roleId) ?? false,
    send(guildId, payload) {
      const guild = connection.client?.guilds.cache.get(guildId);
      if (guild === undefined) throw new Error(`No connection carries the server ${guildId}`);
      guild.shard.send(payload);
    },
    on: (event, listener) => {
      connection.listen(event, listener);
    },
    close: () => connection.close(),
  };
}

class Connection {
  readonly rest: REST;
  readonly events = new EventEmitter();
  client: Client | undefined;
  withMembers = true;
  #applicationId = '';
  #isLoggedIn = false;
  #lastCloseCode: number | undefined;
  /** Servers that Discord told of before anybody listened: they come right after READY. */
  #early: unknown[] = [];
  readonly #closing = new AbortController();

  constructor(private readonly options: GatewayOptions) {
    this.rest = createRest(options.token, options.apiUrl);
  }

  isConnected(): boolean {
    const { client } = this;
    return (
      client !== undefined &&
      client.isReady() &&
      client.ws.shards.every(({ status }) => status === Status.Ready)
    );
  }

  /** Logs in until it works; returns the application's id. */
  async connect(): Promise<string> {
    const { log, token } = this.options;
    for (let attempt = 0; ;) {
      // A client that was destroyed cannot be used again.
      const client = this.#createClient();
      this.client = client;
      try {
        await client.login(token);
        this.#isLoggedIn = true;
        log.info({ members: this.withMembers }, 'connected to Discord');
        return this.#applicationId;
      } catch (error) {
        if (this.#closing.signal.aborted) throw new GatewayError('closed before it was connected');
        if (this.#lastCloseCode === closeCodes.disallowedIntents && this.withMembers) {
          this.#goWithoutMembers();
          continue;
        }
        const refusal = explainRefusal(error, this.#lastCloseCode);
        if (refusal !== undefined) throw refusal;
        const waitMs = Math.min(lastRetryMs, firstRetryMs * 2 ** attempt);
        log.warn({ err: error, waitMs }, 'cannot reach Discord; trying again');
        await sleep(waitMs, undefined, { signal: this.#closing.signal });
        attempt += 1;
      }
    }
  }

  listen(event: ForwardedEvent, listener: (data: unknown) => void): void {
    this.events.on(event, listener);
    if (event === GatewayDispatchEvents.GuildCreate) this.#early.splice(0).forEach(listener);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.client?.destroy();
  }

  #goWithoutMembers(): void {
    this.withMembers = false;
    this.options.log.warn(
      'Discord refuses the Server Members intent: roles and `everyone` cannot be split over until it is turned on ' +
        "on the application's page, under Bot",
    );
  }

  #createClient(): Client {
    const { options } = this;
    this.#lastCloseCode = undefined;
    const client = new Client({
      ...shardsOf(options),
      intents: [GatewayIntentBits.Guilds, ...(this.withMembers ? [GatewayIntentBits.GuildMembers] : [])],
      makeCache: smallCaches,
      rest: { ...(options.apiUrl !== undefined && { api: options.apiUrl }), retries: 1 },
    });
    this.#watch(client);
    this.#forward(client);
    return client;
  }

  /** Without listeners for errors, a failing socket would end the process. */
  #watch(client: Client): void {
    const { log } = this.options;
    client.on('error', (err) => {
      log.error({ err }, 'the Discord client had an error');
    });
    client.on('shardError', (err, shard) => {
      log.warn({ err, shard }, 'a connection to Discord failed');
    });
    client.on('shardReconnecting', (shard) => {
      log.info({ shard }, 'reconnecting to Discord');
    });
    client.on('shardResume', (shard, replayed) => {
      log.info({ shard, replayed }, 'resumed the connection to Discord');
    });
    client.on('shardDisconnect', ({ code }, shard) => {
      this.#lastCloseCode = code;
      log.warn({ shard, code }, 'Discord closed the connection');
      // While it logs in, whoever does that hears of it.
      if (this.#isLoggedIn && !this.#closing.signal.aborted) void this.#reconnect(client);
    });
  }

  /** A connection that Discord closed for good is begun anew: without members, or until the refusal is clear. */
  async #reconnect(client: Client): Promise<void> {
    // Several shards can be closed at once; the first one replaces the client.
    if (this.client !== client) return;
    if (this.#lastCloseCode === closeCodes.disallowedIntents && this.withMembers) this.#goWithoutMembers();
    this.client = undefined;
    this.#isLoggedIn = false;
    await client.destroy();
    await this.connect().catch((error: unknown) => {
      if (this.#closing.signal.aborted) return;
      const refusal = error instanceof Error ? error : new GatewayError(String(error));
      this.options.log.fatal({ err: refusal }, refusal.message);
      this.options.onGivenUp?.(refusal);
    });
  }

  #forward(client: Client): void {
    const { options, events } = this;
    client.ws.on(GatewayDispatchEvents.InteractionCreate, (raw: unknown) => {
      options.onInteraction(raw, new Date());
    });
    client.ws.on(GatewayDispatchEvents.Ready, (data: { application: { id: string } }, shard: number) => {
      this.#applicationId = data.application.id;
      options.log.info({ shard }, 'READY');
    });
    for (const event of forwarded) {
      client.ws.on(event, (data: unknown) => {
        const isHeard = events.emit(event, data);
        if (!isHeard && event === GatewayDispatchEvents.GuildCreate) this.#early.push(data);
      });
    }
    client.ws.on(GatewayDispatchEvents.GuildMemberAdd, (data: MemberEvent) => {
      options.onMemberJoined?.(data.guild_id, data.user.id);
    });
    client.ws.on(GatewayDispatchEvents.GuildMemberRemove, (data: MemberEvent) => {
      options.onMemberLeft?.(data.guild_id, data.user.id);
    });
  }
}

interface MemberEvent {
  readonly guild_id: string;
  readonly user: { readonly id: string };
}

/** Nothing is kept but servers with their channels and roles, and the bot itself; the member directory keeps members. */
const smallCaches = Options.cacheWithLimits({
  ApplicationCommandManager: 0,
  ApplicationEmojiManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  DMMessageManager: 0,
  EntitlementManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildForumThreadManager: 0,
  GuildInviteManager: 0,
  GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  GuildTextThreadManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadManager: 0,
  ThreadMemberManager: 0,
  UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
  VoiceStateManager: 0,
});

function shardsOf({ shards = 'auto', shardCount }: GatewayOptions) {
  if (shards !== 'auto') return { shards: [...shards], shardCount: shardCount ?? shards.length };
  if (shardCount !== undefined)
    return { shards: Array.from({ length: shardCount }, (_, id) => id), shardCount };
  // With `auto` the count is ignored, but one left at its default would be read from the environment, unchecked.
  return { shards: 'auto' as const, shardCount: 2 };
}

/** What trying again cannot mend, in words that name the variable; undefined for everything else. */
function explainRefusal(error: unknown, closeCode: number | undefined): GatewayError | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === DiscordjsErrorCodes.TokenInvalid || closeCode === closeCodes.authenticationFailed) {
    return new GatewayError(
      "Discord refuses DISCORD_TOKEN: copy the bot's token again from its application's page, under Bot",
    );
  }
  if (closeCode === closeCodes.invalidShard || closeCode === closeCodes.shardingRequired) {
    return new GatewayError(
      'Discord refuses SHARDS and SHARD_COUNT: too few shards, or a shard that does not exist',
    );
  }
  if (closeCode === closeCodes.invalidIntents || closeCode === closeCodes.disallowedIntents) {
    return new GatewayError('Discord refuses the intents that this version of the bot needs');
  }
  return undefined;
}
