import { expect, test } from '@jest/globals';
import { preferOwners } from '../../src/split/prefer-owners.js';
import { member, role } from './people-lookup.js';

const owners = [
  member('1', 'Asha', 'asha_r'),
  member('2', 'ASHA'),
  member('3', 'Asha 2'),
  member('4', 'Asha Rao'),
  member('5', 'Asha x2'),
  role('50', 'Asha'),
];

test('a name means who goes first, whoever else has it, or has it with a value behind', () => {
  expect(preferOwners(owners, new Set(['1']))).toEqual([
    member('1', 'Asha', 'asha_r'),
    member('2'),
    member('3'),
    member('4', 'Asha Rao'),
    member('5'),
    { ...role('50', ''), names: [] },
  ]);
});

test('nothing changes where nobody goes first, or both do', () => {
  expect(preferOwners(owners, new Set())).toEqual(owners);
  const [first, second] = preferOwners(owners, new Set(['1', '2']));
  expect([first, second]).toEqual(owners.slice(0, 2));
});
