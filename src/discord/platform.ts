import type { Attachment, Platform } from '../../commands/contract/context.js';
import { toLocale } from '../texts/languages.js';
import { voiceOf } from '../texts/voice.js';
import { UserError } from '../errors/user-error.js';
import { messageLimits } from './limits.js';
import { sendDirectMessage } from './outbox/direct-messages.js';
import type { Gateway } from './connection/gateway.js';
import type { Interaction } from './receive/parse-interaction.js';
import { renderReply } from './respond/render-reply.js';

/** A file is fetched while the person waits for the answer. */
const downloadWithinMs = 20_000;

/** What the command of one interaction may do with Discord besides answering. */
export function createPlatform(
  gateway: Pick<Gateway, 'rest' | 'serverName'>,
  interaction: Interaction,
): Platform {
  const { attachmentLimitBytes } = interaction;
  const { files, filesBytes, passedOnBytes } = messageLimits;
  return {
    fileLimits: {
      fileBytes: Math.min(attachmentLimitBytes, filesBytes),
      answerBytes: filesBytes,
      files,
    },
    async sendDirectMessage(userId, reply) {
      const message = renderReply(reply, voiceOf(toLocale(interaction.readerLocale)), false);
      return (await sendDirectMessage(gateway.rest, userId, message)) === 'sent';
    },
    download: (attachment) => download(attachment, Math.min(attachmentLimitBytes, passedOnBytes)),
    serverName: (guildId) => gateway.serverName(guildId),
  };
}

/** @throws UserError `attachmentTooLarge`, `attachmentUnreadable` */
async function download(attachment: Attachment, limitBytes: number): Promise<Uint8Array> {
  const { name } = attachment;
  const tooLarge = () => new UserError('attachmentTooLarge', { name, limitBytes });
  if (attachment.sizeBytes > limitBytes) throw tooLarge();
  const content = await fetchBytes(attachment.url, limitBytes);
  if (content === undefined) throw new UserError('attachmentUnreadable', { name });
  if (content === 'tooLarge') throw tooLarge();
  return content;
}

/** Undefined when it cannot be had; never holds more in memory than the limit. */
async function fetchBytes(url: string, limitBytes: number): Promise<Uint8Array | 'tooLarge' | undefined> {
  const signal = AbortSignal.timeout(downloadWithinMs);
  const response = await fetch(url, { signal }).catch(() => undefined);
  if (!response?.ok || response.body === null) return undefined;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > limitBytes) return 'tooLarge';
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
