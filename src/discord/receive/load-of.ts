import type { Load } from './fair-queue.js';
import type { Interaction } from './parse-interaction.js';
import { findCommand, type CommandIndex } from './route-interaction.js';

/** Longer texts name many people. */
const lightTextLength = 300;
/** In a larger server a ledger may have thousands of debts. */
const smallServer = 100;

/**
 * How heavy the work for an interaction may be: a command with a file moves it twice, and a command for everyone, a role
 * or many people, or about the whole ledger of a large server, is for a crowd.
 * @param memberCount of its server, where it is known
 */
export function loadOf(interaction: Interaction, index: CommandIndex, memberCount: number | undefined): Load {
  if (interaction.kind === 'autocomplete') return 'light';
  if (findCommand(index, interaction)?.readsLedger && (memberCount ?? 0) > smallServer) return 'crowd';
  if (interaction.kind !== 'slash') return 'light';
  const options = Object.values(interaction.options);
  // All but texts, numbers and switches are files.
  if (options.some((value) => typeof value === 'object')) return 'file';
  return options.some((value) => typeof value === 'string' && namesMany(value)) ? 'crowd' : 'light';
}

function namesMany(text: string): boolean {
  return text.length > lightTextLength || /\beveryone\b|<@&/i.test(text);
}
