import type { Answer, FollowUp, Reply } from '../../../commands/contract/answer.js';
import type { Invocation } from '../receive/route-interaction.js';
import type { Exchange } from './exchange.js';
import { renderReply } from './render-reply.js';

/**
 * Stores the undelivered answer of a saved change as a notice, and what follows it as notices to those whom it pings.
 * Never rejects.
 */
export async function enqueueUndelivered(
  exchange: Exchange,
  invocation: Invocation,
  reply: Reply,
): Promise<void> {
  if (!invocation.changes) return;
  const { followUp, ...answer } = reply;
  await enqueue(exchange, invocation, answer, exchange.interaction.actor.userId);
  if (followUp) await enqueueFollowUp(exchange, invocation, followUp);
}

/** Stores what follows an answer as notices to those whom it addresses. Never rejects. */
export async function enqueueFollowUp(
  exchange: Exchange,
  invocation: Invocation,
  { addressees = [], ...followUp }: FollowUp,
): Promise<void> {
  for (const userId of addressees) await enqueue(exchange, invocation, followUp, userId);
}

async function enqueue(
  { interaction, context, notices, log }: Exchange,
  { name }: Invocation,
  reply: Reply,
  userId: string,
): Promise<void> {
  try {
    const { id: requestId, guildId } = interaction;
    await notices.enqueueNotice(reply, userId, { requestId, guildId, typedAt: context.now });
  } catch (err) {
    log.error({ err, command: name }, 'an undelivered answer could not be kept');
  }
}

/** A change saved after the person was told of an incident must still be reported. */
export function deliverLate(exchange: Exchange, invocation: Invocation, work: Promise<Answer>): void {
  work
    .then((answer) =>
      answer.kind === 'reply' ? enqueueUndelivered(exchange, invocation, answer) : undefined,
    )
    .catch((err: unknown) => {
      exchange.log.error({ err, command: invocation.name }, 'failed after its time');
    });
}

/** Shows only the person, beside the answer, the notices that could not be delivered earlier. */
export async function tellPendingNotices({
  interaction,
  context,
  notices,
  response,
}: Exchange): Promise<void> {
  for (const reply of await notices.takePendingNotices(interaction.actor.userId)) {
    await response.followUp(renderReply(reply, context.voice, true));
  }
}
