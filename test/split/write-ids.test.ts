import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCurrency } from '../../src/money/currency.js';
import { parsePeople } from '../../src/split/parse-people.js';
import { resolvePeople } from '../../src/split/resolve-people.js';
import { writeIds } from '../../src/split/write-ids.js';
import { lookupOf } from './people-lookup.js';

const currency = getCurrency('INR');
const lookup = lookupOf();
const resolve = (text: string) => resolvePeople(parsePeople(text, { currency }), lookup);
const write = (text: string) => writeIds(text, resolve(text).named);

describe('a text of people with ids', () => {
  test.each([
    ['@asha', '<@2>'],
    ['@asha 370, @Ravi Kumar rest', '<@2> 370, <@3> rest'],
    ['me x2\n@आशा x1.5\n<@3> x1', 'me x2\n<@4> x1.5\n<@3> x1'],
    ['<@&50> #11 everyone @asha', '<@&50> #11 everyone <@2>'],
    ['<@3> <@2>', '<@3> <@2>'],
  ])('has mentions in place of the names: %j', (typed, written) => {
    expect(write(typed)).toBe(written);
  });

  test('means the same people and shares as what was typed, and no names', () => {
    const person = fc.constantFrom('@asha', '@Ravi Kumar', '@आशा', 'me', '<@8>');
    const people = fc.uniqueArray(person, { minLength: 1 });
    fc.assert(
      fc.property(people, fc.constantFrom('', ' x2', ' 40%', ' 370'), (names, value) => {
        const typed = names.map((name) => name + value).join(', ');
        const written = write(typed);
        expect(written).not.toMatch(/(?<!<)@/);
        expect({ ...resolve(written), named: [] }).toEqual({ ...resolve(typed), named: [] });
      }),
    );
  });
});
