import { Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import { errorCodes } from '../limits.js';
import { encodeMessage } from '../respond/encode-message.js';
import type { RenderedMessage } from '../respond/render-reply.js';
import { discordErrorCode } from '../connection/rest.js';

/** `closed`: Discord refuses direct messages to this person, and would refuse the next one too. */
export type DirectDelivery = 'sent' | 'closed';

const closedCodes: ReadonlySet<number | undefined> = new Set([
  errorCodes.directMessagesClosed,
  errorCodes.noMutualServers,
  errorCodes.directMessagesLimited,
  errorCodes.unknownUser,
]);

/**
 * Sends one direct message.
 * @param nonce Discord makes one message of all that are sent with the same nonce within minutes
 * @throws what REST threw when Discord cannot be reached or refuses for another reason
 * @see https://docs.discord.com/developers/resources/message#create-message
 */
export async function sendDirectMessage(
  rest: REST,
  userId: string,
  { body, files }: RenderedMessage,
  nonce: string,
): Promise<DirectDelivery> {
  try {
    const channel = (await rest.post(Routes.userChannels(), { body: { recipient_id: userId } })) as {
      id: string;
    };
    await rest.post(Routes.channelMessages(channel.id), {
      ...encodeMessage({ ...body, nonce, enforce_nonce: true }, files),
    });
    return 'sent';
  } catch (error) {
    if (closedCodes.has(discordErrorCode(error))) return 'closed';
    throw error;
  }
}
