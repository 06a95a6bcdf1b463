import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeMarkdown } from '../../src/texts/escape-markdown.js';
import { quoteTyped } from '../../src/texts/quote-typed.js';

describe('text that a person typed', () => {
  test('is shown letter for letter', () => {
    expect(escapeMarkdown('**a** <@1> [b](c)\n# d')).toBe('\\*\\*a\\*\\* \\<@1\\> \\[b\\](c) # d');
    expect(escapeMarkdown('# d')).toBe('\\# d');
  });

  test('loses marks that would turn what follows', () => {
    expect(escapeMarkdown('a\u202eb\u2069c\u2066')).toBe('abc');
  });

  test('loses what would end its line, or its isolation', () => {
    expect(escapeMarkdown('קפה\u0085\u2029\u001cx')).toBe('\u2068קפה x\u2069');
  });

  test.each([
    ['Arabic', 'قهوة'],
    ['Hebrew', 'קפה'],
    ['Adlam', '𞤀𞤣'],
    ['Mandaic', 'ࡀࡁ'],
    ['Rohingya', '𐴀𐴁'],
    ['Latin with a mark that counts as a letter from right to left', 'tea\u200f'],
  ])('in %s turns nothing beside it', (_what, text) => {
    expect(`${escapeMarkdown(text)} · ₹10.00`).toBe(`\u2068${text}\u2069 · ₹10.00`);
    expect(quoteTyped(text)).toBe(`\u2068\`${text}\`\u2069`);
  });

  test('in letters from left to right stands bare', () => {
    expect(escapeMarkdown('चाय 茶')).toBe('चाय 茶');
    expect(quoteTyped('चाय 茶')).toBe('`चाय 茶`');
  });

  test('whatever it is leaves no direction open at its end', () => {
    const unit = fc.constantFrom(
      ...Array.from(
        'a1 אق\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2029\u0085*`<@1>',
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        for (const shown of [escapeMarkdown(text), quoteTyped(text)]) {
          expect(shown).not.toMatch(/[\u202a-\u202e\u2066\u2067\n\u0085\u2028\u2029]/);
          expect(shown.replace(/\u2068[^\u2068\u2069]*\u2069/g, '')).not.toMatch(
            /[\u2068\u2069\u200f\u061cאق]/,
          );
        }
      }),
    );
  });
});
