import { Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import type { ChannelRefusal } from '../../errors/user-error.js';
import { discordErrorCode } from '../connection/rest.js';
import { errorCodes } from '../limits.js';
import { encodeMessage } from '../respond/encode-message.js';
import type { RenderedMessage } from '../respond/render-reply.js';

const refusals: ReadonlyMap<number | undefined, ChannelRefusal> = new Map([
  [errorCodes.unknownChannel, 'gone'],
  [errorCodes.missingAccess, 'unseen'],
  [errorCodes.missingPermissions, 'unwritable'],
]);

/**
 * Sends one message to a channel of a server.
 * @param nonce Discord makes one message of all that are sent with the same nonce within minutes
 * @returns `sent`, or why the channel takes no message, and would not take the next one either
 * @throws what REST threw when Discord cannot be reached or refuses for another reason
 * @see https://docs.discord.com/developers/resources/message#create-message
 */
export async function sendChannelMessage(
  rest: REST,
  channelId: string,
  { body, files }: RenderedMessage,
  nonce: string,
): Promise<'sent' | ChannelRefusal> {
  try {
    await rest.post(Routes.channelMessages(channelId), {
      ...encodeMessage({ ...body, nonce, enforce_nonce: true }, files),
    });
    return 'sent';
  } catch (error) {
    const refusal = refusals.get(discordErrorCode(error));
    if (refusal === undefined) throw error;
    return refusal;
  }
}
