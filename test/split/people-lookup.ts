import type { PeopleLookup } from '../../src/split/parse-people.js';

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
    idsByName: new Map([
      ['asha', ['2']],
      ['Ravi Kumar', ['3']],
      ['आशा', ['4']],
      ['sam', ['5', '6']],
      ['robot', ['9']],
    ]),
    mayMentionMany: false,
    ...changes,
  };
}
