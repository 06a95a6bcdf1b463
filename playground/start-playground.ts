import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { APIInteraction } from 'discord-api-types/v10';
import { ChannelActor, deliverInteraction } from './client/actor.js';
import { FaultPlan } from './discord/fault-plan.js';
import { Gateway } from './discord/gateway.js';
import type {
  Actor,
  Change,
  Faults,
  FrameRecord,
  MessageView,
  NewServer,
  Person,
  Playground,
  PlaygroundOptions,
  RequestRecord,
  Server,
} from './api.js';
import { Interactions } from './discord/interactions.js';
import { createGuild, publicMessages } from './guild-handle.js';
import { RestServer } from './discord/server.js';
import { waitUntil } from './client/wait-until.js';
import { World } from './discord/world.js';

const heartbeatIntervalMs = 41_250;
/** In a server without boosts. @see https://discord.com/developers/docs/reference#uploading-files */
const usualFileLimitBytes = 10 * 1024 * 1024;
const botTimeoutMs = 20_000;
const dmTimeoutMs = 5000;

/** Starts a Discord on loopback; resolves when it accepts requests. */
export async function startPlayground(options: PlaygroundOptions = {}): Promise<LocalPlayground> {
  const world = new World(
    options.now ?? Date.now,
    options.botName ?? 'Bot',
    options.fileLimitBytes ?? usualFileLimitBytes,
  );
  const token =
    options.token ??
    `${Buffer.from(world.botId).toString('base64url')}.${randomBytes(24).toString('base64url')}`;
  const plan = new FaultPlan(() => {
    world.changed({ kind: 'faults' });
  });
  const faults: Faults = {
    failNext: plan.failNext,
    delayNext: plan.delayNext,
    loseAnswerOfNext: plan.loseAnswerOfNext,
    outstanding: plan.outstanding,
    cancel: plan.cancel,
    dropSockets: () => {
      gateway.dropSockets();
    },
    reconnect: () => {
      gateway.askToReconnect();
    },
    invalidateSession: () => {
      gateway.invalidateSessions();
    },
    refuseMembersIntent: false,
  };
  const interactions = new Interactions(world);
  const rest = new RestServer({ world, interactions, faults, plan, token, options });
  const gateway = new Gateway(rest.http, {
    ...{ world, faults, token },
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? heartbeatIntervalMs,
  });
  await new Promise<void>((resolve, reject) => {
    rest.http.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  world.origin = `http://127.0.0.1:${(rest.http.address() as AddressInfo).port}`;
  return new LocalPlayground(interactions, rest, gateway, faults, token);
}

/** The playground with its parts, for the page. */
export class LocalPlayground implements Playground {
  readonly origin: string;
  readonly apiUrl: string;
  readonly applicationId: string;
  readonly bot: Person;
  readonly #world: World;
  readonly #servers: Server[] = [];

  constructor(
    readonly interactions: Interactions,
    readonly rest: RestServer,
    readonly gateway: Gateway,
    readonly faults: Faults,
    readonly token: string,
  ) {
    this.#world = interactions.world;
    this.origin = this.#world.origin;
    this.apiUrl = `${this.origin}/api`;
    this.applicationId = this.#world.applicationId;
    this.bot = this.#person(this.#world.botId);
  }

  createUsers(count: number): Person[];
  createUsers(...names: readonly string[]): Person[];
  createUsers(...what: readonly (number | string)[]): Person[] {
    const [first] = what;
    const names =
      typeof first === 'number'
        ? Array.from({ length: first }, (_, index) => `Person ${this.#world.users.size + index}`)
        : what.map(String);
    return names.map((name) => this.#person(this.#world.addUser(name).id));
  }

  setLocale(person: Person, locale: string): void {
    this.#world.locales.set(person.id, locale);
  }

  createServer(wanted: NewServer): Server {
    const server = createGuild(this.interactions, (id) => this.#person(id), wanted);
    this.#servers.push(server);
    return server;
  }

  servers(): readonly Server[] {
    return this.#servers;
  }

  dm(person: Person): Actor {
    return new ChannelActor(this.interactions, this.#world.dmChannel(person.id), person);
  }

  dmsOf(person: Person): readonly MessageView[] {
    const messages = publicMessages(this.#world, this.#world.dmChannel(person.id));
    return messages.filter(({ message }) => message.author.id === this.#world.botId);
  }

  waitForDms(person: Person, count: number, timeoutMs = dmTimeoutMs): Promise<readonly MessageView[]> {
    const enough = () => {
      const messages = this.dmsOf(person);
      return messages.length >= count ? messages : undefined;
    };
    return waitUntil(
      `${count} direct messages to ${person.name}`,
      (listener) => this.watch(listener),
      enough,
      timeoutMs,
    );
  }

  closeDms(person: Person): void {
    this.#world.closedDms.add(person.id);
  }

  openDms(person: Person): void {
    this.#world.closedDms.delete(person.id);
  }

  redeliver(interaction: APIInteraction): void {
    deliverInteraction(this.#world, interaction);
  }

  commands(server?: Server): readonly string[] {
    return this.#world.commandsIn(server?.id).map(({ name }) => name);
  }

  async waitForBot(timeoutMs = botTimeoutMs): Promise<void> {
    const isThere = () => {
      const hasCommands = [...this.#world.commands.values()].some(({ length }) => length > 0);
      return hasCommands && this.gateway.hasReadySession ? true : undefined;
    };
    await waitUntil('a bot that is ready', (listener) => this.watch(listener), isThere, timeoutMs);
  }

  requests(): readonly RequestRecord[] {
    return this.rest.requests;
  }

  unknownRoutes(): readonly string[] {
    return this.rest.unknownRoutes;
  }

  frames(): readonly FrameRecord[] {
    return this.gateway.frames;
  }

  watch(listener: (change: Change) => void): () => void {
    this.#world.on('change', listener);
    return () => {
      this.#world.off('change', listener);
    };
  }

  async close(): Promise<void> {
    await this.gateway.close();
    this.rest.http.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.rest.http.close(() => {
        resolve();
      });
    });
  }

  #person(id: string): Person {
    const user = this.#world.user(id);
    return { id, name: user.global_name ?? user.username, mention: `<@${id}>` };
  }
}
