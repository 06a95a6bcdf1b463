import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanLine, cleanText, dropUnseen, isVisible } from '../../src/texts/readable-text.js';

const shownAsNothing = [
  ['nothing at all', ''],
  ['spaces of all widths', ' \u00a0\u2003\u202f\u3000\t\n'],
  ['a zero-width space', '\u200b'],
  ['a Hangul filler', '\u3164'],
  ['the other Hangul fillers', '\u115f\u1160\uffa0'],
  ['an empty Braille pattern', '\u2800'],
  ['soft hyphens', '\u00ad\u00ad'],
  ['joiners', '\u200d\u200c\u2060\ufeff'],
  ['variation selectors', '\ufe0f\u{e0101}'],
  ['tag characters', '\u{e0061}\u{e007f}'],
  ['marks of direction', '\u200e\u200f\u202e\u2066'],
  ['accents without a letter', '\u0301\u0336'],
  ['a combining grapheme joiner', '\u034f'],
  ['control characters', '\0\u0007\u0085'],
  ['a Mongolian vowel separator', '\u180e'],
  ['invisible plus and times', '\u2062\u2064'],
  ['a null notehead and a blank of the hieroglyphs', '\u{1d159}\u{13441}'],
] as const;

describe('a text', () => {
  test.each(shownAsNothing)('of %s shows nothing', (_what, text) => {
    expect(isVisible(text)).toBe(false);
  });

  test('of any of these together shows nothing, and with one letter it does', () => {
    const pieces = fc.array(fc.constantFrom(...shownAsNothing.map(([, text]) => text)));
    fc.assert(
      fc.property(pieces, pieces, fc.constantFrom('a', 'क', 'א', '🙂', '_', '½'), (before, after, letter) => {
        expect(isVisible([...before, ...after].join(''))).toBe(false);
        expect(isVisible([...before, letter, ...after].join(''))).toBe(true);
      }),
    );
  });

  test.each([
    'x',
    '0',
    '.',
    'चाय',
    'قهوة',
    '茶',
    '👨‍👩‍👧',
    '🏴\u{e0067}\u{e0062}\u{e007f}',
    '🇮🇳',
    '1️⃣',
    'e\u0301',
    '\u{1fae9}',
  ])('%s shows something', (text) => {
    expect(isVisible(text)).toBe(true);
  });

  test('keeps no half of a character and no control character, and all else', () => {
    expect(cleanText('a\ud83db\0c\u0007\n\t\ude42🙂\u200f')).toBe('a\ufffdbc\n\t\ufffd🙂\u200f');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = cleanText(text);
        expect(clean).not.toMatch(/\p{Surrogate}|(?!\s)\p{Cc}/u);
        expect(cleanText(clean)).toBe(clean);
      }),
    );
  });

  test('becomes one line', () => {
    expect(cleanLine(' a\r\nb\u2028\u2029c\0  d ')).toBe('a b c d');
  });
});

test('what shows nothing is dropped from a text that is read, but not the joiners of emoji and letters', () => {
  expect(dropUnseen('\u202a\u20b91,0\u00ad00\u202c \u2068@עדי\u2069\u200f 5\u200b\u2060\ufeff')).toBe(
    '\u20b91,000 @עדי 5',
  );
  for (const text of ['👨‍👩‍👧', '❤️', 'क्‍ष', 'می‌خواهم']) expect(dropUnseen(text)).toBe(text);
});
