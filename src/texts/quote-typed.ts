/** The longest quotation in an error, in characters. */
const maxQuoted = 60;

const mention = /(<@[!&]?\d+>)/;

/**
 * Quotes typed text in a sentence. It is shown as code, so that nothing in it is formatted or pings, and cut. Mentions
 * stay mentions: as code they would be only numbers.
 */
export function quoteTyped(text: string): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim());
  const shown =
    characters.length > maxQuoted ? `${characters.slice(0, maxQuoted).join('')}…` : characters.join('');
  const pieces = shown
    .split(mention)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  // A backtick would end the code it stands in.
  return pieces.map((piece) => (mention.test(piece) ? piece : `\`${piece.replaceAll('`', "'")}\``)).join(' ');
}
