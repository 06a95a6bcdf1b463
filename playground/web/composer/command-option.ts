/** The kinds of options. @see https://discord.com/developers/docs/interactions/application-commands */
export const kinds = {
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

/** A command or subcommand with its options. */
export interface CommandEntry {
  /** `expense add` */
  readonly name: string;
  readonly description: string;
  readonly options: readonly CommandOption[];
}

export interface CommandOption {
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly description_localizations?: Readonly<Record<string, string>> | null;
  readonly required?: boolean;
  readonly choices?: readonly {
    readonly name: string;
    readonly name_localizations?: Readonly<Record<string, string>> | null;
    readonly value: string | number;
  }[];
  readonly autocomplete?: boolean;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly min_value?: number;
  readonly max_value?: number;
  readonly options?: readonly CommandOption[];
}

/** An option that is being filled in. */
export interface Chip {
  readonly option: CommandOption;
  readonly text: string;
  /** The value of the text, if it was picked from a list. */
  readonly picked?: string | number | boolean;
  readonly file?: File;
}

/** The value of an option. */
export type ChipValue = string | number | boolean | File;
