import type { APIApplicationCommand, APIApplicationCommandOption } from 'discord-api-types/v10';
import { ApplicationCommandOptionType, ApplicationCommandType } from 'discord-api-types/v10';
import { countCharacters } from './count-characters.js';
import { isGiven } from './given.js';
import type { FieldError } from './discord-error.js';

type Path = readonly (string | number)[];

/** @see https://discord.com/developers/docs/interactions/application-commands#registering-a-command */
export const commandCountLimits: Readonly<Record<number, number>> = {
  [ApplicationCommandType.ChatInput]: 100,
  [ApplicationCommandType.User]: 15,
  [ApplicationCommandType.Message]: 15,
};
const commandCharacterLimit = 8000;
const choiceValueLimit = 100;
const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** A command as sent, after the check of the schema. */
export interface CommandBody {
  readonly name: string;
  readonly type?: number | null;
  readonly description?: string | null;
  readonly name_localizations?: Readonly<Record<string, string>> | null;
  readonly description_localizations?: Readonly<Record<string, string>> | null;
  readonly options?: readonly APIApplicationCommandOption[] | null;
}

/** Rules of a command that no schema knows. */
export function checkCommandRules(command: CommandBody, at: Path = []): FieldError[] {
  if ((command.type ?? 1) !== 1) return checkMenuCommand(command, at);
  const errors = checkName(command, at);
  if ((command.description ?? '') === '') errors.push(required([...at, 'description']));
  errors.push(...checkOptions(command.options ?? [], [...at, 'options']));
  if (countCommand(command) > commandCharacterLimit) {
    errors.push({
      path: at,
      code: 'APPLICATION_COMMAND_TOO_LARGE',
      message: 'Command exceeds maximum size (8000)',
    });
  }
  return errors;
}

/** Commands of one kind may not share a name. */
export function checkUniqueNames(commands: readonly CommandBody[]): FieldError[] {
  const keys = commands.map(({ name, type }) => `${type ?? ApplicationCommandType.ChatInput} ${name}`);
  return keys.flatMap((key, index) =>
    keys.indexOf(key) === index
      ? []
      : [
          {
            path: [index],
            code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
            message: 'Application command names must be unique',
          },
        ],
  );
}

function checkMenuCommand(command: CommandBody, at: Path): FieldError[] {
  const errors: FieldError[] = [];
  if ((command.description ?? '') !== '') {
    const message = 'Context menu commands cannot have description';
    errors.push({ path: [...at, 'description'], code: 'APPLICATION_COMMAND_DESCRIPTION_INVALID', message });
  }
  if ((command.options ?? []).length > 0) {
    const message = 'Context menu commands cannot have options';
    errors.push({ path: [...at, 'options'], code: 'APPLICATION_COMMAND_OPTIONS_INVALID', message });
  }
  return errors;
}

function checkName(
  named: { readonly name: string; readonly name_localizations?: Readonly<Record<string, string>> | null },
  at: Path,
): FieldError[] {
  const names: (readonly [Path, string])[] = [
    [[...at, 'name'], named.name],
    ...Object.entries(named.name_localizations ?? {}).map(
      ([locale, name]) => [[...at, 'name_localizations', locale], name] as const,
    ),
  ];
  return names
    .filter(([, name]) => !namePattern.test(name) || name !== name.toLowerCase())
    .map(([path]) => ({
      path,
      code: 'APPLICATION_COMMAND_INVALID_NAME',
      message: 'Command name is invalid',
    }));
}

function checkOptions(options: readonly APIApplicationCommandOption[], at: Path): FieldError[] {
  const errors = options.flatMap((option, index) => checkOption(option, [...at, index]));
  const names = options.map(({ name }) => name);
  for (const [index, option] of options.entries()) {
    if (names.indexOf(option.name) !== index) {
      const message = 'Option names must be unique';
      errors.push({
        path: [...at, index, 'name'],
        code: 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
        message,
      });
    }
    if (
      option.required === true &&
      options.slice(0, index).some((earlier) => isValue(earlier) && !earlier.required)
    ) {
      const message = 'Required options must be placed before non-required options';
      errors.push({ path: [...at, index], code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', message });
    }
    if (options.some(isValue) && !isValue(option)) {
      const message =
        'Sub-command and sub-command group option types are mutually exclusive to all other types';
      errors.push({ path: [...at, index], code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', message });
    }
  }
  return errors;
}

function checkOption(option: APIApplicationCommandOption, at: Path): FieldError[] {
  const errors = checkName(option as Parameters<typeof checkName>[0], at);
  if ('options' in option) errors.push(...checkOptions(option.options ?? [], [...at, 'options']));
  const choices = 'choices' in option ? (option.choices ?? []) : [];
  if (choices.length > 0 && 'autocomplete' in option && option.autocomplete) {
    const message = 'Autocomplete options cannot have choices';
    errors.push({ path: [...at, 'choices'], code: 'APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID', message });
  }
  errors.push(...checkChoiceValues(choices, [...at, 'choices']));
  const choiceNames = choices.map(({ name }) => name);
  for (const [index, name] of choiceNames.entries()) {
    if (choiceNames.indexOf(name) === index) continue;
    const message = 'Option choice names must be unique';
    errors.push({
      path: [...at, 'choices', index],
      code: 'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS',
      message,
    });
  }
  if (
    option.type === ApplicationCommandOptionType.String &&
    (option.min_length ?? 0) > (option.max_length ?? 6000)
  ) {
    const message = 'Minimum length cannot be greater than maximum length';
    errors.push({
      path: [...at, 'min_length'],
      code: 'APPLICATION_COMMAND_OPTIONS_MIN_LENGTH_INVALID',
      message,
    });
  }
  const min = 'min_value' in option ? option.min_value : undefined;
  const max = 'max_value' in option ? option.max_value : undefined;
  if (min !== undefined && max !== undefined && min > max) {
    const message = 'Minimum value cannot be greater than maximum value';
    errors.push({
      path: [...at, 'min_value'],
      code: 'APPLICATION_COMMAND_OPTIONS_MIN_VALUE_INVALID',
      message,
    });
  }
  return errors;
}

/**
 * A choice's text value has a limit that the schema lacks, among an option's own choices and those offered while typing.
 * @see https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-choice-structure
 */
export function checkChoiceValues(
  choices: readonly { readonly value: string | number }[],
  at: Path,
): FieldError[] {
  return choices.flatMap(({ value }, index) =>
    countCharacters(String(value)) <= choiceValueLimit
      ? []
      : [
          {
            path: [...at, index, 'value'],
            code: 'BASE_TYPE_MAX_LENGTH',
            message: `Must be ${choiceValueLimit} or fewer in length.`,
          },
        ],
  );
}

function isValue(option: APIApplicationCommandOption): boolean {
  return (
    option.type !== ApplicationCommandOptionType.Subcommand &&
    option.type !== ApplicationCommandOptionType.SubcommandGroup
  );
}

function required(path: Path): FieldError {
  return { path, code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
}

/** Counts the characters of names, descriptions and values. Of a text's languages, the longest counts. */
function countCommand(command: CommandBody | APIApplicationCommandOption): number {
  let count = longest(command.name, command.name_localizations);
  count += longest(command.description ?? '', command.description_localizations);
  for (const option of 'options' in command ? (command.options ?? []) : []) count += countCommand(option);
  for (const choice of 'choices' in command ? (command.choices ?? []) : []) {
    count += longest(choice.name, choice.name_localizations) + countCharacters(String(choice.value));
  }
  return count;
}

function longest(
  text: string,
  localized: Readonly<Record<string, string | null>> | null | undefined,
): number {
  return Math.max(...[text, ...Object.values(localized ?? {})].map((other) => countCharacters(other ?? '')));
}

/** The command as Discord returns it. */
export function completeCommand(
  body: CommandBody & {
    readonly default_member_permissions?: string | number | null;
    readonly [key: string]: unknown;
  },
  scope: {
    readonly id: string;
    readonly version: string;
    readonly applicationId: string;
    readonly guildId?: string;
  },
): APIApplicationCommand {
  return {
    id: scope.id,
    application_id: scope.applicationId,
    version: scope.version,
    default_member_permissions: isGiven(body.default_member_permissions)
      ? String(body.default_member_permissions)
      : null,
    type: body.type ?? ApplicationCommandType.ChatInput,
    name: body.name,
    name_localizations: body.name_localizations ?? null,
    description: body.description ?? '',
    description_localizations: body.description_localizations ?? null,
    ...(scope.guildId === undefined
      ? {
          dm_permission: body['dm_permission'] !== false,
          contexts: body['contexts'] ?? null,
          integration_types: body['integration_types'] ?? [0],
        }
      : { guild_id: scope.guildId }),
    ...((body.options ?? []).length === 0 ? {} : { options: body.options }),
    nsfw: body['nsfw'] === true,
  } as unknown as APIApplicationCommand;
}
