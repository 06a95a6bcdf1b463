import type { Answer, Reply } from '../../../commands/contract/answer.js';
import { UserError } from '../../errors/user-error.js';
import type { Voice } from '../../texts/voice.js';
import { discordErrorCode } from '../connection/rest.js';
import { errorCodes } from '../limits.js';
import type { Invocation } from '../receive/route-interaction.js';
import type { Exchange } from './exchange.js';
import type { Outcome } from './interaction-response.js';
import { enqueueFollowUp, enqueueUndelivered } from './late-delivery.js';
import { renderModal } from './render-modal.js';
import { renderReply, type RenderedMessage } from './render-reply.js';

/**
 * Sends the answer of a command; returns its fate.
 * @throws UserError `answerTooLate` for a form after a deferral
 * @throws Error what rendering or REST threw; then the person has no answer
 */
export async function deliverAnswer(
  exchange: Exchange,
  invocation: Invocation,
  answer: Answer,
): Promise<Outcome['kind']> {
  if (answer.kind === 'reply') return deliverReply(exchange, invocation, answer);
  const opened = await exchange.response.openModal(renderModal(answer));
  if (opened === 'tooLate') throw new UserError('answerTooLate');
  return opened.kind;
}

async function deliverReply(
  exchange: Exchange,
  invocation: Invocation,
  reply: Reply,
): Promise<Outcome['kind']> {
  const { response, context, log } = exchange;
  const ephemeral = (reply.visibility ?? invocation.visibility) === 'ephemeral';
  const voice = ephemeral ? context.voice : context.publicVoice;
  const message = renderReply(reply, voice, ephemeral);
  const isUpdate = invocation.answers === 'update' && !reply.isNew;
  const deliver = (rendered: RenderedMessage) =>
    response.deliver({ message: rendered, ephemeral, isUpdate, isError: false });
  const outcome = await deliver(message).catch((error: unknown) => {
    if (discordErrorCode(error) !== errorCodes.requestTooLarge || message.files.length === 0) throw error;
    // The limit that an interaction names has been larger than the one that Discord keeps to.
    log.warn(
      { command: invocation.name, bytes: countBytes(message) },
      'Discord refused the files of an answer',
    );
    return deliver(renderReply(withoutFiles(reply, voice), voice, ephemeral));
  });
  exchange.turn.end();
  if (outcome.kind === 'lost') await enqueueUndelivered(exchange, invocation, reply);
  if (outcome.kind === 'delivered') {
    // Whoever presses what follows at once changes the message of the answer, so its place is noted first.
    await Promise.all([
      noteLocation(exchange, reply, outcome.messageId),
      sendFollowUp(exchange, invocation, reply),
    ]);
  }
  if (reply.changed) exchange.messages.refresh(reply.changed, context);
  return outcome.kind;
}

/** Sends what follows the answer, or keeps it for whom it pings. Never rejects: the answer itself has arrived. */
async function sendFollowUp(exchange: Exchange, invocation: Invocation, { followUp }: Reply): Promise<void> {
  if (!followUp) return;
  const { context, response, log } = exchange;
  const ephemeral = followUp.visibility === 'ephemeral';
  try {
    const message = renderReply(followUp, ephemeral ? context.voice : context.publicVoice, ephemeral);
    const outcome = await response.followUp(message);
    if (outcome.kind === 'delivered') return;
  } catch (err) {
    log.warn({ err, command: invocation.name }, 'what follows an answer could not be sent');
  }
  await enqueueFollowUp(exchange, invocation, followUp);
}

/** The same with a word in place of its files. */
function withoutFiles(reply: Reply, voice: Voice): Reply {
  const refused = { kind: 'text', text: voice.replies.messages.filesRefused() } as const;
  return { ...reply, files: [], blocks: [...reply.blocks, refused] };
}

function countBytes({ files }: RenderedMessage): number {
  return files.reduce((sum, { data }) => sum + Buffer.byteLength(data), 0);
}

/** Tells where the message of an expense stands. Never rejects: the answer itself has arrived. */
async function noteLocation(
  { interaction, messages, log }: Exchange,
  { about }: Reply,
  messageId: string | undefined,
): Promise<void> {
  const { guildId, channelId } = interaction;
  if (!about || !guildId || !channelId || !messageId) return;
  try {
    await messages.note(about, { guildId, channelId, messageId });
  } catch (err) {
    log.warn({ err, guild: guildId }, 'the place of a message could not be kept');
  }
}
