import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import fc from 'fast-check';
import { countCharacters, textLimits } from '../../src/limits.js';
import { isVisible } from '../../src/texts/readable-text.js';
import { makeFlat, setStage, type Stage } from '../harness/bot.js';

let stage: Stage;
let flat: Server;
let u1: Person, u2: Person;

beforeAll(async () => {
  stage = await setStage();
  ({
    flat,
    people: [u1, u2],
  } = makeFlat(stage.playground));
});
afterAll(() => stage.close());

/** Any code point, halves of pairs included, and often those that have made trouble. */
const character = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  fc.constantFrom(
    '\ud83d',
    '\ude42',
    '\0',
    '\n',
    '\u0085',
    '\u200b',
    '\u200f',
    '\u202e',
    '\u2066',
    '\u3164',
    '\u2800',
  ),
  fc.constantFrom('👨‍👩‍👧‍👦', '🇮🇳', 'क्षि', 'e\u0301\u0323', 'א', 'ﷺ', '|', '¬', '`', '*', '\\', '$', '('),
);

function textWithin(limit: number): fc.Arbitrary<string> {
  const long = fc
    .tuple(character, fc.integer({ min: 1, max: limit }))
    .map(([one, count]) => one.repeat(count));
  return fc
    .oneof(
      long,
      fc.array(character, { minLength: 1, maxLength: limit }).map((all) => all.join('')),
    )
    .map((text) => Array.from(text).slice(0, limit).join(''));
}

/** What a person sees of it: an answer that is no apology, and no mark of direction left open. */
function expectProper(answer: Answer): void {
  expect(answer.failed).toBe(false);
  expect(answer.text).not.toMatch(/went wrong|does not answer/);
  expect(answer.text).not.toMatch(/[\u202a-\u202e\u2066\u2067\0]/);
  const lines = answer.text.split('\n');
  for (const line of lines) expect(line.split('\u2068')).toHaveLength(line.split('\u2069').length);
}

test('any text passes as description and category, on cards, in lists, filters, choices and buttons', async () => {
  const typed = fc.record({
    description: textWithin(textLimits.description),
    category: textWithin(textLimits.category),
    text: textWithin(textLimits.searchText),
  });
  await fc.assert(
    fc.asyncProperty(typed, async ({ description, category, text }) => {
      const added = await flat
        .as(u1)
        .slash('expense add', { amount: '10', for: `${u1.mention} ${u2.mention}`, description, category });
      expectProper(added);
      const isShown = (one: string) => isVisible(one.replace(/\p{Surrogate}/gu, '?'));
      if (!isShown(description)) expect(added.text).toContain('`description` shows nothing');
      else if (!isShown(category) && category.trim() !== '') {
        expect(added.text).toContain('`category` shows nothing');
      } else {
        expect(added.ephemeral).toBe(false);
        expectProper(await flat.as(u2).press(added, 'Details'));
        expectProper(await flat.as(u1).slash('expense list', { category }));
      }
      const found = await flat.as(u1).slash('expense list', { text });
      expectProper(found);
      if (found.buttons.some(({ label }) => label === 'CSV'))
        expectProper(await flat.as(u1).press(found, 'CSV'));
      for (const [command, option, begun] of [
        ['expense show', 'number', description],
        ['expense show', 'number', ''],
        ['expense list', 'category', category],
        ['expense list', 'category', ''],
      ] as const) {
        for (const { name } of await flat.as(u1).complete(command, option, begun)) {
          expect(countCharacters(name)).toBeLessThanOrEqual(100);
          expect(name).not.toMatch(/[\p{Surrogate}\p{Cc}\p{Bidi_Control}]/u);
        }
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

test.each([
  ['51 emoji', '🙂'.repeat(51), '11 emoji', '🍕'.repeat(11)],
  ['100 emoji', '🙂'.repeat(100), '20 emoji', '🍕'.repeat(20)],
  ['14 families', '👨‍👩‍👧‍👦'.repeat(14), '10 flags', '🇮🇳'.repeat(10)],
  ['100 letters and accents', 'e\u0301'.repeat(50), '20 signs of custom ids', '¬'.repeat(20)],
  ['100 letters from right to left', 'ק'.repeat(100), '20 of them', 'ק'.repeat(20)],
])(
  '%s as description and %s as category are saved, shown and found again',
  async (_what, description, _of, category) => {
    const added = await flat
      .as(u1)
      .slash('expense add', { amount: '10', for: u2.mention, description, category });
    expect(added.text).toContain(description);
    expect(added.text).toContain(category);
    const filters = { member: u1, from: 'yesterday', to: 'today', category, text: description.slice(0, 14) };
    const list = await flat.as(u2).slash('expense list', { ...filters, include_void: true });
    expect(list.text).toContain(description);
    const offered = await flat.as(u1).complete('expense list', 'category', category);
    expect(offered).toEqual([{ name: category, value: category }]);
    const shared = await flat.as(u2).press(list, 'Share');
    expect(shared.text).toContain(description);
  },
);

test.each([
  ['a zero-width space', '\u200b'],
  ['Hangul fillers', '\u3164\u3164'],
  ['empty Braille patterns', '\u2800\u2800'],
  ['soft hyphens', '\u00ad\u00ad'],
  ['a tag', '\u{e0041}'],
  ['a variation selector', '\ufe0f'],
  ['an accent alone', '\u0301'],
  ['spaces', '   '],
])('a description of %s is refused, and nothing is saved', async (_what, description) => {
  const before = flat.messages().length;
  const answer = await flat.as(u1).slash('expense add', { amount: '10', for: u2.mention, description });
  expect(answer.ephemeral).toBe(true);
  expect(answer.text).toBe(
    '`description` shows nothing: it has only spaces or invisible characters. Nothing was saved. Type something that can be seen.',
  );
  expect(flat.messages()).toHaveLength(before);
});
