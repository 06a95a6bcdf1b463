/**
 * What a command answers, as plain data. How it looks in Discord, and the cutting to Discord's limits,
 * is the business of one place in `src/discord/`.
 */
export type Answer = Reply | Modal;

/** Who sees an answer: everyone in the channel, or only the person who asked. */
export type Visibility = 'public' | 'ephemeral';

export interface Reply {
  readonly kind: 'reply';
  /** Left out: as the command or action says. */
  readonly visibility?: Visibility;
  readonly tone?: 'plain' | 'good' | 'bad';
  readonly blocks: readonly Block[];
  /** A menu below the text, from which one entry is picked. */
  readonly menu?: Menu;
  readonly buttons?: readonly (readonly Button[])[];
  readonly files?: readonly ReplyFile[];
  /** The users whom this message pings; nobody else is pinged, whatever the text mentions. */
  readonly pings?: readonly string[];
  /** The expense that this message shows; the ledger is told where the message stands. */
  readonly about?: { readonly expenseNumber: number };
}

/** A piece of Markdown, or a line between two pieces. */
export type Block = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'divider' };

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
  /** At most 25. Labels show no mentions, so people stand in them by name. */
  readonly entries: readonly MenuEntry[];
}

export interface MenuEntry {
  readonly label: string;
  /** What the entry stands for, as `packState` makes it; each only once in its menu. */
  readonly picked: readonly string[];
}

/** Names an action of a command, with all the state that it needs: a button works after a restart. */
export interface ActionRef {
  /** `Command.code` */
  readonly command: string;
  /** A key of `Command.actions` */
  readonly action: string;
  /** The values of its state, as `packState` makes them. */
  readonly state: readonly string[];
}

/** A form, which opens over Discord and can only be the first answer. */
export interface Modal {
  readonly kind: 'modal';
  readonly title: string;
  /** What a submitted modal calls, its fields beside the state. */
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

/** A reply of blocks of text alone. */
export function say(...texts: readonly string[]): Reply {
  return { kind: 'reply', blocks: texts.map(text) };
}
