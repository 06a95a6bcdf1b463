import { expect, test } from '@jest/globals';
import { getCurrency } from '../../src/money/currency.js';
import { parsePeople } from '../../src/split/parse-people.js';
import { writeIds } from '../../src/split/write-ids.js';
import { lookupOf } from './people-lookup.js';

const currency = getCurrency('INR');

function write(text: string, idsByName: Record<string, string>): string {
  const names = Object.entries(idsByName).map(([name, userId]) => [name, [userId]] as const);
  return writeIds(parsePeople(text, { currency }), { ...lookupOf(), idsByName: new Map(names) });
}

test.each([
  ['@Asha', '<@7>'],
  ['@Asha Rao 370 @Ravi rest', '<@8> 370 <@9> rest'],
  ['me x2, @Ravi x1.5\n<@3> x1', 'me x2 <@9> x1.5 <@3> x1'],
  ['<@&5> #11 everyone @Asha', '<@&5> #11 everyone <@7>'],
])('%j has mentions in place of the names: %j', (typed, written) => {
  expect(write(typed, { Asha: '7', 'Asha Rao': '8', Ravi: '9' })).toBe(written);
});
