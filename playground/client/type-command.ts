import { ApplicationCommandOptionType as Types } from 'discord-api-types/v10';
import type { APIApplicationCommand, APIApplicationCommandOption } from 'discord-api-types/v10';
import { countCharacters } from '../discord/count-characters.js';
import { ClientRefusal } from '../api.js';
import type { OptionValue } from '../api.js';
import type { Resolver } from './resolve-picked.js';

const stringLimit = 6000;

/** An option in an interaction. */
interface TypedOption {
  name: string;
  type: number;
  value?: unknown;
  focused?: boolean;
  options?: TypedOption[];
}

export interface FoundCommand {
  readonly command: APIApplicationCommand;
  /** Names of the subcommand group and subcommand, outermost first. */
  readonly path: readonly APIApplicationCommandOption[];
  readonly options: readonly APIApplicationCommandOption[];
}

/** Finds `expense add` among the registered commands. @throws ClientRefusal if it is not there */
export function findCommand(commands: readonly APIApplicationCommand[], typed: string): FoundCommand {
  const [name = '', ...rest] = typed.replace(/^\//, '').split(' ');
  const command = commands.find((other) => other.name === name && (other.type as number) === 1);
  if (command === undefined) throw new ClientRefusal(`There is no command /${name}`);
  let options: readonly APIApplicationCommandOption[] = command.options ?? [];
  const path: APIApplicationCommandOption[] = [];
  for (const part of rest) {
    const sub = options.find((option) => option.name === part && isSubcommand(option));
    if (sub === undefined) throw new ClientRefusal(`/${name} has no subcommand ${part}`);
    path.push(sub);
    options = 'options' in sub ? (sub.options ?? []) : [];
  }
  if (options.some(isSubcommand)) throw new ClientRefusal(`/${typed} needs a subcommand`);
  return { command, path, options };
}

function isSubcommand({ type }: APIApplicationCommandOption): boolean {
  return type === Types.Subcommand || type === Types.SubcommandGroup;
}

/** Converts typed options to those of an interaction. @throws ClientRefusal where Discord's client refuses */
export function typeOptions(
  found: FoundCommand,
  values: Readonly<Record<string, OptionValue>>,
  resolver: Resolver,
): TypedOption[] {
  const typed = Object.entries(values).map(([name, value]) => {
    const option = findOption(found, name);
    return { name, type: option.type, value: toOptionValue(option, value, resolver) };
  });
  const missing = found.options.find((option) => option.required === true && !(option.name in values));
  if (missing !== undefined) throw new ClientRefusal(`The option ${missing.name} is required`);
  return nest(found.path, typed);
}

/** The same for autocomplete of one option. @throws ClientRefusal if it has none */
export function typePartly(
  found: FoundCommand,
  focused: string,
  text: string,
  others: Readonly<Record<string, OptionValue>>,
  resolver: Resolver,
): TypedOption[] {
  const option = findOption(found, focused);
  if (!('autocomplete' in option) || !option.autocomplete) {
    throw new ClientRefusal(`The option ${focused} offers no choices while typing`);
  }
  const typed: TypedOption[] = Object.entries(others).map(([name, value]) => {
    const other = findOption(found, name);
    return { name, type: other.type, value: toOptionValue(other, value, resolver) };
  });
  return nest(found.path, [...typed, { name: focused, type: option.type, value: text, focused: true }]);
}

function findOption(found: FoundCommand, name: string): APIApplicationCommandOption {
  const option = found.options.find((other) => other.name === name);
  if (option === undefined) throw new ClientRefusal(`There is no option ${name}`);
  return option;
}

function nest(path: readonly APIApplicationCommandOption[], typed: TypedOption[]): TypedOption[] {
  return path.reduceRight<TypedOption[]>((options, { name, type }) => [{ name, type, options }], typed);
}

function toOptionValue(option: APIApplicationCommandOption, value: OptionValue, resolver: Resolver): unknown {
  switch (option.type) {
    case Types.String:
      return toText(option, value);
    case Types.Integer:
    case Types.Number:
      return toNumber(option, value);
    case Types.Boolean:
      if (typeof value !== 'boolean') throw new ClientRefusal(`The option ${option.name} is True or False`);
      return value;
    case Types.User:
      return resolver.user(value);
    case Types.Role:
      return resolver.role(value);
    case Types.Mentionable:
      return resolver.mentionable(value);
    case Types.Channel:
      return resolver.channelPicked(value, option.channel_types);
    case Types.Attachment:
      if (typeof value !== 'object' || !('content' in value)) {
        throw new ClientRefusal(`The option ${option.name} takes a file`);
      }
      return resolver.attachment(value);
    default:
      throw new ClientRefusal(`The option ${option.name} cannot be typed`);
  }
}

type StringOption = Extract<APIApplicationCommandOption, { type: Types.String }>;
type NumberOption = Extract<APIApplicationCommandOption, { type: Types.Integer | Types.Number }>;

function toText(option: StringOption, value: OptionValue): string {
  if (typeof value === 'object') throw new ClientRefusal(`The option ${option.name} takes text`);
  const text = String(value);
  const choices = 'choices' in option ? (option.choices ?? []) : [];
  if (choices.length > 0) return pickChoice(option.name, choices, text);
  const least = option.min_length ?? (option.required === true ? 1 : 0);
  const most = option.max_length ?? stringLimit;
  const length = countCharacters(text);
  if (length < least) throw new ClientRefusal(`The option ${option.name} needs ${least} characters or more`);
  if (length > most) throw new ClientRefusal(`The option ${option.name} takes ${most} characters at most`);
  return text;
}

function toNumber(option: NumberOption, value: OptionValue): number {
  if (typeof value === 'object') throw new ClientRefusal(`The option ${option.name} takes a number`);
  const choices = 'choices' in option ? (option.choices ?? []) : [];
  if (choices.length > 0) return pickChoice(option.name, choices, String(value));
  const number = value === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number) || (option.type === Types.Integer && !Number.isInteger(number))) {
    throw new ClientRefusal(`The option ${option.name} takes a number`);
  }
  const { min_value = -Infinity, max_value = Infinity } = option;
  if (number < min_value) throw new ClientRefusal(`The option ${option.name} is at least ${min_value}`);
  if (number > max_value) throw new ClientRefusal(`The option ${option.name} is at most ${max_value}`);
  return number;
}

function pickChoice<T extends string | number>(
  option: string,
  choices: readonly { readonly name: string; readonly value: T }[],
  typed: string,
): T {
  const choice =
    choices.find(({ value }) => String(value) === typed) ?? choices.find(({ name }) => name === typed);
  if (choice === undefined) throw new ClientRefusal(`The option ${option} has no choice ${typed}`);
  return choice.value;
}
