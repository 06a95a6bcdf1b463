import { foldName } from '../../src/split/fold-name.js';
import type { NamedStretch } from '../../src/split/people.js';
import type { NameOwner, PeopleLookup } from '../../src/split/parse-people.js';

/** A member with names as Discord shows them. */
export function member(userId: string, ...names: string[]): NameOwner {
  return { ref: { type: 'user', userId }, names: names.map(foldName) };
}

export function role(roleId: string, name: string): NameOwner {
  return { ref: { type: 'role', roleId }, names: [foldName(name)] };
}

/** A lookup of a server with the members 1 to 10; 9 is a bot. @param changes other values */
export function lookupOf(changes: Partial<PeopleLookup> = {}): PeopleLookup {
  const members = ['1', '2', '3', '4', '5', '6', '7', '8', '10'];
  return {
    meId: '1',
    usersById: new Map([...members, '9'].map((id) => [id, { isBot: id === '9' }])),
    roleMembers: new Map<string, string[]>([
      ['50', ['10', '3', '2']],
      ['51', []],
    ]),
    everyone: members,
    expensePeople: new Map([
      [11, { present: ['4', '2'], left: ['77'] }],
      [12, { present: [], left: ['77'] }],
    ]),
    nameOwners: [
      member('2', 'asha', 'asha_b'),
      member('3', 'Ravi Kumar'),
      member('4', 'आशा'),
      member('5', 'sam'),
      member('6', 'Sam'),
      member('9', 'robot'),
      role('50', 'Flat'),
    ],
    mayMentionMany: false,
    ...changes,
  };
}

/** The mention of a person or role; the person who typed is `1`. */
export function mentionOf(ref: NamedStretch['ref']): string {
  return ref.type === 'role' ? `<@&${ref.roleId}>` : `<@${ref.type === 'me' ? '1' : ref.userId}>`;
}
