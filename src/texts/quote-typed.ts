/** The longest piece of somebody's text that an error repeats, in characters. */
const maxQuoted = 60;

const mention = /(<@[!&]?\d+>)/;

/**
 * What somebody typed, ready to stand in a sentence: as code, so that nothing in it is formatted or pings, and cut
 * to a length at which it is still recognised. Mentions stay mentions, because as code they are only numbers.
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
