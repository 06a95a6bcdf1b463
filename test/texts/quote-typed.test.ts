import { expect, test } from '@jest/globals';
import { quoteTyped } from '../../src/texts/quote-typed.js';

test('what was typed is quoted as code', () => {
  expect(quoteTyped(' @everyone **1e3** ')).toBe('`@everyone **1e3**`');
});

test('a backtick cannot end the code, a new line cannot break the sentence', () => {
  expect(quoteTyped('a`b\n`c')).toBe("`a'b 'c`");
});

test('a mention stays a mention', () => {
  expect(quoteTyped('<@123> 40%')).toBe('<@123> `40%`');
  expect(quoteTyped('<@&9>')).toBe('<@&9>');
});

test('a long text is cut between characters', () => {
  expect(quoteTyped('😀'.repeat(100))).toBe(`\`${'😀'.repeat(60)}…\``);
  expect(quoteTyped('👨‍👩‍👧'.repeat(50))).toBe(`\`${'👨‍👩‍👧'.repeat(12)}…\``);
  expect(quoteTyped(`${'x'.repeat(59)}e\u0301`)).toBe(`\`${'x'.repeat(59)}…\``);
});

test('half of a character and control characters are not quoted', () => {
  expect(quoteTyped('a\ud83d\0b')).toBe('`a\ufffdb`');
});
