import type { Platform } from '../../commands/contract/context.js';
import { toLocale } from '../texts/languages.js';
import { voiceOf } from '../texts/voice.js';
import type { Gateway } from './connection/gateway.js';
import type { Downloads } from './downloads.js';
import { messageLimits } from './limits.js';
import { sendChannelMessage } from './outbox/channel-messages.js';
import { sendDirectMessage } from './outbox/direct-messages.js';
import { makeNonce } from './outbox/make-nonce.js';
import type { Interaction } from './receive/parse-interaction.js';
import { renderReply } from './respond/render-reply.js';

/** What the command of one interaction may do with Discord, until it is closed. */
export interface OpenPlatform extends Platform {
  /** Gives back the room that its files take, when the interaction was answered. */
  close(): void;
}

/** What the command of one interaction may do with Discord besides answering. */
export function createPlatform(
  gateway: Pick<Gateway, 'rest' | 'serverName'>,
  downloads: Downloads,
  interaction: Interaction,
): OpenPlatform {
  const { attachmentLimitBytes } = interaction;
  const { files, filesBytes, passedOnBytes } = messageLimits;
  const room = downloads.open();
  return {
    fileLimits: {
      fileBytes: Math.min(attachmentLimitBytes, filesBytes),
      answerBytes: filesBytes,
      files,
    },
    async sendDirectMessage(userId, reply) {
      const message = renderReply(reply, voiceOf(toLocale(interaction.readerLocale)), false);
      const nonce = makeNonce('message', interaction.id, userId);
      return (await sendDirectMessage(gateway.rest, userId, message, nonce)) === 'sent';
    },
    async sendToChannel(channelId, reply) {
      const message = renderReply(reply, voiceOf(toLocale(interaction.serverLocale)), false);
      const nonce = makeNonce('message', interaction.id, channelId);
      return sendChannelMessage(gateway.rest, channelId, message, nonce);
    },
    download: (attachment) => room.download(attachment, Math.min(attachmentLimitBytes, passedOnBytes)),
    serverName: (guildId) => gateway.serverName(guildId),
    close() {
      room.close();
    },
  };
}
