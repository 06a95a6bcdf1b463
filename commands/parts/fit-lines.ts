import { countCharacters } from '../../src/limits.js';

/** How much of a message one of its parts may fill, so that none pushes another out of it. */
export interface Room {
  /** In code points. */
  readonly characters: number;
  /** In UTF-8. */
  readonly bytes: number;
}

/** A line in full, and as short as it can be. */
export interface FlexibleLine {
  readonly full: string;
  readonly short: string;
}

/** Every line: in full where there is room for that, else short, beginning with those that gain the most by it. */
export function fitEveryLine(lines: readonly FlexibleLine[], room: Room): string[] {
  const shown = lines.map(({ full }) => full);
  const gains = lines
    .map(({ full, short }, index) => ({
      index,
      short,
      gain: Buffer.byteLength(full) - Buffer.byteLength(short),
    }))
    .sort((one, other) => other.gain - one.gain);
  for (const { index, short } of gains) {
    if (isWithinRoom(shown.join('\n'), room)) break;
    shown[index] = short;
  }
  return shown;
}

function isWithinRoom(text: string, { characters, bytes }: Room): boolean {
  return countCharacters(text) <= characters && Buffer.byteLength(text) <= bytes;
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
