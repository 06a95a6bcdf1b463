import type { Answer } from '../../../commands/contract/answer.js';
import { isRefusal } from '../receive/admission.js';
import { routeInteraction, type Invocation } from '../receive/route-interaction.js';
import { apologise, type Report } from './apologise.js';
import { deliverAnswer } from './deliver-answer.js';
import type { Exchange } from './exchange.js';
import { enqueueUndelivered, tellPendingNotices } from './late-delivery.js';
import { runInvocation } from './run-with-deferral.js';

/** Outcomes of which the database is the cause. */
const databaseFailures: ReadonlySet<string> = new Set([
  'storageBusy',
  'storageUnavailable',
  'outcomeUnknown',
]);

/**
 * Runs what one interaction asks for, and answers it. The only place that catches errors, in this precedence:
 *
 * 1. `UserError`: its sentence, only for the person, in their language. Not logged but by its code.
 * 2. `OutcomeUnknown`: says that nobody knows whether it was saved, and where to look. Logged.
 * 3. `StorageUnavailable`, `StorageBusy` among them: says that nothing was saved. Logged.
 * 4. Everything else: an incident id, the same in the log with the cause; no message of the error itself.
 * 5. A failure while answering is an incident too; the answer of a change that was saved is kept as a notice.
 *
 * Before anything runs: the checks of `routeInteraction` in its order; then restarting, too many at once.
 */
export async function answerInteraction(exchange: Exchange): Promise<void> {
  const { interaction, response, turn, elapsedMs, log } = exchange;
  const { report, isActorErased } = await answer(exchange);
  turn.end();
  const msToDone = roundMs(elapsedMs());
  // Whoever was refused has more under way, or comes back. A silent database is not asked again.
  const isRefused = isRefusal(report.outcome) || report.outcome === 'serverErasing';
  const mayAsk = !isRefused && !databaseFailures.has(report.outcome);
  if (mayAsk && report.delivery !== 'repeated' && !isActorErased) await storeActor(exchange);
  log.info(
    {
      ...report,
      guild: interaction.guildId,
      msToFirstAnswer: roundMs(response.firstAnswerMs),
      msToDone,
    },
    'answered',
  );
  if (mayAsk && report.delivery === 'delivered') await tellPendingNotices(exchange);
}

/** A person exists as a user from their first command on. Never rejects: they have their answer already. */
async function storeActor({ interaction, context, log }: Exchange): Promise<void> {
  const { guildId, actor } = interaction;
  try {
    await context.people.ensurePeople(guildId, [actor], context.now);
  } catch (err) {
    log.warn({ err, guild: guildId }, 'a person could not be stored');
  }
}

async function answer(exchange: Exchange): Promise<{ report: Report; isActorErased: boolean }> {
  const { interaction, index } = exchange;
  let invocation: Invocation | undefined;
  let made: Answer | undefined;
  try {
    invocation = routeInteraction(index, interaction);
    made = await runInvocation(exchange, invocation);
    const delivery = await deliverAnswer(exchange, invocation, made);
    const report = { command: invocation.name, outcome: 'ok', delivery };
    return { report, isActorErased: invocation.erasesActor };
  } catch (error) {
    // A change that was saved is told in any case, beside the apology for its answer.
    if (invocation && made?.kind === 'reply') await enqueueUndelivered(exchange, invocation, made);
    const report = await apologise(exchange, invocation?.name ?? nameOf(interaction), error);
    return { report, isActorErased: invocation?.erasesActor ?? false };
  }
}

/** A name for the log, without an invocation. It omits a button's state, which may hold typed text. */
function nameOf(interaction: Exchange['interaction']): string {
  return interaction.kind === 'slash' ? interaction.path : interaction.kind;
}

function roundMs(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 10) / 10;
}
