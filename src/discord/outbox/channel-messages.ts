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
 * Creates one message in a channel, of a server or a person.
 * @param nonce Discord makes one message of all that are sent with the same nonce within minutes
 * @throws what REST threw
 * @see https://docs.discord.com/developers/resources/message#create-message
 */
export async function createMessage(
  rest: REST,
  channelId: string,
  { body, files }: RenderedMessage,
  nonce: string,
): Promise<void> {
  const content = encodeMessage({ ...body, nonce, enforce_nonce: true }, files);
  await rest.post(Routes.channelMessages(channelId), content);
}

/**
 * Sends one message to a channel of a server.
 * @param nonce as that of `createMessage`
 * @returns `sent`, or why the channel takes no message, and would not take the next one either
 * @throws what REST threw when Discord cannot be reached or refuses for another reason
 */
export async function sendChannelMessage(
  rest: REST,
  channelId: string,
  message: RenderedMessage,
  nonce: string,
): Promise<'sent' | ChannelRefusal> {
  try {
    await createMessage(rest, channelId, message, nonce);
    return 'sent';
  } catch (error) {
    const refusal = refusals.get(discordErrorCode(error));
    if (refusal === undefined) throw error;
    return refusal;
  }
}
