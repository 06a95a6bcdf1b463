import type { z } from 'zod';
import type { Storage } from '../../src/storage/connect.js';
import type { Locale } from '../../src/texts/text.js';
import type { Answer, Visibility } from './reply.js';

/** The JSON that Discord registers for a subcommand or a command of its own, as the builders make it. */
export interface CommandDefinition {
  readonly name: string;
  readonly description: string;
}

/** Who typed, as Discord tells it with the interaction. */
export interface Actor {
  readonly userId: string;
  /** The name that this server (or, outside one, Discord) shows. */
  readonly name: string;
  readonly canManageServer: boolean;
  /** May mention everyone in this channel. */
  readonly canMentionMany: boolean;
}

export interface Member {
  readonly userId: string;
  readonly name: string;
  readonly isBot: boolean;
}

/**
 * The members of a server, read through Discord within its limits; handed in from the adapter.
 * Reading a role or everyone throws UserError('membersUnreadable') where the host has not turned on the
 * Server Members intent.
 */
export interface MemberDirectory {
  /** Who of these is in the server now; who is not is left out. */
  find(guildId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, Member>>;
  /** undefined: no such role in this server. Bots included. */
  ofRole(guildId: string, roleId: string): Promise<readonly Member[] | undefined>;
  everyone(guildId: string): Promise<readonly Member[]>;
  /** The members that each typed name may mean (display name, nickname or user name, any case). */
  byName(guildId: string, names: readonly string[]): Promise<ReadonlyMap<string, readonly Member[]>>;
}

/** A file that came with a command, on the host that the interaction named. */
export interface Attachment {
  readonly name: string;
  readonly url: string;
  readonly contentType?: string;
  readonly sizeBytes: number;
}

/** All that a command gets from above besides its input. */
export interface CommandContext {
  /** Names what caused this, the same when the same thing is delivered again. */
  readonly requestId: string;
  readonly now: Date;
  readonly actor: Actor;
  /** Undefined in a direct message. */
  readonly guildId: string | undefined;
  readonly channelId: string | undefined;
  /** The reader's language, for ephemeral answers. */
  readonly locale: Locale;
  /** The server's language, for public answers. */
  readonly serverLocale: Locale;
  readonly storage: Storage;
  readonly members: MemberDirectory;
  readonly platform: Platform;
}

/** The context of a command that works only in a server. */
export interface ServerContext extends CommandContext {
  readonly guildId: string;
  readonly channelId: string;
}

/** What a command may ask of Discord besides answering. */
export interface Platform {
  /** Sends a direct message now. False when Discord refuses it because the person's DMs are closed. */
  sendDirectMessage(userId: string, message: Extract<Answer, { kind: 'reply' }>): Promise<boolean>;
  /** The bytes of an attachment; throws UserError when it is too large to be sent on. */
  download(attachment: Attachment): Promise<Uint8Array>;
  /** The name of a server that the bot is in, for answers outside it. */
  serverName(guildId: string): string | undefined;
}

export interface Choice {
  readonly name: string;
  readonly value: string | number;
}

interface Shape<Input, Context> {
  /** What people type after the slash, e.g. `expense add`. */
  readonly path: string;
  /** Names the command in custom ids, at most three letters; never changed, old messages carry it. */
  readonly code: string;
  readonly definition: CommandDefinition;
  /** How it is deferred when it takes long, and how it answers unless the reply says otherwise. */
  readonly visibility: Visibility;
  readonly managersOnly?: boolean;
  /** Saves something: an answer that cannot be delivered is sent by direct message. Left out: no. */
  readonly changes?: boolean;
  /** May answer with a modal, which Discord takes only as the first answer: it is not deferred. */
  readonly opensModal?: boolean;
  /** The options as typed, by name; user, role and channel options are ids, attachments are `Attachment`. */
  readonly input: z.ZodType<Input>;
  run(input: Input, context: Context): Promise<Answer>;
  /** Autocomplete by option name; what else was typed is in `others`. */
  readonly complete?: Readonly<
    Record<
      string,
      (
        typed: string,
        context: Context,
        others: Readonly<Record<string, unknown>>,
      ) => Promise<readonly Choice[]>
    >
  >;
  readonly actions?: Readonly<Record<string, Action<Context>>>;
}

/** What a button or a submitted modal does. */
export interface Action<Context> {
  /** `update` changes the message that the button stands on, `reply` sends a new one. */
  readonly answers: 'update' | 'reply';
  readonly visibility: Visibility;
  readonly managersOnly?: boolean;
  /** As of a command. */
  readonly changes?: boolean;
  readonly opensModal?: boolean;
  /** Checks the state; `fields` is empty for a button. A failed check is an outdated button. */
  run(press: Press, context: Context): Promise<Answer>;
}

export interface Press {
  readonly state: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
  /** The selected values of a select menu. */
  readonly values: readonly string[];
}

export interface ServerCommand<Input = unknown> extends Shape<Input, ServerContext> {
  readonly where: 'server';
}

export interface AnywhereCommand<Input = unknown> extends Shape<Input, CommandContext> {
  readonly where: 'anywhere';
}

export type Command = ServerCommand | AnywhereCommand;

/** Checks a command that works in servers against its own input schema, and forgets the input's type. */
export function serverCommand<Input>(command: Omit<ServerCommand<Input>, 'where'>): ServerCommand {
  return { ...command, where: 'server' } as never;
}

/** The same for a command that also works in direct messages. */
export function anywhereCommand<Input>(command: Omit<AnywhereCommand<Input>, 'where'>): AnywhereCommand {
  return { ...command, where: 'anywhere' } as never;
}
