import { Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import { errorCodes } from '../limits.js';
import type { RenderedMessage } from '../respond/render-reply.js';
import { discordErrorCode } from '../connection/rest.js';
import { createMessage } from './channel-messages.js';

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
 * @param nonce as that of `createMessage`
 * @throws what REST threw when Discord cannot be reached or refuses for another reason
 */
export async function sendDirectMessage(
  rest: REST,
  userId: string,
  message: RenderedMessage,
  nonce: string,
): Promise<DirectDelivery> {
  try {
    const channel = (await rest.post(Routes.userChannels(), { body: { recipient_id: userId } })) as {
      id: string;
    };
    await createMessage(rest, channel.id, message, nonce);
    return 'sent';
  } catch (error) {
    if (closedCodes.has(discordErrorCode(error))) return 'closed';
    throw error;
  }
}
