import type { ActionRef } from '../../commands/contract/reply.js';
import { messageLimits } from './limits.js';

const version = '1';

/**
 * A bar inside a piece becomes a broken bar, which takes no more room: what people search for may be as long
 * as there is room for. Only the two signs that this needs, which hardly anyone types, become longer.
 */
const escapes = { '|': '¦', '¦': '¬0', '¬': '¬1' } as const;
const originals = new Map<string, string>(Object.entries(escapes).map(([sign, escaped]) => [escaped, sign]));

/**
 * The custom id that carries an action with all its state: `1|command|action|state…`. A `|` inside a piece
 * is escaped, so what people typed comes back as it was.
 * @param copy distinguishes buttons of one message that do the same; Discord refuses equal ids
 * @throws Error when the id would be longer than Discord takes: a bug of the command
 */
export function encodeCustomId({ command, action, state }: ActionRef, copy = 0): string {
  const head = copy === 0 ? version : `${version}.${copy}`;
  const customId = [head, command, action, ...state].map(escapePiece).join('|');
  if (customId.length > messageLimits.customId) {
    throw new Error(`The state of ${command} ${action} makes a custom id of ${customId.length} characters`);
  }
  return customId;
}

/** The action behind a custom id; undefined where another version of the bot, or another bot, made it. */
export function decodeCustomId(customId: string): ActionRef | undefined {
  const [head, command, action, ...state] = splitPieces(customId);
  if (head === undefined || !/^1(\.\d+)?$/.test(head)) return undefined;
  if (!command || !action) return undefined;
  return { command, action, state };
}

function escapePiece(piece: string): string {
  return piece.replace(/[|¦¬]/g, (character) => escapes[character as keyof typeof escapes]);
}

function splitPieces(customId: string): string[] {
  return customId
    .split('|')
    .map((piece) => piece.replace(/¦|¬[01]?/g, (escaped) => originals.get(escaped) ?? escaped));
}
