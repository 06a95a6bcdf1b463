import type { AnyAction, Press } from '../../../commands/contract/action.js';
import type { Answer, Visibility } from '../../../commands/contract/answer.js';
import type { ActionGroup, Command } from '../../../commands/contract/command.js';
import type { CommandContext } from '../../../commands/contract/context.js';
import { maxStateLength, unpackState } from '../../../commands/contract/state.js';
import { UserError } from '../../errors/user-error.js';
import { cleanLine, isVisible } from '../../texts/readable-text.js';
import {
  decodeCustomId,
  decodePicked,
  longestCustomId,
  maxPieceLength,
  type DecodedId,
} from '../custom-id.js';
import { messageLimits } from '../limits.js';
import type { ComponentInteraction, ModalInteraction, SlashInteraction } from './parse-interaction.js';

/** The command or action of an interaction, checked and ready to run. */
export interface Invocation {
  /** For the log: `expense add`, or `expense show · share` for a button. */
  readonly name: string;
  readonly visibility: Visibility;
  readonly answers: 'reply' | 'update';
  readonly changes: boolean;
  readonly opensModal: boolean;
  readonly erasesActor: boolean;
  run(context: CommandContext): Answer | Promise<Answer>;
}

/** All commands and actions, found by what people type and by what buttons carry. */
export interface CommandIndex {
  readonly byPath: ReadonlyMap<string, Command>;
  readonly byCode: ReadonlyMap<string, ActionGroup>;
}

/** @throws Error when two commands share a path or a code, or a custom id could be too long: a bug */
export function indexCommands(
  commands: readonly Command[],
  otherActions: readonly ActionGroup[] = [],
): CommandIndex {
  const groups = [...commands, ...otherActions];
  const byPath = new Map(commands.map((command) => [command.path, command]));
  const byCode = new Map(groups.map((group) => [group.code, group]));
  if (byPath.size < commands.length) throw new Error('Two commands share a path');
  if (byCode.size < groups.length) throw new Error('Two commands share a code');
  for (const group of groups) checkCustomIds(group);
  return { byPath, byCode };
}

/** The command that an interaction is for; undefined where it is not one of ours, or is too old to be known. */
export function findCommand(
  index: CommandIndex,
  interaction: SlashInteraction | ComponentInteraction | ModalInteraction,
): ActionGroup | undefined {
  if (interaction.kind === 'slash') return index.byPath.get(interaction.path);
  return index.byCode.get(decodeCustomId(interaction.customId)?.command ?? '');
}

/** Checks that the longest custom id and menu value of each action fit. */
function checkCustomIds({ code, actions }: ActionGroup): void {
  for (const [name, { state, picks = {} }] of Object.entries(actions)) {
    const longest = Math.max(longestCustomId(code, name, maxStateLength(state)), maxStateLength(picks));
    if (longest > messageLimits.customId) {
      throw new Error(`The state of ${code} ${name} may take ${longest} characters of a custom id`);
    }
    for (const { maxLength } of [...Object.values(state), ...Object.values(picks)]) {
      if (maxLength > maxPieceLength)
        throw new Error(`A piece of ${code} ${name} may take ${maxLength} characters`);
    }
  }
}

/**
 * Finds and checks what was typed, pressed or submitted.
 * @throws UserError `commandUnknown`, `buttonOutdated`, `serverOnly`, `managersOnly`, then `optionInvalid` or
 *   `textInvisible`, in this order
 */
export function routeInteraction(
  index: CommandIndex,
  interaction: SlashInteraction | ComponentInteraction | ModalInteraction,
): Invocation {
  return interaction.kind === 'slash' ? routeCommand(index, interaction) : routeAction(index, interaction);
}

function routeCommand({ byPath }: CommandIndex, interaction: SlashInteraction): Invocation {
  const command = byPath.get(interaction.path);
  if (command === undefined) throw new UserError('commandUnknown');
  checkPlace(command, interaction);
  if (command.managersOnly) checkManager(interaction);
  const parsed = command.input.safeParse(interaction.options);
  if (!parsed.success) {
    const [problem] = parsed.error.issues;
    const isInvisible = problem?.code === 'custom' && problem.params?.['isInvisible'] === true;
    throw new UserError(isInvisible ? 'textInvisible' : 'optionInvalid', {
      option: String(problem?.path[0] ?? interaction.path),
    });
  }
  return {
    name: command.path,
    visibility: command.visibility,
    answers: 'reply',
    changes: command.changes,
    opensModal: command.opensModal,
    erasesActor: false,
    run: (context) => command.run(parsed.data, context),
  };
}

function routeAction(
  { byCode }: CommandIndex,
  interaction: ComponentInteraction | ModalInteraction,
): Invocation {
  const ref = decodeCustomId(interaction.customId);
  const command = ref && byCode.get(ref.command);
  const action =
    ref && command?.actions && Object.hasOwn(command.actions, ref.action) && command.actions[ref.action];
  if (!ref || !command || !action) throw new UserError('buttonOutdated');
  checkPlace(command, interaction);
  if (action.managersOnly) checkManager(interaction);
  const press = unpackPress(action, ref, interaction);
  return {
    name: `${command.path} · ${ref.action}`,
    visibility: action.visibility,
    // A modal that a command opened has no message to change.
    answers: interaction.messageId === undefined ? 'reply' : action.answers,
    changes: action.changes ?? false,
    opensModal: action.opensModal ?? false,
    erasesActor: action.erasesActor ?? false,
    run: (context) => action.run(press, context),
  };
}

/** @throws UserError `buttonOutdated` if the state does not fit the action, `textInvisible` */
function unpackPress(
  { state, picks = {}, fields = {} }: AnyAction<never>,
  ref: DecodedId,
  interaction: ComponentInteraction | ModalInteraction,
): Press<never, never, never> {
  const [value = ''] = interaction.kind === 'component' ? interaction.values : [];
  const filled = interaction.kind === 'modal' ? interaction.fields : {};
  return {
    state: unpackState(state, ref.state),
    picked: unpackState(picks, decodePicked(value, ref)),
    fields: Object.fromEntries(Object.keys(fields).map((id) => [id, cleanField(id, filled[id] ?? '')])),
  } as Press<never, never, never>;
}

/** What was typed into a field of one line. @throws UserError `textInvisible` for a text that shows nothing */
function cleanField(option: string, typed: string): string {
  if (typed.trim() !== '' && !isVisible(typed)) throw new UserError('textInvisible', { option });
  return cleanLine(typed);
}

function checkPlace(
  command: ActionGroup,
  interaction: { guildId: string | undefined; channelId: string | undefined },
): void {
  const isServer = interaction.guildId !== undefined && interaction.channelId !== undefined;
  if (command.where === 'server' && !isServer) throw new UserError('serverOnly');
}

function checkManager(interaction: { actor: { canManageServer: boolean } }): void {
  if (!interaction.actor.canManageServer) throw new UserError('managersOnly');
}
