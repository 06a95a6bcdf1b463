import { countCharacters } from '../../src/limits.js';

/** How much of a message one of its parts may fill, so that none pushes another out of it. */
export interface Room {
  /** In code points. */
  readonly characters: number;
  /** In UTF-8. */
  readonly bytes: number;
}

/** The first lines for which there is room, each with the break before it; the first one always. */
export function fitLines(lines: readonly string[], { characters, bytes }: Room): string[] {
  const shown: string[] = [];
  let left = { characters, bytes };
  for (const line of lines) {
    left = {
      characters: left.characters - countCharacters(line) - 1,
      bytes: left.bytes - Buffer.byteLength(line) - 1,
    };
    if (shown.length > 0 && (left.characters < 0 || left.bytes < 0)) break;
    shown.push(line);
  }
  return shown;
}
