/**
 * Letters written from right to left, and the two invisible marks that count as such: the blocks that Unicode keeps
 * for them, letters of the future included.
 * @see https://www.unicode.org/Public/UCD/latest/ucd/extracted/DerivedBidiClass.txt
 */
const rightToLeft = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Marks that change the direction of the text after them, our amounts included. */
const turningMarks = /[\u202a-\u202e\u2066-\u2069]/g;

/** A text that turns nothing beside it: one with letters from right to left is isolated. */
export function isolateDirection(text: string): string {
  const still = text.replace(turningMarks, '');
  return rightToLeft.test(still) ? `\u2068${still}\u2069` : still;
}

/** A text without any mark of direction, for places that show a text alone, such as the name of a choice. */
export function withoutDirectionMarks(text: string): string {
  return text.replace(/\p{Bidi_Control}/gu, '');
}
