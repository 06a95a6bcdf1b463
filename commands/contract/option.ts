import {
  SlashCommandAttachmentOption,
  SlashCommandBooleanOption,
  SlashCommandChannelOption,
  SlashCommandIntegerOption,
  SlashCommandStringOption,
  SlashCommandUserOption,
} from '@discordjs/builders';
import { ChannelType } from 'discord-api-types/v10';
import { z } from 'zod';
import { countCharacters, isWithin } from '../../src/limits.js';
import { cleanLine, cleanText, dropUnseen, isVisible } from '../../src/texts/readable-text.js';
import type { Attachment, ServerContext } from './context.js';

type Builder =
  | SlashCommandAttachmentOption
  | SlashCommandBooleanOption
  | SlashCommandChannelOption
  | SlashCommandIntegerOption
  | SlashCommandStringOption
  | SlashCommandUserOption;

/** A suggestion shown while an option is typed. */
export interface Choice {
  readonly name: string;
  readonly value: string | number;
}

/** Finds suggestions for the text typed so far. `others` holds the other options. */
export type Completer = (
  typed: string,
  context: ServerContext,
  others: Readonly<Record<string, unknown>>,
) => readonly Choice[] | Promise<readonly Choice[]>;

/**
 * An option of a command. It gives the JSON for Discord, the check of the input, and the type of the value.
 */
export interface Option<Value> {
  readonly schema: z.ZodType<Value>;
  /** @param nameOf gives the name of a fixed choice */
  build(nameOf: (value: string) => string): Builder;
  readonly complete?: Completer;
}

/** An option with a few fixed choices. */
export interface ChoiceOption<Value extends string> extends Option<Value | undefined> {
  readonly values: readonly Value[];
}

/** The options of a command by name, in Discord's order: required ones first. */
export type Options = Readonly<Record<string, Option<unknown>>>;

/** The values of the options as a command gets them. */
export type InputOf<Given extends Options> = {
  readonly [Name in keyof Given]: Given[Name] extends Option<infer Value> ? Value : never;
};

interface Requirement {
  readonly required?: true;
}

interface TextRequirement extends Requirement {
  /** In code points, after trimming. Default: 0. */
  readonly minLength?: number;
  /** In code points; such a text is one line. Default: Discord's own limit, and any number of lines. */
  readonly maxLength?: number;
  /** It is read by a program: what shows nothing in it, and came along when it was copied, is dropped. */
  readonly isRead?: true;
  readonly complete?: Completer;
}

/** Required or not, in the schema and in the type. */
function require<Value>(
  schema: z.ZodType<Value>,
  { required }: Requirement,
): z.ZodType<Value> | z.ZodType<Value | undefined> {
  return required ? schema : schema.optional();
}

/** The mark of a problem of an option, beside its text, for the sentence that tells it. */
const invisibleText = { params: { isInvisible: true } } as const;

/** Text, trimmed and without control characters. What is typed must show something. */
export function textOption(requirement: TextRequirement & { readonly required: true }): Option<string>;
export function textOption(requirement?: TextRequirement): Option<string | undefined>;
export function textOption(requirement: TextRequirement = {}): Option<string | undefined> {
  const { required = false, minLength = 0, maxLength, isRead, complete } = requirement;
  const text = z
    .string()
    .refine((typed) => (typed.trim() === '' ? minLength === 0 : isVisible(typed)), invisibleText)
    .transform((typed) => (isRead ? dropUnseen(typed) : typed))
    .transform((typed) => (maxLength === undefined ? cleanText(typed).trim() : cleanLine(typed)))
    .refine((typed) => countCharacters(typed) >= minLength && isWithin(typed, maxLength ?? Infinity));
  return {
    schema: require(text, requirement),
    build() {
      const option = new SlashCommandStringOption().setRequired(required);
      if (minLength > 0) option.setMinLength(minLength);
      if (maxLength !== undefined) option.setMaxLength(maxLength);
      return complete ? option.setAutocomplete(true) : option;
    },
    ...(complete && { complete }),
  };
}

/** One of a few fixed values. */
export function choiceOption<const Value extends string>(
  values: readonly [Value, ...Value[]],
): ChoiceOption<Value> {
  return {
    values,
    schema: z.enum(values).optional(),
    build: (nameOf) =>
      new SlashCommandStringOption().addChoices(values.map((value) => ({ name: nameOf(value), value }))),
  };
}

interface NumberRequirement extends Requirement {
  readonly complete?: Completer;
}

/** A whole number from 1. */
export function numberOption(requirement: NumberRequirement & { readonly required: true }): Option<number>;
export function numberOption(requirement?: NumberRequirement): Option<number | undefined>;
export function numberOption(requirement: NumberRequirement = {}): Option<number | undefined> {
  const { required = false, complete } = requirement;
  const number = z.number().int().min(1);
  return {
    schema: required ? number : number.optional(),
    build() {
      const option = new SlashCommandIntegerOption().setRequired(required).setMinValue(1);
      return complete ? option.setAutocomplete(true) : option;
    },
    ...(complete && { complete }),
  };
}

/** Yes or no. */
export function flagOption(): Option<boolean | undefined> {
  return { schema: z.boolean().optional(), build: () => new SlashCommandBooleanOption() };
}

/** A person, as their id. */
export function userOption(requirement: Requirement & { readonly required: true }): Option<string>;
export function userOption(requirement?: Requirement): Option<string | undefined>;
export function userOption(requirement: Requirement = {}): Option<string | undefined> {
  return {
    schema: require(z.string(), requirement),
    build: () => new SlashCommandUserOption().setRequired(requirement.required ?? false),
  };
}

/** A text channel of the server, as its id. */
export function channelOption(): Option<string | undefined> {
  return {
    schema: z.string().optional(),
    build: () => new SlashCommandChannelOption().addChannelTypes(ChannelType.GuildText),
  };
}

/** A file. */
export function attachmentOption(): Option<Attachment | undefined> {
  return {
    schema: z.custom<Attachment>().optional(),
    build: () => new SlashCommandAttachmentOption(),
  };
}
