import { withTimeLimit } from '../../ops/wait.js';
import type { CommandContext, ServerContext } from '../../../commands/contract/context.js';
import type { Choice } from '../../../commands/contract/option.js';
import { UserError } from '../../errors/user-error.js';
import type { Log } from '../../ops/log.js';
import { cleanText } from '../../texts/readable-text.js';
import type { AnswerTurn } from '../receive/admission.js';
import type { AutocompleteInteraction } from '../receive/parse-interaction.js';
import type { CommandIndex } from '../receive/route-interaction.js';
import { renderChoices } from './render-choices.js';
import type { Responder } from './responder.js';

/** An option that is being typed, with all that is needed to offer choices for it. */
export interface ChoiceRequest {
  readonly interaction: AutocompleteInteraction;
  readonly turn: AnswerTurn;
  readonly index: CommandIndex;
  readonly context: CommandContext;
  /** Since the interaction reached us, in ms. */
  readonly elapsedMs: () => number;
  readonly responder: Responder;
  readonly log: Log;
}

/** Discord accepts choices for 3 s. */
const choicesWithinMs = 2500;

/**
 * Offers choices for the text typed so far; none if they are not found in time.
 * @throws what REST threw when Discord cannot be reached
 */
export async function offerChoices(request: ChoiceRequest): Promise<void> {
  const { interaction, responder, elapsedMs, log } = request;
  const { path, focused, guildId } = interaction;
  const finding = withTimeLimit(findChoices(request), choicesWithinMs, () => {
    throw new Error('The choices were not found in time');
  });
  const choices = await finding.catch((err: unknown) => {
    if (!(err instanceof UserError)) log.warn({ err, command: path }, 'no choices');
    return [];
  });
  await responder.choose(renderChoices(choices));
  const msToDone = Math.round(elapsedMs() * 10) / 10;
  log.debug({ command: path, option: focused.name, guild: guildId, msToDone }, 'offered choices');
}

async function findChoices(request: ChoiceRequest): Promise<readonly Choice[]> {
  const { interaction, index, context, turn } = request;
  const { path, focused, options, guildId, actor } = interaction;
  const command = index.byPath.get(path);
  const complete = command?.complete[focused.name];
  if (!command || !complete) return [];
  const isAllowed = !command.managersOnly || actor.canManageServer;
  const isInPlace = command.where === 'anywhere' || guildId !== undefined;
  if (!isAllowed || !isInPlace) return [];
  await turn.begins;
  return complete(cleanText(focused.typed), context as ServerContext, options);
}
