import { ApplicationCommandType } from 'discord-api-types/v10';
import type { CommandJson } from './compose-commands.js';

/** Makes equal texts for equivalent lists: Discord adds ids and defaults, and changes the order. */
export function toFingerprint(commands: readonly CommandJson[]): string {
  const normal = commands.map(normaliseCommand);
  return JSON.stringify(normal.sort((a, b) => a.name.localeCompare(b.name)));
}

function normaliseCommand(json: CommandJson) {
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
function normaliseOption(json: CommandJson): unknown {
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

function asList(value: unknown): CommandJson[] {
  return Array.isArray(value) ? (value as CommandJson[]) : [];
}
