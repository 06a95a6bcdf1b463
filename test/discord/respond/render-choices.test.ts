import { expect, test } from '@jest/globals';
import { ApplicationCommandAutocompleteCallbackRequestSchema } from 'discord-api-spec/zod';
import fc from 'fast-check';
import { renderChoices } from '../../../src/discord/respond/render-choices.js';
import { countCharacters } from '../../../src/limits.js';
import { anyText, withoutAstral } from './any-text.js';

test('choices are cut to 25, and one whose value is too long is left out', () => {
  const choices = Array.from({ length: 40 }, (_, index) => ({ name: 'n'.repeat(150), value: index }));
  const rendered = renderChoices([{ name: 'x', value: 'v'.repeat(101) }, ...choices]);
  expect(rendered).toHaveLength(25);
  expect(rendered[0]).toEqual({ name: `${'n'.repeat(99)}…`, value: 0 });
});

test('a choice that holds half of a character does not spoil the others', () => {
  const broken = '\uD83D';
  expect(
    renderChoices([
      { name: broken, value: 'a' },
      { name: 'B', value: broken },
    ]),
  ).toEqual([{ name: '\uFFFD', value: 'a' }]);
});

test('a name of a hundred emoji is a name of a hundred characters', () => {
  const name = '🙂'.repeat(100);
  expect(renderChoices([{ name, value: name }])).toEqual([{ name, value: name }]);
});

test.each([
  ['marks of direction', 'a\u200fb\u200ec\u061cd', 'abcd'],
  ['marks that turn what follows', '\u202e₹1\u202c \u2066x\u2069', '₹1 x'],
  ['new lines', 'one\r\ntwo\u2028three', 'one two three'],
  ['NUL and other control characters', '\0te\u0007a\u0085', 'tea'],
])('a name loses %s, and the value stays what it stands for', (_what, name, shown) => {
  expect(renderChoices([{ name, value: 7 }])).toEqual([{ name: shown, value: 7 }]);
});

test.each(['', '  ', '\u200b', '\u3164', '\u2800', '\u202e', '\u0301'])(
  'a choice that shows nothing (%j) is left out',
  (name) => {
    expect(renderChoices([{ name, value: 1 }])).toEqual([]);
  },
);

test('a category may hold marks of direction: it is shown without, and comes back as it is stored', () => {
  const value = 'קפה\u200f';
  expect(renderChoices([{ name: value, value }])).toEqual([{ name: 'קפה', value }]);
});

test('any choices are a list that Discord takes', () => {
  const listOf = (value: fc.Arbitrary<string | number>) =>
    fc.array(fc.record({ name: anyText, value }), { maxLength: 40 });
  fc.assert(
    fc.property(fc.oneof(listOf(anyText), listOf(fc.nat())), (choices) => {
      const rendered = renderChoices(choices);
      const callback = { type: 8, data: { choices: withoutAstral(rendered) } };
      ApplicationCommandAutocompleteCallbackRequestSchema.parse(callback);
      for (const { name, value } of rendered) {
        expect(countCharacters(name)).toBeLessThanOrEqual(100);
        expect(`${name}${value}`).not.toMatch(/\p{Surrogate}/u);
        expect(name).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
        expect(choices.map((given) => given.value)).toContain(value);
      }
    }),
  );
});
