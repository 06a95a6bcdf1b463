/**
 * Characters that show nothing: white space, what Unicode tells programs not to draw (joiners, fillers, variation
 * selectors, tags), marks without a letter under them, and four signs that Unicode counts as drawn though they are
 * blank: the empty Braille pattern, the null notehead and two blanks of the hieroglyphs.
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const visible =
  /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{M}\p{Noncharacter_Code_Point}\u2800\u{1D159}\u{13441}\u{13442}]/u;

/** Whether a reader sees anything of a text. */
export function isVisible(text: string): boolean {
  return visible.test(text);
}

/**
 * A text without what neither Discord nor the database can take: the sign for a broken character in place of half of
 * one, for which Discord refuses the whole request, and no control characters but white space.
 */
export function cleanText(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD').replace(/(?!\s)\p{Cc}/gu, '');
}

/** The same on one line, without spaces around it. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/** Marks of direction, spaces without width and soft hyphens: they come along when text is copied. */
const unseen = '\\p{Bidi_Control}\\u00ad\\u200b\\u2060\\ufeff';
const unseenAnywhere = new RegExp(`[${unseen}]`, 'gu');
const unseenAround = new RegExp(`^[\\s${unseen}]+|[\\s${unseen}]+$`, 'gu');

/** A text that a program reads, without what shows nothing in it. The joiners of emoji and letters stay. */
export function dropUnseen(text: string): string {
  return text.replace(unseenAnywhere, '');
}

/** The same, but only around the text, as with spaces. */
export function trimUnseen(text: string): string {
  return text.replace(unseenAround, '');
}
