/**
 * What a command answers, as plain data. `src/discord/respond/` renders it and cuts it to Discord's limits.
 */
export type Answer = Reply | Modal;

/** Who sees an answer: everyone in the channel, or only the person who asked. */
export type Visibility = 'public' | 'ephemeral';

export interface Reply {
  readonly kind: 'reply';
  /** Default: that of the command or action. */
  readonly visibility?: Visibility;
  /** A message of its own, also to an action that else changes the message it stands on. */
  readonly isNew?: true;
  readonly tone?: 'plain' | 'good' | 'bad';
  readonly blocks: readonly Block[];
  /** Shown below the text. */
  readonly menu?: Menu;
  readonly buttons?: readonly (readonly Button[])[];
  readonly files?: readonly ReplyFile[];
  /** Ids of the users to ping. Mentions in the text ping nobody else. */
  readonly pings?: readonly string[];
  /** The expense that this message shows. The ledger stores a link to the message. */
  readonly about?: { readonly expenseNumber: number };
  /** A message of its own that follows the answer, e.g. to ping somebody with what they may press. */
  readonly followUp?: FollowUp;
  /** Numbers of expenses that were changed: the messages that show them are brought up to date. */
  readonly changed?: readonly number[];
}

/** A message after an answer. Where it cannot be sent, it goes to its addressees by direct message. */
export interface FollowUp extends Reply {
  /** Ids of users. */
  readonly addressees?: readonly string[];
}

/** A message that shows an expense, as it should be now. */
export interface ExpenseMessage {
  readonly channelId: string;
  readonly messageId: string;
  readonly reply: Reply;
  /** The first file of the message is the receipt, and stays. The others are those of the reply. */
  readonly keepsReceipt: boolean;
}

/** A piece of Markdown, the same with a button beside it, or a line between two pieces. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'textWithButton'; readonly text: string; readonly button: Button }
  | { readonly kind: 'divider' };

export interface ReplyFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Shown inside the message (a picture) instead of as a file to download. */
  readonly inline?: boolean;
}

export interface Button {
  readonly label: string;
  readonly style?: 'primary' | 'secondary' | 'success' | 'danger';
  readonly disabled?: boolean;
  readonly action: ActionRef;
}

export interface Menu {
  readonly placeholder: string;
  readonly action: ActionRef;
  /** At most 25. Discord shows no mentions in labels: use names. */
  readonly entries: readonly MenuEntry[];
}

export interface MenuEntry {
  readonly label: string;
  /** The values of the entry, from `packState`. Each entry of a menu needs its own. */
  readonly picked: readonly string[];
}

/** Refers to an action of a command, with all its state, so that a button works after a restart. */
export interface ActionRef {
  /** `Command.code` */
  readonly command: string;
  /** A key of `Command.actions` */
  readonly action: string;
  /** From `packState`. */
  readonly state: readonly string[];
}

/** A form. Discord accepts it only as the first answer. */
export interface Modal {
  readonly kind: 'modal';
  readonly title: string;
  /** The action that gets the submitted fields. */
  readonly action: ActionRef;
  readonly fields: readonly ModalField[];
}

/** A field of one line. */
export interface ModalField {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly required: boolean;
  readonly maxLength: number;
}

/** A block of Markdown. */
export function text(markdown: string): Block {
  return { kind: 'text', text: markdown };
}

/** A reply that is only text. */
export function say(...texts: readonly string[]): Reply {
  return { kind: 'reply', blocks: texts.map(text) };
}
