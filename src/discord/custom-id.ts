import type { ActionRef } from '../../commands/reply.js';
import { messageLimits } from './limits.js';

const version = '1';

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
  return piece.replaceAll('\\', '\\\\').replaceAll('|', '\\!');
}

/** `\\` stands for a backslash and `\!` for a bar, so that a bar itself always parts two pieces. */
function splitPieces(customId: string): string[] {
  return customId
    .split('|')
    .map((piece) => piece.replace(/\\([\\!])/g, (_, escaped) => (escaped === '!' ? '|' : '\\')));
}
