/**
 * How long each text may be, in characters as Discord counts them: code points. Options of commands, forms, the
 * checks before a write and the database's schemas all take their limits from here.
 */
export const textLimits = {
  /** What an expense was for. */
  description: 100,
  category: 20,
  /** Words that a list is searched for. */
  searchText: 30,
  /** A day as typed, e.g. `2026-11-24` or `yesterday`. */
  day: 10,
  /** The IANA name of a time zone; the longest has 32. */
  timeZone: 40,
  /** An ISO 4217 code. */
  currency: 3,
  /** The name of a person, in their profile and in a server. */
  name: 100,
  /** @see https://www.rfc-editor.org/errata/eid1690 */
  email: 254,
  /** A phone number as typed, with spaces and brackets. */
  mobileTyped: 30,
  /** A phone number as stored, in E.164. */
  mobile: 16,
  /** Why an expense was changed, or is disputed. */
  reason: 200,
  /** What a payment was for; a button carries it. */
  note: 35,
  /** Numbers of expenses, as they are typed: `3 5-7`. */
  numbers: 400,
  /** An amount as typed into a form; a sum has up to ten terms. */
  amountTyped: 250,
  /** People in a field of a form. */
  peopleInForm: 4000,
  /** Names a message that Discord creates once, however often it is sent. */
  nonce: 25,
} as const;

/** The length of a text in code points; `length` would count an emoji twice. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _character of text) count++;
  return count;
}

/** Whether a text has at most a number of code points. */
export function isWithin(text: string, maxCharacters: number): boolean {
  // A code point takes one or two units, so most texts need no counting.
  return text.length <= maxCharacters || countCharacters(text) <= maxCharacters;
}

let segmenter: Intl.Segmenter | undefined;

/**
 * The beginning of a text, within a number of code points. It is cut between characters as people see them: an
 * emoji made of several code points, or a letter with its accents, stays whole or goes.
 */
export function cutText(text: string, maxCharacters: number): string {
  if (isWithin(text, maxCharacters)) return text;
  let left = maxCharacters;
  return takeGraphemes(text, (grapheme) => {
    left -= countCharacters(grapheme);
    return left >= 0;
  });
}

/** The first graphemes of a text, up to the first one that is not to be taken. */
export function takeGraphemes(text: string, isTaken: (grapheme: string) => boolean): string {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let end = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    if (!isTaken(segment)) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
