const onlyAscii = /^[\x20-\x7e]*$/;

/** Characters that show nothing by themselves, e.g. the selector that makes an emoji colourful. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * A name as it is compared: two names that read alike in any case and any Unicode form have the same one. Spaces
 * count as one each.
 */
export function foldName(name: string): string {
  const folded = onlyAscii.test(name) ? name.toLowerCase() : foldCharacters(name);
  return folded.replace(/\s+/g, ' ').trim();
}

function foldCharacters(name: string): string {
  // To upper case first: `ß` and `ss` differ in lower case only.
  const sameCase = name.normalize('NFKC').toUpperCase().toLowerCase();
  return sameCase.normalize('NFKC').replace(invisible, '');
}

/** A typed name without what Discord once put behind it: `asha#0421`, and later `asha#0`. */
export function dropDiscriminator(typed: string): string {
  return typed.replace(/#(?:0|[0-9]{4})$/, '');
}

/** The forms in which a piece of a name may be stored or typed, each once. */
export function toUnicodeForms(text: string): string[] {
  const forms = ['NFC', 'NFD', 'NFKC'].map((form) => text.normalize(form));
  return [...new Set([...forms, text.replace(invisible, '')])];
}
