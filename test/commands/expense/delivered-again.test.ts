import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Role, Server } from 'discord-playground';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { debtLines, makeFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let storage: Storage;
let flat: Server;
let role: Role;
let many: Person[] = [];
let u1: Person, u2: Person, u3: Person, u4: Person;

beforeAll(async () => {
  stage = await setStage();
  storage = await connectStorage(stage.uri);
});
beforeEach(() => {
  ({
    flat,
    people: [u1, u2, u3, u4],
  } = makeFlat(stage.playground));
  role = flat.addRole({ name: 'cooks', members: [u2, u3] });
});
afterAll(async () => {
  await storage.close();
  await stage.close();
});

type Typed = Parameters<ReturnType<Server['as']>['slash']>[1];

function add(options: Typed = {}): Promise<Answer> {
  return flat
    .as(u1)
    .slash('expense add', { amount: '100', description: 'Soup', for: u2.mention, ...options });
}

/** Delivers an answered command again, and expects that nothing has changed: neither what is stored nor the answer. */
async function expectNothingNew(answer: Answer): Promise<void> {
  const [text, pings] = [withMentions(answer.text), answer.pings];
  const before = await readExpenses();
  expect(await stage.redeliver(answer)).toMatchObject({ outcome: 'ok', delivery: 'repeated' });
  expect(withMentions(answer.text)).toBe(text);
  expect(answer.pings).toEqual(pings);
  expect(answer.followUps).toEqual([]);
  expect(await readExpenses()).toEqual(before);
}

/** The place of the message is noted later, when the answer has arrived. */
function readExpenses(): Promise<object[]> {
  return storage.raw.expenses.find({ guildId: flat.id }, { projection: { messageId: 0 } }).toArray();
}

/** Whoever has left meanwhile stands by name. */
function withMentions(text: string): string {
  return [u1, u2, u3, u4, ...many].reduce(
    (shown, { name, mention }) => shown.replaceAll(`${name} (left)`, mention),
    text,
  );
}

async function changeSettings(change: Record<string, string>): Promise<void> {
  const set = Object.fromEntries(Object.entries(change).map(([name, value]) => [`settings.${name}`, value]));
  await storage.raw.guilds.updateOne({ _id: flat.id }, { $set: set });
  await stage.restart();
}

describe('an expense that Discord delivers again is the same one, after', () => {
  const changes: [string, () => Typed, () => unknown][] = [
    [
      'someone has joined the role',
      () => ({ for: role.mention }),
      () => {
        flat.giveRole(u4, role);
      },
    ],
    [
      'someone has left the role',
      () => ({ for: role.mention }),
      () => {
        flat.takeRole(u2, role);
      },
    ],
    [
      'the role is gone',
      () => ({ for: role.mention }),
      () => {
        flat.removeRole(role);
      },
    ],
    [
      'someone has joined the server',
      () => ({ for: 'everyone' }),
      () => {
        for (const person of stage.playground.createUsers('u5')) flat.addMember(person);
      },
    ],
    [
      'someone named has left the server',
      () => ({ for: `${u2.mention} ${u3.mention}` }),
      () => {
        flat.removeMember(u3);
      },
    ],
    [
      'someone named has left and is back',
      () => ({ for: `me ${u3.mention}` }),
      () => {
        flat.removeMember(u3);
        flat.addMember(u3);
      },
    ],
    [
      'the payer has left',
      () => ({ paid_by: `me 40 ${u4.mention} 60` }),
      () => {
        flat.removeMember(u4);
      },
    ],
    [
      'the author has left',
      () => ({ for: `me ${u2.mention}` }),
      () => {
        flat.removeMember(u1);
      },
    ],
    [
      'a name that was typed has changed',
      () => ({ for: '@u2, @u3' }),
      () => {
        flat.setNickname(u2, 'Zoya');
      },
    ],
    [
      'a name that was typed means another',
      () => ({ for: '@u2 30 @u3 rest', paid_by: '@u4' }),
      () => {
        flat.setNickname(u2, 'u3');
        flat.setNickname(u3, 'u2');
      },
    ],
    [
      'the currency of the server has changed',
      () => ({ amount: '₹100.50', category: 'food' }),
      () => changeSettings({ currency: 'JPY' }),
    ],
    ['the pings were switched', () => ({ for: `${u2.mention} ${u3.mention}` }), () => stage.restart()],
    [
      'amounts were rounded',
      () => ({ amount: '10.0051', for: `${u2.mention} 5.0041 ${u3.mention} rest` }),
      () => stage.restart(),
    ],
  ];
  test.each(changes)('%s', async (_change, options, change) => {
    const answer = await add(options());
    expect(answer.text).toContain('#1');
    await change();
    await expectNothingNew(answer);
    const next = await flat.as(u2).slash('expense add', { amount: '7', description: 'Tea', for: 'me' });
    expect(next.text).toContain('#2');
  });

  test.each([{}, { date: 'today' }, { date: 'yesterday' }])(
    'midnight, with the date typed as %j',
    async (options) => {
      await add();
      await changeSettings({ timeZone: 'Pacific/Kiritimati' });
      const answer = await add(options);
      // It is always another day there.
      await changeSettings({ timeZone: 'Pacific/Pago_Pago' });
      await expectNothingNew(answer);
    },
  );

  test('the people of an earlier expense have changed, and one of them had left before', async () => {
    await add({ for: `${u2.mention} ${u3.mention} ${u4.mention}` });
    flat.removeMember(u4);
    await flat.as(u1).slash('balances');
    const answer = await add({ for: '#1' });
    expect(answer.text).toContain('u4 (left)');
    flat.removeMember(u3);
    flat.addMember(u4);
    await expectNothingNew(answer);
    expect(debtLines(withMentions(answer.text))).toHaveLength(2);
  });

  test('its receipt is gone, which stays where it was posted', async () => {
    const receipt = { name: 'bill.txt', content: 'soup 100', contentType: 'text/plain' };
    const answer = await add({ receipt });
    await expectNothingNew(answer);
    expect(answer.files).toEqual([{ name: 'bill.txt', content: 'soup 100' }]);
  });
});

test('an expense for many, delivered again after some have left, has all its debts in the file', async () => {
  many = stage.playground.createUsers(12);
  for (const person of many) flat.addMember(person);
  const answer = await add({ for: many.map(({ mention }) => mention).join(' ') });
  const files = [...answer.files];
  for (const person of many.slice(0, 2)) flat.removeMember(person);
  await expectNothingNew(answer);
  // The answers of both deliveries stand in one message.
  expect(answer.files.slice(-files.length)).toEqual(files);
  expect(files.map(({ content }) => content.trim().split('\r\n').length)).toEqual([13, 14]);
});
