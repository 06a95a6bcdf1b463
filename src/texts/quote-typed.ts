import { cutText } from '../limits.js';
import { isolateDirection } from './direction.js';
import { cleanLine } from './readable-text.js';

/** The longest quotation in an error, in characters. */
const maxQuoted = 60;

const mention = /(<@[!&]?\d+>)/;

/**
 * Quotes typed text in a sentence. It is shown as code, so that nothing in it is formatted or pings, and cut. Mentions
 * stay mentions: as code they would be only numbers. What is written from right to left is isolated.
 */
export function quoteTyped(text: string): string {
  const line = cleanLine(text);
  const beginning = cutText(line, maxQuoted);
  const shown = beginning === line ? line : `${beginning}…`;
  const pieces = shown
    .split(mention)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  // A backtick would end the code it stands in.
  return pieces
    .map((piece) => (mention.test(piece) ? piece : isolateDirection(`\`${piece.replaceAll('`', "'")}\``)))
    .join(' ');
}
