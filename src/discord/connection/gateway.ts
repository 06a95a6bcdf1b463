import { GatewayDispatchEvents, Status, type Client, type GatewaySendPayload, type REST } from 'discord.js';
import pRetry from 'p-retry';
import type { Log } from '../../ops/log.js';
import { closeCodes } from '../limits.js';
import { createClient, type ClientOptions } from './create-client.js';
import { EventQueue, forwardedEvents, type EventListener, type ForwardedEvent } from './event-queue.js';
import { explainRefusal, GatewayError } from './explain-refusal.js';
import { createRest } from './rest.js';

// This file is loaded before everything else of the bot, so that READY comes early: it imports little.

export interface GatewayOptions extends ClientOptions {
  readonly token: string;
  readonly log: Log;
  /** Called when the connection ended for good, after it had been ready. */
  readonly onGivenUp?: (error: Error) => void;
}

/** A role of a server. */
export interface ServerRole {
  readonly id: string;
  readonly name: string;
  /** Discord made it for a bot, which alone has it. */
  readonly isOfBot: boolean;
}

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
  /** The roles of a server that is known; the role of everyone has the server's own id. */
  roles(guildId: string): readonly ServerRole[];
  /** How many members a server has, bots included; undefined: not known. */
  memberCount(guildId: string): number | undefined;
  /** Sends to the shard of a server. @throws Error when the server is not known */
  send(guildId: string, payload: GatewaySendPayload): void;
  /** Attaches a listener; it hears nothing before `deliver` was called. */
  on(event: ForwardedEvent, listener: EventListener): void;
  /** Hands the listeners all that came so far, in order, and from now on everything at once. */
  deliver(): void;
  close(): Promise<void>;
}

const firstRetryMs = 1000;
const lastRetryMs = 60_000;

/**
 * Connects to Discord's gateway and stays connected: dropped sockets resume, a network that is not there
 * is tried again with growing pauses, and where the Server Members intent is refused it goes without.
 */
export function connectGateway(options: GatewayOptions): Gateway {
  const connection = new Connection(options);
  const { rest, events } = connection;
  const ready = connection.connect();
  // A rejection without a handler would end the process. Callers that await it still get it.
  ready.catch(() => undefined);
  const guildOf = (guildId: string) => connection.client?.guilds.cache.get(guildId);
  return {
    rest,
    ready,
    isConnected: () => connection.isConnected(),
    canListMembers: () => connection.withMembers,
    serverName: (guildId) => guildOf(guildId)?.name,
    roles: (guildId) =>
      guildOf(guildId)?.roles.cache.map(({ id, name, tags }) => ({
        id,
        name,
        isOfBot: Boolean(tags?.botId),
      })) ?? [],
    memberCount: (guildId) => guildOf(guildId)?.memberCount,
    send(guildId, payload) {
      const guild = guildOf(guildId);
      if (guild === undefined) throw new Error(`No connection carries the server ${guildId}`);
      guild.shard.send(payload);
    },
    on(event, listener) {
      events.on(event, listener);
    },
    deliver() {
      events.deliver();
    },
    close: () => connection.close(),
  };
}

class Connection {
  readonly rest: REST;
  readonly events = new EventQueue();
  client: Client | undefined;
  withMembers = true;
  #applicationId = '';
  #isLoggedIn = false;
  #lastCloseCode: number | undefined;
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
  connect(): Promise<string> {
    return pRetry(() => this.#logIn(), {
      retries: Infinity,
      minTimeout: firstRetryMs,
      maxTimeout: lastRetryMs,
      signal: this.#closing.signal,
      shouldRetry: ({ error }) => !(error instanceof GatewayError),
      onFailedAttempt: ({ error }) => {
        if (!(error instanceof GatewayError)) {
          this.options.log.warn({ err: error }, 'cannot reach Discord; trying again');
        }
      },
    });
  }

  /** @throws GatewayError for what trying again cannot mend, another error for all else */
  async #logIn(): Promise<string> {
    // A client that was destroyed cannot be used again.
    const client = this.#openClient();
    this.client = client;
    try {
      await client.login(this.options.token);
    } catch (error) {
      if (this.#closing.signal.aborted) throw new GatewayError('closed before it was connected');
      if (this.#lastCloseCode === closeCodes.disallowedIntents && this.withMembers) {
        this.#goWithoutMembers();
        return this.#logIn();
      }
      // Wrapped, for a bare TypeError would count as a mistake in the code and end the attempts.
      const lost = new Error('Discord gave no connection', { cause: error });
      throw explainRefusal(error, this.#lastCloseCode) ?? lost;
    }
    this.#isLoggedIn = true;
    this.options.log.info({ members: this.withMembers }, 'connected to Discord');
    return this.#applicationId;
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

  #openClient(): Client {
    this.#lastCloseCode = undefined;
    const client = createClient(this.options, this.withMembers);
    this.#watch(client);
    client.ws.on(GatewayDispatchEvents.Ready, (data: { application: { id: string } }, shard: number) => {
      this.#applicationId = data.application.id;
      this.options.log.info({ shard }, 'READY');
    });
    for (const event of forwardedEvents) {
      client.ws.on(event, (data: unknown) => {
        this.events.push(event, data);
      });
    }
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
      // A login that is under way hears of it by itself.
      if (this.#isLoggedIn && !this.#closing.signal.aborted) void this.#reconnect(client);
    });
  }

  /** Connects again after Discord closed the connection for good: without members, or until it is clear why. */
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
}
