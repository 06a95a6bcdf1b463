import { describe, expect, test } from '@jest/globals';
import { countCharacters, cutText, isWithin } from '../src/limits.js';

const family = '👨‍👩‍👧';
const flag = '🇮🇳';

describe('the length of a text', () => {
  test.each([
    ['', 0],
    ['chai', 4],
    ['चाय', 3],
    ['🙂🙂', 2],
    [family, 5],
  ])('counts code points: %j has %d', (text, count) => {
    expect(countCharacters(text)).toBe(count);
  });

  test('a hundred emoji are within a hundred characters, one more is not', () => {
    expect(isWithin('🙂'.repeat(100), 100)).toBe(true);
    expect(isWithin('🙂'.repeat(101), 100)).toBe(false);
  });
});

describe('cutting a text', () => {
  test('leaves alone what fits', () => {
    expect(cutText('🙂'.repeat(10), 10)).toBe('🙂'.repeat(10));
  });

  test.each([
    ['an emoji of several code points', `ab${family}`, 5, 'ab'],
    ['a flag', `abc${flag}d`, 4, 'abc'],
    ['a letter with its accent', 'abcde\u0301f', 5, 'abcd'],
    ['a Devanagari syllable', 'चि', 1, ''],
  ])('does not cut %s in two', (_what, text, limit, expected) => {
    expect(cutText(text, limit)).toBe(expected);
  });

  test('counts emoji once, so that as many stay as the limit says', () => {
    expect(cutText('🙂'.repeat(101), 100)).toBe('🙂'.repeat(100));
  });
});
