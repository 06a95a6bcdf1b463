import type { Answer, Reply } from '../../../commands/contract/answer.js';
import type { Invocation } from '../receive/route-interaction.js';
import type { Exchange } from './exchange.js';
import { renderReply } from './render-reply.js';

/** Keeps the answer of a change that was saved, for the person does not have it. Never rejects. */
export async function enqueueUndelivered(
  { interaction, notices, log }: Exchange,
  { name, changes }: Invocation,
  reply: Reply,
): Promise<void> {
  if (!changes) return;
  try {
    await notices.enqueueNotice(reply, interaction.actor);
  } catch (err) {
    log.error({ err, command: name }, 'an undelivered answer could not be kept');
  }
}

/** A change that is saved only after the person was told of an incident must still be told. */
export function deliverLate(exchange: Exchange, invocation: Invocation, work: Promise<Answer>): void {
  work
    .then((answer) =>
      answer.kind === 'reply' ? enqueueUndelivered(exchange, invocation, answer) : undefined,
    )
    .catch((err: unknown) => {
      exchange.log.error({ err, command: invocation.name }, 'failed after its time');
    });
}

/** Tells a person, beside the answer and only them, the notices that could not be delivered earlier. */
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
