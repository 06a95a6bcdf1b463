import type { Command, CommandContext, ServerContext } from '../../../commands/contract/command.js';
import type { Answer, Visibility } from '../../../commands/contract/reply.js';
import { UserError } from '../../errors/user-error.js';
import { decodeCustomId } from '../custom-id.js';
import type { ComponentInteraction, ModalInteraction, SlashInteraction } from './parse-interaction.js';

/** What an interaction asks for, found and checked, ready to run. */
export interface Job {
  /** For the log: `expense add`, or `expense show · share` for a button. */
  readonly name: string;
  readonly visibility: Visibility;
  readonly answers: 'reply' | 'update';
  readonly changes: boolean;
  readonly opensModal: boolean;
  run(context: CommandContext): Promise<Answer>;
}

/** All commands, found by what people type and by what buttons carry. */
export interface CommandIndex {
  readonly byPath: ReadonlyMap<string, Command>;
  readonly byCode: ReadonlyMap<string, Command>;
}

/** @throws Error when two commands share a path or a code: a bug */
export function indexCommands(commands: readonly Command[]): CommandIndex {
  const byPath = new Map(commands.map((command) => [command.path, command]));
  const byCode = new Map(commands.map((command) => [command.code, command]));
  if (byPath.size < commands.length) throw new Error('Two commands share a path');
  if (byCode.size < commands.length) throw new Error('Two commands share a code');
  return { byPath, byCode };
}

/**
 * The job behind what was typed, pressed or submitted.
 * @throws UserError `commandUnknown`, `buttonOutdated`, `serverOnly`, `managersOnly`, `optionInvalid`, in this order
 */
export function findJob(
  index: CommandIndex,
  interaction: SlashInteraction | ComponentInteraction | ModalInteraction,
): Job {
  return interaction.kind === 'slash'
    ? findCommandJob(index, interaction)
    : findActionJob(index, interaction);
}

function findCommandJob({ byPath }: CommandIndex, interaction: SlashInteraction): Job {
  const command = byPath.get(interaction.path);
  if (command === undefined) throw new UserError('commandUnknown');
  checkPlace(command, interaction);
  if (command.managersOnly) checkManager(interaction);
  const parsed = command.input.safeParse(interaction.options);
  if (!parsed.success) {
    throw new UserError('optionInvalid', {
      option: String(parsed.error.issues[0]?.path[0] ?? interaction.path),
    });
  }
  return {
    name: command.path,
    visibility: command.visibility,
    answers: 'reply',
    changes: command.changes ?? false,
    opensModal: command.opensModal ?? false,
    // The place was checked, so the context is a server's where the command needs one.
    run: (context) => command.run(parsed.data, context as ServerContext),
  };
}

function findActionJob({ byCode }: CommandIndex, interaction: ComponentInteraction | ModalInteraction): Job {
  const ref = decodeCustomId(interaction.customId);
  const command = ref && byCode.get(ref.command);
  const action =
    ref && command?.actions && Object.hasOwn(command.actions, ref.action) && command.actions[ref.action];
  if (!ref || !command || !action) throw new UserError('buttonOutdated');
  checkPlace(command, interaction);
  if (action.managersOnly) checkManager(interaction);
  const press = {
    state: ref.state,
    fields: interaction.kind === 'modal' ? interaction.fields : {},
    values: interaction.kind === 'component' ? interaction.values : [],
  };
  return {
    name: `${command.path} · ${ref.action}`,
    visibility: action.visibility,
    // A modal that a command opened has no message to change.
    answers: interaction.messageId === undefined ? 'reply' : action.answers,
    changes: action.changes ?? false,
    opensModal: action.opensModal ?? false,
    run: (context) => action.run(press, context as ServerContext),
  };
}

function checkPlace(
  command: Command,
  interaction: { guildId: string | undefined; channelId: string | undefined },
): void {
  const isServer = interaction.guildId !== undefined && interaction.channelId !== undefined;
  if (command.where === 'server' && !isServer) throw new UserError('serverOnly');
}

function checkManager(interaction: { actor: { canManageServer: boolean } }): void {
  if (!interaction.actor.canManageServer) throw new UserError('managersOnly');
}
