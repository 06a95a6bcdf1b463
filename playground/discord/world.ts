import { EventEmitter } from 'node:events';
import type {
  APIApplicationCommand,
  APIMessage,
  APIOverwrite,
  APIRole,
  APIUser,
} from 'discord-api-types/v10';
import type { Change } from '../api.js';
import { createSnowflakes } from './snowflake.js';

/** A role; bots still read the older `color`. */
export type WorldRole = Omit<APIRole, 'flags' | 'color'> & { readonly flags: number; readonly color: number };

export interface WorldMember {
  readonly userId: string;
  nick: string | null;
  readonly roleIds: Set<string>;
  readonly joinedAtMs: number;
}

export interface StoredMessage {
  readonly id: string;
  readonly channelId: string;
  api: APIMessage;
  /** Set for an ephemeral message: only this person sees it. */
  readonly onlyFor: string | undefined;
  /** Whom it notified. */
  pings: readonly string[];
  /** A deferred answer that has no content yet. */
  loading: boolean;
}

export interface WorldChannel {
  readonly id: string;
  readonly name: string;
  readonly guildId: string | undefined;
  /** Set for direct messages. */
  readonly recipientId: string | undefined;
  readonly position: number;
  readonly overwrites: Map<string, APIOverwrite>;
  /** Public and ephemeral, oldest first. */
  readonly messages: Map<string, StoredMessage>;
}

export interface WorldGuild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly locale: string;
  readonly createdAtMs: number;
  readonly roles: Map<string, WorldRole>;
  readonly members: Map<string, WorldMember>;
  readonly channels: Map<string, WorldChannel>;
  /** An outage: bots see nothing of it. */
  isUnavailable: boolean;
}

export interface StoredFile {
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** An event for the bot, with its intent and its server. */
export interface WorldEvent {
  readonly name: string;
  readonly data: unknown;
  /** Undefined: needs no intent. */
  readonly intent: number | undefined;
  /** Undefined: sent to shard 0. */
  readonly guildId: string | undefined;
}

interface WorldEvents {
  dispatch: [WorldEvent];
  change: [Change];
}

/** The state of the playground: people, servers, channels, messages, commands. It contains no rules. */
export class World extends EventEmitter<WorldEvents> {
  readonly nextId: () => string;
  readonly users = new Map<string, APIUser>();
  readonly locales = new Map<string, string>();
  readonly closedDms = new Set<string>();
  readonly guilds = new Map<string, WorldGuild>();
  readonly channels = new Map<string, WorldChannel>();
  readonly files = new Map<string, StoredFile>();
  /** By scope: `global` or a guild's id. */
  readonly commands = new Map<string, APIApplicationCommand[]>();
  readonly botId: string;
  readonly applicationId: string;

  /** How many people asked for each username. */
  readonly #usernames = new Map<string, number>();

  constructor(
    readonly now: () => number,
    botName: string,
    /** The largest file that an answer or a message may carry. */
    readonly fileLimitBytes: number,
    /** The address of files, once the server listens. */
    public origin = '',
  ) {
    super();
    this.setMaxListeners(0);
    this.nextId = createSnowflakes(now);
    this.applicationId = this.nextId();
    // Discord gives an application and its bot the same id.
    this.botId = this.addUser(botName, this.applicationId, true).id;
  }

  addUser(name: string, id = this.nextId(), bot = false): APIUser {
    const user = {
      id,
      username: this.#takeUsername(name),
      avatar: null,
      discriminator: bot ? '4242' : '0',
      public_flags: 0,
      flags: 0,
      banner: null,
      accent_color: null,
      global_name: bot ? null : name,
      avatar_decoration_data: null,
      collectibles: null,
      primary_guild: null,
      ...(bot ? { username: name, bot: true } : {}),
    } as unknown as APIUser;
    this.users.set(id, user);
    return user;
  }

  /** Makes a username unique; shown names may repeat. */
  #takeUsername(name: string): string {
    const plain = name.toLowerCase().replaceAll(/[^a-z0-9_.]/g, '_');
    const count = (this.#usernames.get(plain) ?? 0) + 1;
    this.#usernames.set(plain, count);
    return count === 1 ? plain : `${plain}_${count}`;
  }

  user(id: string): APIUser {
    const user = this.users.get(id);
    if (user === undefined) throw new Error(`The playground has no person ${id}`);
    return user;
  }

  /** The channel of direct messages with a person, created at the first use. */
  dmChannel(userId: string): WorldChannel {
    for (const channel of this.channels.values()) if (channel.recipientId === userId) return channel;
    return this.addChannel({ name: '', guildId: undefined, recipientId: userId, position: 0 });
  }

  addChannel(what: Pick<WorldChannel, 'name' | 'guildId' | 'recipientId' | 'position'>): WorldChannel {
    const channel: WorldChannel = { ...what, id: this.nextId(), overwrites: new Map(), messages: new Map() };
    this.channels.set(channel.id, channel);
    if (channel.guildId !== undefined) this.guilds.get(channel.guildId)?.channels.set(channel.id, channel);
    return channel;
  }

  addFile(file: StoredFile): string {
    const id = this.nextId();
    this.files.set(id, file);
    return id;
  }

  /** Global commands and those of the guild. */
  commandsIn(guildId: string | undefined): APIApplicationCommand[] {
    const own = guildId === undefined ? [] : (this.commands.get(guildId) ?? []);
    return [...own, ...(this.commands.get('global') ?? [])];
  }

  /** Sends an event to the bot. */
  dispatch(event: WorldEvent): void {
    this.emit('dispatch', event);
  }

  /** Reports a change to the listeners of `watch`. */
  changed(change: Change): void {
    this.emit('change', change);
  }

  touchMessage(message: StoredMessage, kind: 'message' | 'message-removed' = 'message'): void {
    this.changed({
      kind,
      channelId: message.channelId,
      messageId: message.id,
      ...(message.onlyFor === undefined ? {} : { onlyFor: message.onlyFor }),
    });
  }
}
