import type { Answer, Reply } from '../../../commands/contract/answer.js';
import type { Invocation } from '../receive/route-interaction.js';
import type { Exchange } from './exchange.js';
import { renderReply } from './render-reply.js';

/** Stores the undelivered answer of a saved change as a notice. Never rejects. */
export async function enqueueUndelivered(
  { interaction, context, notices, log }: Exchange,
  { name, changes }: Invocation,
  reply: Reply,
): Promise<void> {
  if (!changes) return;
  try {
    const { actor, id: requestId, guildId } = interaction;
    await notices.enqueueNotice(reply, actor, { requestId, guildId, typedAt: context.now });
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
