import { setTimeout as sleep } from 'node:timers/promises';
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  Routes,
} from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import type { Command } from '../../../commands/contract/command.js';
import type { Log } from '../../ops/log.js';
import { languages } from '../../texts/languages.js';
import { isPassing } from './rest.js';

type Json = Readonly<Record<string, unknown>>;

/** Descriptions of the commands that only group others. */
const groupDescriptions: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  Object.entries(languages.en.descriptions).map(([name, texts]) => [name, texts.command]),
);

/**
 * The commands as Discord registers them: `expense add` and `expense show` become one `expense` with two
 * subcommands. What works only in servers is not offered elsewhere, and what only managers may do is shown
 * to them alone (the dispatcher checks both again).
 * @see https://docs.discord.com/developers/interactions/application-commands
 */
export function composeCommands(commands: readonly Command[]): Json[] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const [name = ''] = command.path.split(' ');
    groups.set(name, [...(groups.get(name) ?? []), command]);
  }
  return [...groups].map(([name, members]) => composeGroup(name, members));
}

function composeGroup(name: string, members: readonly Command[]): Json {
  const [only] = members;
  const isAlone = members.length === 1 && only?.path === name;
  const inServersOnly = members.every(({ where }) => where === 'server');
  const forManagersOnly = members.every(({ managersOnly }) => managersOnly);
  return {
    ...(isAlone
      ? only.definition
      : {
          name,
          description: groupDescriptions[name] ?? name,
          options: members.map(({ definition }) => ({
            ...definition,
            type: ApplicationCommandOptionType.Subcommand,
          })),
        }),
    type: ApplicationCommandType.ChatInput,
    contexts: [InteractionContextType.Guild, ...(inServersOnly ? [] : [InteractionContextType.BotDM])],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    default_member_permissions: forManagersOnly ? String(PermissionFlagsBits.ManageGuild) : null,
  };
}

export interface Registration {
  readonly rest: REST;
  readonly applicationId: string;
  readonly commands: readonly Command[];
  readonly log: Log;
  readonly signal?: AbortSignal;
}

const firstRetryMs = 5_000;
const lastRetryMs = 300_000;

/**
 * Brings Discord's list of our commands up to date, writing only where it differs (Discord allows 200 new
 * commands a day). Tries again for as long as Discord cannot be reached; a list that Discord refuses is
 * logged and left: the bot still answers what is registered.
 */
export async function registerCommands(
  registration: Registration,
): Promise<'unchanged' | 'registered' | 'failed'> {
  const { log, signal } = registration;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await bringUpToDate(registration);
    } catch (err) {
      if (!isPassing(err)) {
        log.error({ err }, 'Discord refuses the commands; those registered earlier stay');
        return 'failed';
      }
      const waitMs = Math.min(lastRetryMs, firstRetryMs * 2 ** attempt);
      log.warn({ err, waitMs }, 'the commands could not be registered; trying again');
      await sleep(waitMs, undefined, { ref: false, ...(signal && { signal }) }).catch(() => undefined);
      if (signal?.aborted) return 'failed';
    }
  }
}

async function bringUpToDate({
  rest,
  applicationId,
  commands,
  log,
}: Registration): Promise<'unchanged' | 'registered'> {
  const wanted = composeCommands(commands);
  const route = Routes.applicationCommands(applicationId);
  const query = new URLSearchParams({ with_localizations: 'true' });
  // Not knowing what is registered, we write.
  const registered = await rest.get(route, { query }).catch((err: unknown) => {
    log.warn({ err }, 'the registered commands could not be read');
    return undefined;
  });
  if (Array.isArray(registered) && fingerprint(registered as Json[]) === fingerprint(wanted))
    return 'unchanged';
  await rest.put(route, { body: wanted });
  log.info({ commands: wanted.length }, 'registered the commands');
  return 'registered';
}

/** The same for lists that mean the same: Discord adds ids, fills in defaults and sorts as it likes. */
function fingerprint(commands: readonly Json[]): string {
  const normal = commands.map(normaliseCommand);
  return JSON.stringify(normal.sort((a, b) => a.name.localeCompare(b.name)));
}

function normaliseCommand(json: Json) {
  return {
    name: String(json['name']),
    type: json['type'] ?? ApplicationCommandType.ChatInput,
    description: json['description'] ?? '',
    names: normaliseLocalizations(json['name_localizations']),
    descriptions: normaliseLocalizations(json['description_localizations']),
    contexts: normaliseSet(json['contexts']),
    integrationTypes: normaliseSet(json['integration_types']),
    permissions: json['default_member_permissions'] ?? null,
    isNsfw: json['nsfw'] === true,
    options: asList(json['options']).map(normaliseOption),
  };
}

/** The order of options stays: people see them in it. */
function normaliseOption(json: Json): unknown {
  return {
    name: json['name'],
    type: json['type'],
    description: json['description'] ?? '',
    names: normaliseLocalizations(json['name_localizations']),
    descriptions: normaliseLocalizations(json['description_localizations']),
    isRequired: json['required'] === true,
    completes: json['autocomplete'] === true,
    range: [json['min_value'], json['max_value'], json['min_length'], json['max_length']].map(
      (end) => end ?? null,
    ),
    channelTypes: normaliseSet(json['channel_types']),
    choices: asList(json['choices']).map((choice) => ({
      name: choice['name'],
      value: choice['value'],
      names: normaliseLocalizations(choice['name_localizations']),
    })),
    options: asList(json['options']).map(normaliseOption),
  };
}

function normaliseLocalizations(value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([, text]) => text !== null)
    .sort(([a], [b]) => a.localeCompare(b));
}

function normaliseSet(value: unknown): unknown[] {
  return Array.isArray(value) ? [...(value as unknown[])].sort() : [];
}

function asList(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}
