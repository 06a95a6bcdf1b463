import { Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import { discordErrorCode } from './connection/rest.js';
import { errorCodes } from './limits.js';

/**
 * Whether the bot is in a server.
 * @throws what REST threw when Discord cannot be reached, or does not say
 */
export async function isInServer(rest: Pick<REST, 'get'>, guildId: string): Promise<boolean> {
  try {
    await rest.get(Routes.guild(guildId));
    return true;
  } catch (error) {
    const code = discordErrorCode(error);
    if (code === errorCodes.unknownGuild || code === errorCodes.missingAccess) return false;
    throw error;
  }
}
