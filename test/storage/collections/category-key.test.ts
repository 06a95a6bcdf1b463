import { expect, test } from '@jest/globals';
import { toCategoryKey } from '../../../src/storage/collections/category-key.js';

test.each([
  ['Food', 'FOOD'],
  ['food', 'ｆｏｏｄ'],
  ['Café', 'cafe\u0301'],
  ['Straße', 'STRASSE'],
  ['fo\u200bod', 'food'],
  ['🍕\ufe0f', '🍕'],
  ['Kid’s things', "kid's  things"],
  ['ΦΌΡΟΣ', 'φόρος'],
  ['İş', 'iş'],
])('%s and %s are one category', (one, other) => {
  expect(toCategoryKey(one)).toBe(toCategoryKey(other));
});

test.each([
  ['food', 'foods'],
  ['cafe', 'café'],
  ['क', 'कि'],
])('%s and %s are two', (one, other) => {
  expect(toCategoryKey(one)).not.toBe(toCategoryKey(other));
});

test('the beginning of a category is a beginning of its key, so that it is offered while it is typed', () => {
  expect(toCategoryKey('φόροσ')).toBe(toCategoryKey('φόρος'));
  expect(toCategoryKey('φόρος κατοικίας').startsWith(toCategoryKey('ΦΌΡΟΣ'))).toBe(true);
  expect(toCategoryKey('Κώστας').startsWith(toCategoryKey('Κώσ'))).toBe(true);
});
