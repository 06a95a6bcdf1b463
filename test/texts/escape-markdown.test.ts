import { describe, expect, test } from '@jest/globals';
import { escapeMarkdown } from '../../src/texts/escape-markdown.js';

describe('text that a person typed', () => {
  test('is shown letter for letter', () => {
    expect(escapeMarkdown('**a** <@1> [b](c)\n# d')).toBe('\\*\\*a\\*\\* \\<@1\\> \\[b\\](c) # d');
    expect(escapeMarkdown('# d')).toBe('\\# d');
  });

  test('from right to left turns nothing beside it', () => {
    expect(`${escapeMarkdown('قهوة')} · ₹10.00`).toBe('\u2068قهوة\u2069 · ₹10.00');
    expect(escapeMarkdown('चाय')).toBe('चाय');
  });

  test('loses marks that would turn what follows', () => {
    expect(escapeMarkdown('a\u202eb\u2069c\u2066')).toBe('abc');
  });
});
