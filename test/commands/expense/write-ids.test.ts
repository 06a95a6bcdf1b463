import { expect, test } from '@jest/globals';
import type { NameOwner } from '../../../src/split/people.js';
import { getCurrency } from '../../../src/money/currency.js';
import { foldName } from '../../../src/split/fold-name.js';
import { parsePeople } from '../../../src/split/parse-people.js';
import { readPeople } from '../../../src/split/read-people.js';
import { writeIds } from '../../../commands/expense/write-ids.js';

const owners: NameOwner[] = [
  { ref: { type: 'user', userId: '7' }, names: [foldName('Asha')] },
  { ref: { type: 'user', userId: '8' }, names: [foldName('Asha Rao')] },
  { ref: { type: 'user', userId: '9' }, names: [foldName('Ravi')] },
  { ref: { type: 'role', roleId: '5' }, names: [foldName('Flat 12')] },
];

test.each([
  ['@Asha', '<@7>'],
  ['@Asha Rao 370 @Ravi rest', '<@8> 370 <@9> rest'],
  ['me x2, @Ravi x1.5\n<@3> x1', '<@1> x2, <@9> x1.5\n<@3> x1'],
  ['@ME, @Ravi me', '<@1>, <@9> <@1>'],
  ['<@&5> #11 everyone @Asha', '<@&5> #11 everyone <@7>'],
  ['@flat 12, @Ravi', '<@&5>, <@9>'],
])('%j has mentions in place of the names: %j', (typed, written) => {
  const people = parsePeople(typed, { currency: getCurrency('INR') });
  expect(writeIds(typed, readPeople(people, owners).named, '1')).toBe(written);
});
