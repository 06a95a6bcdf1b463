import type { ActionRef } from '../../commands/contract/answer.js';
import { countCharacters } from '../limits.js';
import { messageLimits } from './limits.js';

/** A custom id as it came back from Discord. */
export interface DecodedId extends ActionRef {
  /** Whether it has the format from before November 2026, when menu values had another format too. */
  readonly isOld: boolean;
}

const version = '2';
/** Each length is one digit of this base. */
const lengthBase = 36;
/** The most characters of one piece. */
export const maxPieceLength = lengthBase - 1;

/**
 * The custom id that carries an action with its state: `2|command|action|`, and then each piece behind its length.
 * Nothing is escaped, so what people typed takes as much room as it has characters.
 * @param copy distinguishes buttons of one message that do the same, for Discord refuses equal ids
 * @throws Error when the id would be longer than Discord takes; `longestCustomId` finds that out at the start
 */
export function encodeCustomId({ command, action, state }: ActionRef, copy = 0): string {
  const head = copy === 0 ? version : `${version}.${copy}`;
  const customId = `${head}|${command}|${action}|${encodePieces(state)}`;
  if (countCharacters(customId) > messageLimits.customId) {
    throw new Error(`The state of ${command} ${action} is too long for a custom id`);
  }
  return customId;
}

/** How many characters the longest custom id of an action has, with a copy of one digit. */
export function longestCustomId(command: string, action: string, maxStateLength: number): number {
  return `${version}.9|${command}|${action}|`.length + maxStateLength;
}

/** Several texts as one, each behind its length: a custom id's state, or the value of a menu's entry. */
export function encodePieces(pieces: readonly string[]): string {
  return pieces.map((piece) => countCharacters(piece).toString(lengthBase) + piece).join('');
}

/** The texts that `encodePieces` made one of; undefined for any other text. */
export function decodePieces(encoded: string): string[] | undefined {
  const characters = Array.from(encoded);
  const pieces: string[] = [];
  for (let at = 0; at < characters.length;) {
    const length = Number.parseInt(characters[at] ?? '', lengthBase);
    if (Number.isNaN(length) || at + 1 + length > characters.length) return undefined;
    pieces.push(characters.slice(at + 1, at + 1 + length).join(''));
    at += 1 + length;
  }
  return pieces;
}

/** The action behind a custom id; undefined where another bot, or a newer version of this one, made it. */
export function decodeCustomId(customId: string): DecodedId | undefined {
  const [, head, command, action, encoded] = /^([\d.]+)\|([^|]+)\|([^|]+)\|?(.*)$/su.exec(customId) ?? [];
  if (head === undefined || command === undefined || action === undefined) return undefined;
  if (/^1(\.\d+)?$/.test(head)) return { command, action, state: splitOldPieces(customId), isOld: true };
  const state = /^2(\.\d+)?$/.test(head) ? decodePieces(encoded ?? '') : undefined;
  return state && { command, action, state, isOld: false };
}

/** Decodes the value of a menu's entry. The menu's custom id tells its format. */
export function decodePicked(value: string, { isOld }: DecodedId): string[] {
  if (!isOld) return decodePieces(value) ?? [];
  // `debtor creditor currency`, with the ids as Discord writes them.
  return value.split(' ').map((word) => (/^\d{15,}$/.test(word) ? BigInt(word).toString(36) : word));
}

const oldEscapes = new Map([
  ['¦', '|'],
  ['¬0', '¦'],
  ['¬1', '¬'],
]);

/** The state of `1|command|action|piece|piece`, in whose pieces three signs were escaped. */
function splitOldPieces(customId: string): string[] {
  const pieces = customId.split('|').slice(3);
  return pieces.map((piece) => piece.replace(/¦|¬[01]?/g, (escaped) => oldEscapes.get(escaped) ?? escaped));
}
