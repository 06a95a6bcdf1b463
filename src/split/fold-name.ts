/** Nothing in such a text needs more than small letters. */
const onlyPlain = /^[\x20-_a-~]*$/;

/** What keyboards write for an apostrophe. */
export const apostrophes = /['‘’‚‛ʻʼ`´′]/g;

/** Signs that keyboards write in each other's place: a phone makes `’` of `'` while it is typed. */
const signsAlike: readonly (readonly [sign: string, alike: RegExp])[] = [
  ["'", apostrophes],
  ['"', /[“”„‟″]/g],
  ['-', /[‐‑‒–—―−]/g],
];

/** Characters that show nothing by themselves, e.g. the selector that makes an emoji colourful. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * A name, or another short text, as it is compared: two that read alike in any case, any Unicode form and any
 * keyboard's apostrophes, quotes and hyphens have the same one. Spaces count as one each.
 */
export function foldName(name: string): string {
  const folded = onlyPlain.test(name) ? name.toLowerCase() : foldCharacters(name);
  return folded.replace(/\s+/g, ' ').trim();
}

function foldCharacters(name: string): string {
  // An acute accent that stands alone becomes a space that bears one.
  const sameForm = name.normalize('NFKC').replaceAll(' \u0301', "'");
  const sameSigns = signsAlike.reduce((text, [sign, alike]) => text.replace(alike, sign), sameForm);
  // By way of upper case: `ß` and `ss` differ in lower case only. Before it lower case, for `ẞ` is a capital by itself.
  const sameCase = sameSigns.toLowerCase().toUpperCase().toLowerCase();
  // Small letters of one capital that depend on the place in a word, and on the language: Greek ς, Turkish i.
  const sameLetters = sameCase.replaceAll('ς', 'σ').replaceAll('i\u0307', 'i');
  return sameLetters.normalize('NFKC').replace(invisible, '');
}

/** A typed name without what Discord once put behind it: `asha#0421`, and later `asha#0`. */
export function dropDiscriminator(typed: string): string {
  return typed.replace(/#(?:0|[0-9]{4})$/, '');
}

/** The forms in which keyboards write a piece of a name, each once: as it is, and with each kind of apostrophe. */
export function toKeyboardForms(text: string): string[] {
  const plain = text.replace(apostrophes, "'");
  return [...new Set([text, plain, plain.replaceAll("'", '’')])];
}

/** The forms in which a piece of a name may be stored or typed, each once. */
export function toUnicodeForms(text: string): string[] {
  const forms = ['NFC', 'NFD', 'NFKC'].map((form) => text.normalize(form));
  return [...new Set([...forms, text.replace(invisible, '')])];
}
