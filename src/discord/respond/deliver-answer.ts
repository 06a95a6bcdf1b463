import type { Answer, Reply } from '../../../commands/contract/answer.js';
import { UserError } from '../../errors/user-error.js';
import type { Invocation } from '../receive/route-interaction.js';
import type { Exchange } from './exchange.js';
import type { Outcome } from './interaction-response.js';
import { enqueueUndelivered } from './late-delivery.js';
import { renderModal } from './render-modal.js';
import { renderReply } from './render-reply.js';

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
  const { response, context } = exchange;
  const ephemeral = (reply.visibility ?? invocation.visibility) === 'ephemeral';
  const message = renderReply(reply, ephemeral ? context.voice : context.publicVoice, ephemeral);
  const isUpdate = invocation.answers === 'update';
  const outcome = await response.deliver({ message, ephemeral, isUpdate, isError: false });
  if (outcome.kind === 'lost') await enqueueUndelivered(exchange, invocation, reply);
  if (outcome.kind === 'delivered') await noteLocation(exchange, reply, outcome.messageId);
  return outcome.kind;
}

/** Tells where the message of an expense stands. Never rejects: the answer itself has arrived. */
async function noteLocation(
  { interaction, noteMessage, log }: Exchange,
  { about }: Reply,
  messageId: string | undefined,
): Promise<void> {
  const { guildId, channelId } = interaction;
  if (!about || !guildId || !channelId || !messageId) return;
  try {
    await noteMessage(about, { guildId, channelId, messageId });
  } catch (err) {
    log.warn({ err, guild: guildId }, 'the place of a message could not be kept');
  }
}
