import type { ChannelRefusal } from '../../src/errors/user-error.js';
import type { Exports } from '../../src/export/exports.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import type { Settings } from '../../src/ledger/settings.js';
import type { People } from '../../src/people/people.js';
import type { NameOwner } from '../../src/split/people.js';
import type { Voice } from '../../src/texts/voice.js';
import type { Reply } from './answer.js';

/** The person who typed, as the interaction describes them. */
export interface Actor {
  readonly userId: string;
  /** The name shown in this server, or by Discord outside of one. */
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
 * The members of a server, fetched from Discord.
 * `countAtLeast`, `ofRole` and `everyone` throw UserError `membersUnreadable` without the Server Members intent.
 */
export interface MemberDirectory {
  /** Those of the users who are in the server now. */
  find(guildId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, Member>>;
  /**
   * How many people have one of the roles, or are in the server. It is cheap: no members are read. It may be too low,
   * and is 0 where Discord does not say.
   */
  countAtLeast(guildId: string, group: 'everyone' | readonly string[]): Promise<number>;
  /** Includes bots. Undefined: the server has no such role. */
  ofRole(guildId: string, roleId: string): Promise<readonly Member[] | undefined>;
  everyone(guildId: string): Promise<readonly Member[]>;
  /**
   * All members and roles, each once, whose names begin with the first word of a typed name. A member's names are
   * nickname, display name and user name.
   */
  byName(guildId: string, typedNames: readonly string[]): Promise<readonly NameOwner[]>;
}

/** A file sent with a command, at the address that the interaction gave. */
export interface Attachment {
  readonly name: string;
  readonly url: string;
  readonly contentType?: string;
  readonly sizeBytes: number;
}

/** How large the files of one answer may be. */
export interface FileLimits {
  /** The most bytes of one file. */
  readonly fileBytes: number;
  /** The most bytes of all of them. */
  readonly answerBytes: number;
  /** The most files. */
  readonly files: number;
}

/** What a command may do with Discord besides answering. */
export interface Platform {
  /** Of an answer to this interaction. */
  readonly fileLimits: FileLimits;
  /** Sends a direct message now, one to each person for a request. False: the person accepts none. */
  sendDirectMessage(userId: string, message: Reply): Promise<boolean>;
  /** Sends a message to a channel of this server now, one for a request. Else: why it takes none. */
  sendToChannel(channelId: string, message: Reply): Promise<'sent' | ChannelRefusal>;
  /** The bytes of an attachment. @throws UserError `attachmentTooLarge`, `attachmentUnreadable`, `attachmentsBusy` */
  download(attachment: Attachment): Promise<Uint8Array>;
  /** The name of a server that the bot is in, for answers outside it. */
  serverName(guildId: string): string | undefined;
}

/** What a command may do, the same for every interaction. */
export interface Services {
  readonly ledger: Ledger;
  readonly people: People;
  readonly settings: Settings;
  readonly exports: Exports;
  readonly members: MemberDirectory;
}

/** All that a command gets besides its input. */
export interface CommandContext extends Services {
  /** Identifies the request. A repeated delivery has the same id. */
  readonly requestId: string;
  readonly now: Date;
  readonly actor: Actor;
  /** Undefined in a direct message. */
  readonly guildId: string | undefined;
  readonly channelId: string | undefined;
  /** Speaks the reader's language, for ephemeral answers. */
  readonly voice: Voice;
  /** Speaks the server's language, for public answers. */
  readonly publicVoice: Voice;
  readonly platform: Platform;
  /**
   * Says how far long work has come, to whoever waits for its answer. It shows while the answer is deferred, and not each
   * time: say it as often as there is something new.
   */
  readonly showProgress: (text: string) => void;
}

/** The context of a command that works only in a server. */
export interface ServerContext extends CommandContext {
  readonly guildId: string;
  readonly channelId: string;
}
