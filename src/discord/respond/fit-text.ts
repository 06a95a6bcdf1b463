import type { Block } from '../../../commands/contract/answer.js';
import { countCharacters, cutText, isWithin, takeGraphemes } from '../../limits.js';
import { withoutDirectionMarks } from '../../texts/direction.js';
import { cleanLine, cleanText } from '../../texts/readable-text.js';
import { messageLimits } from '../limits.js';

/** The size of a text, or the room left in a message. */
interface Size {
  /** In code points. */
  readonly characters: number;
  /** In UTF-8. */
  readonly bytes: number;
}

/** A line that does not fit is cut inside only where this many characters of it can still be shown. */
const worthCutting = 500;
const ellipsis = '…';

/**
 * The blocks of a message with their text cut to Discord's limits, in characters and in bytes, at the end of a line. The
 * one that is cut has no button.
 * @param moreLines the sentence that says how many lines are missing
 */
export function fitText(blocks: readonly Block[], moreLines: (count: number) => string): readonly Block[] {
  const wellFormed = blocks.map(makeWellFormed);
  if (fits(wellFormed)) return wellFormed;
  const lineCount = wellFormed.reduce((sum, block) => sum + linesOf(block).length, 0);
  let room = subtract(
    { characters: messageLimits.text, bytes: messageLimits.textBytes },
    measure(`\n${moreLines(lineCount)}`),
  );
  let linesKept = 0;
  const kept: Block[] = [];
  for (const block of wellFormed) {
    if (block.kind === 'divider') {
      kept.push(block);
      continue;
    }
    room = subtract(room, { characters: 0, bytes: messageLimits.textDisplayBytes });
    const lines = takeLines(block.text, room);
    const text = lines.join('\n');
    linesKept += lines.length;
    room = subtract(room, measure(text));
    if (text !== block.text) {
      const missing = Math.max(1, lineCount - linesKept);
      kept.push({ kind: 'text', text: [...lines, moreLines(missing)].join('\n') });
      break;
    }
    kept.push(block);
  }
  return kept;
}

/**
 * A label: one line of at most this many characters, ending in `…` where it was longer. No character is cut in two. It
 * has no marks of direction, which would reach beyond it.
 */
export function shorten(text: string, maxCharacters: number): string {
  const line = cleanLine(withoutDirectionMarks(text));
  if (isWithin(line, maxCharacters)) return line;
  return `${cutText(line, maxCharacters - 1)}${ellipsis}`;
}

function makeWellFormed(block: Block): Block {
  return block.kind === 'divider' ? block : { ...block, text: cleanText(block.text) };
}

function fits(blocks: readonly Block[]): boolean {
  const texts = blocks.flatMap((block) => (block.kind === 'divider' ? [] : [block.text]));
  const displayBytes = texts.length * messageLimits.textDisplayBytes;
  const units = texts.reduce((sum, text) => sum + text.length, 0);
  // No unit of UTF-16 takes more than three bytes, so most messages need no measuring.
  if (units * 3 + displayBytes <= messageLimits.textBytes) return true;
  const { characters, bytes } = measure(texts.join(''));
  return characters <= messageLimits.text && bytes + displayBytes <= messageLimits.textBytes;
}

/** The first lines of a text for which there is room; the first line that is too long is cut where that shows much. */
function takeLines(text: string, room: Size): string[] {
  const taken: string[] = [];
  let left = room;
  for (const line of text.split('\n')) {
    const lineBreak = taken.length === 0 ? '' : '\n';
    const after = subtract(left, measure(lineBreak + line));
    if (!isRoom(after)) {
      const beginning = cutLine(line, subtract(left, measure(lineBreak + ellipsis)));
      if (beginning !== '') taken.push(beginning + ellipsis);
      break;
    }
    taken.push(line);
    left = after;
  }
  return taken;
}

/** The beginning of a line for which there is room, no character cut in two; empty where that would be too little. */
function cutLine(line: string, room: Size): string {
  if (line.length <= worthCutting) return '';
  let left = room;
  const beginning = takeGraphemes(line, (grapheme) => {
    left = subtract(left, measure(grapheme));
    return isRoom(left);
  });
  return countCharacters(beginning) >= worthCutting ? beginning : '';
}

function isRoom({ characters, bytes }: Size): boolean {
  return characters >= 0 && bytes >= 0;
}

function linesOf(block: Block): string[] {
  return block.kind === 'divider' ? [] : block.text.split('\n');
}

function measure(text: string): Size {
  return { characters: countCharacters(text), bytes: Buffer.byteLength(text) };
}

function subtract(room: Size, size: Size): Size {
  return { characters: room.characters - size.characters, bytes: room.bytes - size.bytes };
}
