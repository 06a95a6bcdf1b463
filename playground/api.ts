import type { RequestListener } from 'node:http';
import type { APIInteraction, APIMessage, APIApplicationCommandOptionChoice } from 'discord-api-types/v10';

/** A made-up person (or the bot itself, as `playground.bot`). */
export interface Person {
  readonly id: string;
  /** The name Discord shows. */
  readonly name: string;
  /** `<@id>`, as it stands in typed text. */
  readonly mention: string;
}

/** A role of a playground server. */
export interface Role {
  readonly id: string;
  readonly name: string;
  /** `<@&id>`, as it stands in typed text. */
  readonly mention: string;
}

/** A file that a person attaches to an option or to a modal's upload. */
export interface AttachedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly contentType?: string;
}

/** What a person types or picks for one option, by the option's name. */
export type OptionValue = string | number | boolean | Person | Role | ChannelHandle | AttachedFile;

/** What a person leaves in one field of a modal: text, picked values, or files. */
export type FieldValue = string | boolean | readonly string[] | readonly Person[] | readonly AttachedFile[];

export interface ButtonView {
  readonly label: string;
  /** Empty for link buttons. */
  readonly customId: string;
  readonly disabled: boolean;
  readonly style: number;
  readonly url: string | undefined;
}

export interface SelectView {
  readonly customId: string;
  readonly placeholder: string;
  /** 3 strings, 5 users, 6 roles, 7 mentionables, 8 channels. */
  readonly type: number;
  readonly options: readonly { readonly label: string; readonly value: string }[];
  readonly disabled: boolean;
}

export interface FileView {
  readonly name: string;
  /** Decoded as UTF-8. */
  readonly content: string;
}

export interface ModalFieldView {
  readonly customId: string;
  readonly label: string;
  readonly type: number;
  readonly required: boolean;
  /** The preset value; several for selects. */
  readonly value: string | readonly string[];
  /** The choices of a string select, radio group or checkbox group. */
  readonly options: readonly { readonly label: string; readonly value: string }[];
}

export interface ModalView {
  readonly customId: string;
  readonly title: string;
  /** Text between the fields. */
  readonly text: string;
  readonly fields: readonly ModalFieldView[];
}

/** One message as a person sees it. */
export interface MessageView {
  readonly id: string;
  readonly ephemeral: boolean;
  readonly message: APIMessage;
  /** Content, embeds and text displays in order, without labels of buttons. */
  readonly text: string;
  readonly buttons: readonly ButtonView[];
  readonly selects: readonly SelectView[];
  readonly files: readonly FileView[];
  /** Whom it notified: user ids, `<@&role>` and `@everyone`. */
  readonly pings: readonly string[];
}

/**
 * The answer to an interaction, as the person sees it. It is live: later edits and follow-ups show in it.
 * If the first answer was deleted, the first follow-up takes its place.
 */
export interface Answer {
  readonly interaction: APIInteraction;
  /** Nothing came within three seconds: "The application did not respond". */
  readonly failed: boolean;
  readonly deferred: boolean;
  readonly ephemeral: boolean;
  /** Milliseconds from the interaction to its first answer, a deferral included. */
  readonly firstAnswerMs: number;
  /** @throws Error if there is none (a modal, choices, a failure) */
  readonly message: APIMessage;
  readonly hasMessage: boolean;
  readonly text: string;
  readonly buttons: readonly ButtonView[];
  readonly selects: readonly SelectView[];
  readonly files: readonly FileView[];
  readonly pings: readonly string[];
  readonly modal: ModalView | undefined;
  readonly followUps: readonly MessageView[];
  /** Resolves when there are that many follow-ups. */
  waitForFollowUps(count: number, timeoutMs?: number): Promise<readonly MessageView[]>;
  /** Resolves when the text matches, e.g. after a later edit. */
  waitForText(pattern: RegExp, timeoutMs?: number): Promise<string>;
}

export interface InteractionOptions {
  /** How often the same interaction is delivered to the bot. Default: 1. */
  readonly deliveries?: number;
  /** How long to wait after a deferral. Default: 15 s. */
  readonly timeoutMs?: number;
}

/** The actions of one person in one channel. They throw ClientRefusal where Discord's client refuses. */
export interface Actor {
  readonly person: Person;
  slash(
    command: string,
    options?: Readonly<Record<string, OptionValue>>,
    how?: InteractionOptions,
  ): Promise<Answer>;
  /** The bot's autocomplete choices for the text typed so far. */
  complete(
    command: string,
    option: string,
    typed: string,
    others?: Readonly<Record<string, OptionValue>>,
  ): Promise<readonly APIApplicationCommandOptionChoice[]>;
  /** Presses a button by its label (or custom id). */
  press(on: Answer | MessageView, label: string, how?: InteractionOptions): Promise<Answer>;
  /** Picks in a select by its placeholder or custom id: values or labels of strings, people, roles, ids. */
  select(
    on: Answer | MessageView,
    which: string,
    values: readonly (string | Person | Role | ChannelHandle)[],
    how?: InteractionOptions,
  ): Promise<Answer>;
  /** Submits the open modal. Fields go by custom id or label; the others keep their preset values. */
  submit(
    answer: Answer,
    fields: Readonly<Record<string, FieldValue>>,
    how?: InteractionOptions,
  ): Promise<Answer>;
  /** Uses a context-menu command on a person. */
  userCommand(name: string, target: Person, how?: InteractionOptions): Promise<Answer>;
  /** Uses a context-menu command on a message. */
  messageCommand(name: string, target: MessageView | Answer, how?: InteractionOptions): Promise<Answer>;
  /** Writes an ordinary message into the channel. */
  write(content: string, files?: readonly AttachedFile[]): MessageView;
  /** The messages of the channel that this person sees: public ones and their own ephemeral ones. */
  sees(): readonly MessageView[];
}

export interface ChannelHandle {
  readonly id: string;
  readonly name: string;
  /** Public messages, oldest first. */
  messages(): readonly MessageView[];
  /** Acts in this channel. */
  as(person: Person): Actor;
}

export interface NewRole {
  readonly name: string;
  readonly members?: readonly Person[];
  /** Permission bits. */
  readonly permissions?: bigint;
  /** Of its members' names, as 0xRRGGBB. Default: 0, none. */
  readonly color?: number;
  /** The member list groups its members under its name. Default: false. */
  readonly isHoisted?: boolean;
}

export interface NewServer {
  readonly name: string;
  readonly members: readonly Person[];
  /** Has every permission. Default: nobody, so that members have only what a test gives them. */
  readonly owner?: Person;
  readonly roles?: readonly NewRole[];
  /** The server's locale. Default: `en-US`. */
  readonly locale?: string;
  /** A fixed id, e.g. to place the server on a shard. */
  readonly id?: string;
}

/** A Discord server ("guild") with one channel, #general. */
export interface Server {
  readonly id: string;
  readonly name: string;
  readonly channel: ChannelHandle;
  /** Acts in #general. */
  as(person: Person): Actor;
  /** The public messages of #general, oldest first. */
  messages(): readonly MessageView[];
  createChannel(name: string): ChannelHandle;
  members(): readonly Person[];
  roles(): readonly Role[];
  addMember(person: Person, nickname?: string): void;
  removeMember(person: Person): void;
  setNickname(person: Person, nickname: string | null): void;
  addRole(role: NewRole): Role;
  giveRole(person: Person, role: Role): void;
  takeRole(person: Person, role: Role): void;
  removeRole(role: Role): void;
  /** The person (or `playground.bot`) has exactly these bits in every channel that exists now. */
  setPermissions(person: Person, bits: bigint): void;
  /** Gives Manage Server. */
  makeManager(person: Person): void;
  /** The bot leaves: GUILD_DELETE. */
  expelBot(): void;
  /** The bot comes back: GUILD_CREATE. */
  inviteBot(): void;
  /** The server breaks down: GUILD_DELETE that says so. The bot stays a member. */
  beginOutage(): void;
  endOutage(): void;
}

/** An ordered fault that has not yet met all its requests. */
export interface OutstandingFault {
  readonly id: number;
  readonly kind: 'fail' | 'delay' | 'lose-answer';
  /** The status of a failure, the milliseconds of a delay; else 0. */
  readonly amount: number;
  /** How many requests are still to meet it. */
  readonly left: number;
}

export interface Faults {
  /**
   * The next `count` requests whose `METHOD /path` matches get this status and are not processed. `code` is
   * Discord's, e.g. 50278. Default: 0.
   */
  failNext(pattern: RegExp | string, status: number, count?: number, code?: number): void;
  /** The next `count` requests that match are processed only after `ms`. */
  delayNext(pattern: RegExp | string, ms: number, count?: number): void;
  /** The next `count` requests that match are processed, but the connection is cut before the answer. */
  loseAnswerOfNext(pattern: RegExp | string, count?: number): void;
  /** Oldest first. */
  outstanding(): readonly OutstandingFault[];
  /** Cancels an ordered fault, if it is still outstanding. */
  cancel(id: number): void;
  /** Cuts every gateway connection as a network failure would. */
  dropSockets(): void;
  /** Asks every client to reconnect (op 7). */
  reconnect(): void;
  /** Ends every session (op 9, not resumable). */
  invalidateSession(): void;
  /** As if Server Members were off in the developer portal: IDENTIFY with it is closed with 4014. */
  refuseMembersIntent: boolean;
}

export interface RequestRecord {
  readonly method: string;
  /** Without base and version, e.g. `/channels/1/messages`. Tokens are removed. */
  readonly path: string;
  readonly status: number;
  /** Discord's error code. */
  readonly code: number | undefined;
  readonly atMs: number;
}

export interface FrameRecord {
  readonly socket: number;
  readonly shard: number;
  readonly op: number;
  readonly event: string | undefined;
  readonly seq: number | undefined;
  readonly data: unknown;
}

export interface PlaygroundOptions {
  /** 0 (the default): any free port. */
  readonly port?: number;
  readonly token?: string;
  /** The bot's name. Default: `Bot`. */
  readonly botName?: string;
  /** Milliseconds since 1970; decides the 3 s and 15 min rules and all ids. */
  readonly now?: () => number;
  /** Requests a second outside the interaction endpoints. Default: 50. */
  readonly globalRequestsPerSecond?: number;
  /** Rate limits of single routes. */
  readonly routeLimits?: readonly {
    readonly pattern: RegExp;
    readonly limit: number;
    readonly perMs: number;
  }[];
  /** The largest file of a message, which interactions name too. Default: 10 MiB. */
  readonly fileLimitBytes?: number;
  /** Shards that GET /gateway/bot recommends. Default: 1. */
  readonly shards?: number;
  readonly heartbeatIntervalMs?: number;
  /** Answers requests outside `/api/`, e.g. for the page. Default: 404. */
  readonly others?: RequestListener;
}

/** A change in the playground, for live views. */
export interface Change {
  readonly kind: 'message' | 'message-removed' | 'server' | 'commands' | 'bot' | 'interaction' | 'faults';
  readonly channelId?: string;
  readonly messageId?: string;
  /** Set: only this person may see it. */
  readonly onlyFor?: string;
}

/** A local Discord. */
export interface Playground {
  /** The base of the REST API, for the bot. */
  readonly apiUrl: string;
  readonly origin: string;
  readonly token: string;
  readonly applicationId: string;
  /** The bot itself, e.g. for `setPermissions`. */
  readonly bot: Person;
  createUsers(count: number): Person[];
  createUsers(...names: readonly string[]): Person[];
  /** Sets the language of a person's client. Default: `en-US`. */
  setLocale(person: Person, locale: string): void;
  createServer(server: NewServer): Server;
  servers(): readonly Server[];
  /** Acts in the person's direct messages with the bot. */
  dm(person: Person): Actor;
  dmsOf(person: Person): readonly MessageView[];
  /** Resolves when the person has that many direct messages. */
  waitForDms(person: Person, count: number, timeoutMs?: number): Promise<readonly MessageView[]>;
  closeDms(person: Person): void;
  openDms(person: Person): void;
  /** Delivers an interaction again, with the same id and token. */
  redeliver(interaction: APIInteraction): void;
  /** Names of the registered commands; with a server, its own ones too. */
  commands(server?: Server): readonly string[];
  /** Resolves when a bot is READY and has registered commands. */
  waitForBot(timeoutMs?: number): Promise<void>;
  readonly faults: Faults;
  /** The bot's last 2,000 requests. */
  requests(): readonly RequestRecord[];
  /** Each requested `METHOD /path` that the playground does not play, once, in order of the first request. */
  unknownRoutes(): readonly string[];
  /** The last 5,000 events sent to the bot, each with its socket. */
  frames(): readonly FrameRecord[];
  /** Calls the listener at every change, until the returned function is called. */
  watch(listener: (change: Change) => void): () => void;
  close(): Promise<void>;
}

/** Discord's own client would not have sent this. */
export class ClientRefusal extends Error {
  override readonly name = 'ClientRefusal';
}
