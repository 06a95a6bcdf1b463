import { languages, type Texts } from '../../src/texts/languages.js';

// A language that nobody speaks: English in Devanagari letters, a third longer, which is about what Hindi takes.

const letters = 'अआइईउऊऋएऐओऔकखगघचछजझटठडढणतथ';
/** Mentions, timestamps, code and the targets of links stay as they are. */
const untouched = /(<[@t][^>]*>|`[^`]*`|\]\([^)]*\))/;

/** A text in the pseudo-language. */
export function toPseudo(text: string): string {
  const spoken = text.split(untouched).map((piece, index) => (index % 2 === 1 ? piece : respell(piece)));
  const longer = 'अ'.repeat(Math.ceil(Array.from(text).length / 3));
  return `${spoken.join('')}${longer}`;
}

function respell(piece: string): string {
  return piece.replace(/[a-z]/gi, (letter) =>
    letters.charAt((letter.toLowerCase().codePointAt(0) ?? 97) - 97),
  );
}

/** Everything in a tree of texts, in the pseudo-language: plain words, and the sentences that functions make. */
function translate<Tree>(tree: Tree): Tree {
  if (typeof tree === 'string') return toPseudo(tree) as Tree;
  if (typeof tree === 'function') {
    const say = tree as unknown as (...data: unknown[]) => string;
    return ((...data: unknown[]) => toPseudo(say(...data))) as Tree;
  }
  const entries = Object.entries(tree as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.map(([name, inside]) => [name, translate(inside)])) as Tree;
}

/** All that is said, in the pseudo-language. */
export const pseudoTexts: Texts = translate(languages.en);
