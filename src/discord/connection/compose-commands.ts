import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type { Command } from '../../../commands/contract/command.js';
import { languages } from '../../texts/languages.js';

/** A command as Discord takes and gives it. */
export type CommandJson = Readonly<Record<string, unknown>>;

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
export function composeCommands(commands: readonly Command[]): CommandJson[] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const [name = ''] = command.path.split(' ');
    groups.set(name, [...(groups.get(name) ?? []), command]);
  }
  return [...groups].map(([name, members]) => composeGroup(name, members));
}

function composeGroup(name: string, members: readonly Command[]): CommandJson {
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
