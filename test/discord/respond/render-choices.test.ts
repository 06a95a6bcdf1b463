import { expect, test } from '@jest/globals';
import { renderChoices } from '../../../src/discord/respond/render-choices.js';

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
