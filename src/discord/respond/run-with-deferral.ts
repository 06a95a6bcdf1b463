import { withTimeLimit } from '../../ops/wait.js';
import type { Answer } from '../../../commands/contract/answer.js';
import { answerLimits } from '../limits.js';
import type { Invocation } from '../receive/route-interaction.js';
import type { Exchange } from './exchange.js';
import { deliverLate } from './late-delivery.js';

/** Work that takes longer is deferred. */
const deferAfterMs = 1000;
/** A form must be the first answer, so it gets all the time of a first answer. */
const modalWithinMs = 2500;

/**
 * Runs an invocation when its turn comes; if that takes longer, defers the answer in time.
 * @throws UserError `slowDown`, `queueFull`, `restarting` when it gets no turn
 * @throws Error when it was not done while its interaction could be answered, and what the command throws
 */
export async function runInvocation(exchange: Exchange, invocation: Invocation): Promise<Answer> {
  const { response, context, turn, elapsedMs, log } = exchange;
  const { name } = invocation;
  const deferral = invocation.answers === 'update' ? 'update' : invocation.visibility;
  const deferTimer = setTimeout(
    () => {
      response.defer(deferral, (err) => {
        log.warn({ err, command: name }, 'could not say that an answer will come');
      });
    },
    (invocation.opensModal ? modalWithinMs : deferAfterMs) - elapsedMs(),
  );
  const work = turn.begins.then(() => invocation.run(context));
  try {
    return await withTimeLimit(work, answerLimits.tokenMs - elapsedMs(), () => {
      deliverLate(exchange, invocation, work);
      throw new Error(`${name} was not done while its interaction could be answered`);
    });
  } finally {
    clearTimeout(deferTimer);
  }
}
