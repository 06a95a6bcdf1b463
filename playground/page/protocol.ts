import type { APIApplicationCommand, APIMessage } from 'discord-api-types/v10';

// The messages between the page and its server. A stream is opened as a person, and carries only what Discord would
// show that person.

export interface PagePerson {
  readonly id: string;
  /** The name Discord shows. */
  readonly name: string;
  readonly username: string;
  readonly isBot: boolean;
  /** The first of their servers; in the demo worlds there is only one. */
  readonly serverName?: string;
}

export interface PageRole {
  readonly id: string;
  readonly name: string;
  /** 0: none. */
  readonly color: number;
  readonly position: number;
  /** The member list groups its members under its name. */
  readonly isHoisted: boolean;
  readonly isManaged: boolean;
}

export interface PageMember {
  readonly userId: string;
  readonly nick: string | null;
  readonly roleIds: readonly string[];
}

export interface PageChannel {
  readonly id: string;
  readonly name: string;
}

export interface PageServer {
  readonly id: string;
  readonly name: string;
  readonly channels: readonly PageChannel[];
  readonly roles: readonly PageRole[];
  readonly members: readonly PageMember[];
}

/** Everything that a person sees, except messages. */
export interface PageWorld {
  readonly me: PagePerson;
  /** Every person; the window can act as any of them. */
  readonly people: readonly PagePerson[];
  readonly botId: string;
  readonly servers: readonly PageServer[];
  /** The person's direct messages with the bot. */
  readonly dmChannelId: string;
  /** The language that the person's client is set to. */
  readonly locale: string;
  readonly isBotOnline: boolean;
  readonly closedDms: readonly string[];
}

/** The set-up of the page: the same for every window, and sent first. */
export interface PageSetup {
  readonly botName: string;
  readonly worlds: readonly OfferedWorldView[];
  /** Set if the page can show the bot's stored files. */
  readonly store?: StoreView;
}

export interface OfferedWorldView {
  /** Unique. */
  readonly name: string;
  /** On the button that builds it. */
  readonly label: string;
  /** On the button that builds it and types its examples. */
  readonly playLabel: string;
  readonly examples: readonly Example[];
}

/** A command that a person in a world types. */
export interface Example {
  /** The person's place in the world, from 0. */
  readonly person: number;
  readonly command: string;
  /** `@1` stands for the first person of the world, `@Drivers` for the role. */
  readonly options: Readonly<Record<string, string>>;
}

/** The texts of the page about the bot's stored files. */
export interface StoreView {
  /** E.g. `Bucket`. */
  readonly name: string;
  /** Two letters for a round button. */
  readonly shortName: string;
  /** The label of that button. */
  readonly hint: string;
  /** The title of the list of files. */
  readonly title: string;
  /** Shown while there are no files. */
  readonly emptyText: string;
}

export interface PageMessage {
  readonly api: APIMessage;
  /** Ephemeral: only this person sees it. */
  readonly isOnlyForMe: boolean;
  /** A deferred answer without content. */
  readonly isThinking: boolean;
  /** Whom it notified: user ids, `<@&role>`, `@everyone`. */
  readonly pings: readonly string[];
  /** The command that it answers. */
  readonly used?: { readonly userId: string; readonly name: string };
}

export interface PageHistory {
  /** Oldest first. */
  readonly messages: readonly PageMessage[];
  readonly hasOlder: boolean;
}

/** A fault ordered for the bot's next requests. */
export interface PageFault {
  readonly id: number;
  readonly kind: 'fail' | 'delay' | 'lose-answer';
  /** The status of a failure, the milliseconds of a delay; else 0. */
  readonly amount: number;
  /** How many requests are still to meet it. */
  readonly left: number;
}

/** An event of the stream. */
export type PageEvent =
  | { readonly kind: 'setup'; readonly setup: PageSetup }
  | { readonly kind: 'world'; readonly world: PageWorld }
  | { readonly kind: 'message'; readonly channelId: string; readonly message: PageMessage }
  | { readonly kind: 'message-removed'; readonly channelId: string; readonly messageId: string }
  | { readonly kind: 'commands' }
  | { readonly kind: 'faults'; readonly faults: readonly PageFault[] };

/** A file on its way to the server. */
export interface PageFile {
  readonly name: string;
  readonly contentType: string;
  readonly base64: string;
}

export type PageValue = string | number | boolean | PageFile;
export type PageFieldValue = string | boolean | readonly string[] | readonly PageFile[];

/** An action of a person in a channel. */
export type PageAction =
  | { readonly kind: 'write'; readonly content: string; readonly files?: readonly PageFile[] }
  | {
      readonly kind: 'slash';
      readonly command: string;
      readonly options: Readonly<Record<string, PageValue>>;
    }
  | {
      readonly kind: 'complete';
      readonly command: string;
      readonly option: string;
      readonly typed: string;
      readonly others: Readonly<Record<string, PageValue>>;
    }
  | { readonly kind: 'press'; readonly messageId: string; readonly customId: string }
  | {
      readonly kind: 'select';
      readonly messageId: string;
      readonly customId: string;
      readonly values: readonly string[];
    }
  | {
      readonly kind: 'submit';
      readonly modalId: string;
      readonly fields: Readonly<Record<string, PageFieldValue>>;
    }
  | { readonly kind: 'user-command'; readonly name: string; readonly userId: string }
  | { readonly kind: 'message-command'; readonly name: string; readonly messageId: string };

export interface PageModal {
  /** Names the opened form when it is sent. */
  readonly id: string;
  readonly title: string;
  readonly components: readonly PageComponent[];
}

/** A component of a message or a modal, as Discord's API gives it. */
export interface PageComponent {
  readonly type: number;
  readonly [key: string]: unknown;
}

export interface PageChoice {
  readonly name: string;
  readonly value: string | number;
}

export interface PageOutcome {
  /** Nothing came within three seconds. */
  readonly isFailed?: boolean;
  readonly modal?: PageModal;
  readonly choices?: readonly PageChoice[];
  /** Why Discord's client would not have sent it. */
  readonly refusal?: string;
}

/** An action of the drawer of tools. */
export type PageTool =
  | { readonly kind: 'drop-sockets' }
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'invalidate-session' }
  | { readonly kind: 'fail-next'; readonly status: number; readonly count: number }
  | { readonly kind: 'delay-next'; readonly delayMs: number; readonly count: number }
  | { readonly kind: 'lose-answer'; readonly count: number }
  | { readonly kind: 'cancel-fault'; readonly id: number }
  | { readonly kind: 'set-dms'; readonly userId: string; readonly isOpen: boolean }
  | { readonly kind: 'set-locale'; readonly userId: string; readonly locale: string }
  | { readonly kind: 'build-world'; readonly world: string };

export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** ISO 8601. */
  readonly changedAt: string;
}

export type PageCommand = APIApplicationCommand;
