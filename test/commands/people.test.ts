import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { makeFlat, setStage, type Stage } from '../harness/bot.js';

let stage: Stage;
let storage: Storage;
let flat: Server;
let u1: Person, u2: Person;

beforeAll(async () => {
  stage = await setStage();
  storage = await connectStorage(stage.uri);
  const made = makeFlat(stage.playground);
  flat = made.flat;
  [u1, u2] = made.people;
});
afterAll(async () => {
  await storage.close();
  await stage.close();
});

describe('/profile', () => {
  test('edited by a modal: email and mobile are checked, the mobile is kept in E.164', async () => {
    const form = await flat.as(u1).slash('profile edit');
    expect(form.modal?.fields.map(({ customId }) => customId)).toEqual(['name', 'email', 'mobile']);
    const bad = await flat.as(u1).submit(form, { name: 'Asha', email: 'not an address', mobile: '' });
    expect(bad.ephemeral).toBe(true);
    expect(bad.text).toContain('That is no email address. Nothing was saved.');
    expect((await flat.as(u1).slash('profile show')).text).toContain('Name: u1\nEmail: not given');
    const dialled = await flat.as(u1).slash('profile edit');
    const wrong = await flat.as(u1).submit(dialled, { name: 'Asha', email: '', mobile: '12' });
    expect(wrong.text).toContain('That is no mobile number. Nothing was saved.');
    expect((await flat.as(u1).slash('profile show')).text).toContain('Name: u1\nEmail: not given');
    const again = await flat.as(u1).slash('profile edit');
    const saved = await flat
      .as(u1)
      .submit(again, { name: 'Asha', email: 'asha@example.org', mobile: '098765 43210' });
    expect(saved.ephemeral).toBe(true);
    expect(saved.text).toContain('+919876543210');
    const shown = await flat.as(u1).slash('profile show');
    expect(shown.text).toContain('Name: Asha\nEmail: asha@example.org');
    expect((await flat.as(u2).slash('profile show')).text).toContain('Name: u2\nEmail: not given');
  });

  test('an emptied field is removed', async () => {
    const form = await flat.as(u1).slash('profile edit');
    expect(form.modal?.fields.find(({ customId }) => customId === 'email')?.value).toBe('asha@example.org');
    await flat.as(u1).submit(form, { email: '' });
    expect((await flat.as(u1).slash('profile show')).text).toContain('Email: not given');
  });

  test('downloaded as a file with everything of mine, and nothing of others', async () => {
    await flat.as(u1).slash('expense add', { amount: '10', description: 'Tea', for: u2.mention });
    const answer = await flat.as(u1).slash('profile download');
    const held = JSON.parse(answer.files[0]?.content ?? '{}') as unknown;
    expect(JSON.stringify(held)).toContain('+919876543210');
    expect(JSON.stringify(held)).toContain('Tea');
    const other = await flat.as(u2).slash('profile download');
    expect(other.files[0]?.content).toContain('Tea');
    expect(other.files[0]?.content).not.toContain('+919876543210');
  });

  test('erased after one more question; amounts stay under the bare id', async () => {
    const ask = await flat.as(u1).slash('profile erase');
    expect(ask.text).toContain('What stays');
    await flat.as(u1).press(ask, 'Erase my data');
    await ask.waitForText(/Erased/);
    expect((await flat.as(u1).slash('profile show')).text).toContain(
      'Name: u1\nEmail: not given\nMobile: not given',
    );
    expect((await flat.as(u2).slash('balances')).text).toContain(`${u2.mention} owes ${u1.mention} ₹10.00`);
  });
});

describe('/summary now', () => {
  test('by direct message, with an ephemeral note', async () => {
    const note = await flat.as(u2).slash('summary now');
    expect(note.ephemeral).toBe(true);
    expect(note.text).toBe('Sent to you as a direct message.');
    const dms = await stage.playground.waitForDms(u2, 1);
    expect(dms[0]?.text).toContain(`${u2.mention} owes ${u1.mention} ₹10.00`);
  });

  test('the summary itself, ephemerally, where direct messages are closed', async () => {
    stage.playground.closeDms(u2);
    const answer = await flat.as(u2).slash('summary now');
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain(`${u2.mention} owes ${u1.mention} ₹10.00`);
    stage.playground.openDms(u2);
  });

  test('also typed in a direct message', async () => {
    const before = stage.playground.dmsOf(u2).length;
    const answer = await stage.playground.dm(u2).slash('summary now');
    expect(answer.text).toBe('Sent to you as a direct message.');
    const dms = await stage.playground.waitForDms(u2, before + 1);
    expect(dms.at(-1)?.text).toContain(`${u2.mention} owes ${u1.mention} ₹10.00`);
  });
});

describe('/ledger verify', () => {
  test('is for managers, and finds no difference', async () => {
    flat.makeManager(u1);
    await expect(flat.as(u2).slash('ledger verify')).rejects.toThrow('no command /ledger');
    const answer = await flat.as(u1).slash('ledger verify');
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain('Every balance agrees');
  });
});

describe('who left', () => {
  test('stands with their stored name in lists of debts', async () => {
    flat.removeMember(u2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const answer = await flat.as(u1).slash('balances');
    expect(answer.text).toContain(`u2 (left) owes ${u1.mention} ₹10.00`);
  });
});

describe('a person who types for the first time', () => {
  const storedName = async ({ id }: Person) => (await storage.users.findById(id).lean())?.name;
  const newcomer = (name: string): Person => {
    const [person] = stage.playground.createUsers(name) as [Person];
    flat.addMember(person, `${name} of the flat`);
    return person;
  };

  test.each([
    ['a command that stores nothing', (person: Person) => flat.as(person).slash('help')],
    ['a mistake', (person: Person) => flat.as(person).slash('expense show', { number: 404 })],
    [
      'a button of another',
      async (person: Person) =>
        flat
          .as(person)
          .press(
            await flat.as(u1).slash('expense add', { amount: '5', description: 'Tea', for: 'me' }),
            'Details',
          ),
    ],
    ['a form that is not sent', (person: Person) => flat.as(person).slash('profile edit')],
  ] as const)('by %s exists as a user, under the name that the server shows', async (_what, type) => {
    const person = newcomer('Meera');
    await type(person);
    await stage.settle();
    expect(await storedName(person)).toBe('Meera of the flat');
    expect(await storage.members.countDocuments({ guildId: flat.id, userId: person.id })).toBe(1);
  });

  test('in a direct message exists too, and is in no server', async () => {
    const [person] = stage.playground.createUsers('Kavya') as [Person];
    flat.addMember(person);
    await stage.playground.dm(person).slash('help');
    await stage.settle();
    expect(await storedName(person)).toBe('Kavya');
    expect(await storage.members.countDocuments({ userId: person.id })).toBe(0);
  });

  test('does not exist after erasing themselves, until the next command', async () => {
    const person = newcomer('Tara');
    await flat.as(person).press(await flat.as(person).slash('profile erase'), 'Erase my data');
    await stage.settle();
    expect(await storedName(person)).toBeUndefined();
    await flat.as(person).slash('help');
    await stage.settle();
    expect(await storedName(person)).toBe('Tara of the flat');
  });
});

describe('what Discord delivers again', () => {
  const [early, late] = ['early@example.org', 'late@example.org'];
  const emailOf = async (person: Person) =>
    /Email: .*/.exec((await flat.as(person).slash('profile show')).text)?.[0];
  const save = async (person: Person, email: string): Promise<Answer> =>
    flat.as(person).submit(await flat.as(person).slash('profile edit'), { email });
  const erase = async (person: Person): Promise<Answer> => {
    const pressed = await flat
      .as(person)
      .press(await flat.as(person).slash('profile erase'), 'Erase my data');
    await pressed.waitForText(/Erased/);
    return pressed;
  };
  const delays = [
    ['at once', () => Promise.resolve()],
    ['to another process', () => stage.restart()],
  ] as const;

  test.each(delays)('%s: a form of the profile does not undo a later one', async (_when, wait) => {
    const first = await save(u1, early);
    await save(u1, late);
    await wait();
    expect(await stage.redeliver(first)).toMatchObject({ outcome: 'ok' });
    expect(await emailOf(u1)).toBe(`Email: ${late}`);
  });

  test.each(delays)(
    '%s: a form of the profile does not bring back what was erased since',
    async (_when, wait) => {
      const first = await save(u1, early);
      await erase(u1);
      await wait();
      await stage.redeliver(first);
      expect(await emailOf(u1)).toBe('Email: not given');
    },
  );

  test.each(delays)('%s: an erasure leaves what was said since', async (_when, wait) => {
    await save(u1, early);
    const erasure = await erase(u1);
    await save(u1, late);
    await wait();
    await stage.redeliver(erasure);
    expect(await emailOf(u1)).toBe(`Email: ${late}`);
  });

  test.each(delays)('%s: a summary is one direct message', async (_when, wait) => {
    const before = stage.playground.dmsOf(u1).length;
    const answer = await flat.as(u1).slash('summary now');
    await wait();
    expect(await stage.redeliver(answer)).toMatchObject({ outcome: 'ok', delivery: 'repeated' });
    expect(stage.playground.dmsOf(u1)).toHaveLength(before + 1);
    await flat.as(u1).slash('summary now');
    expect(stage.playground.dmsOf(u1)).toHaveLength(before + 2);
  });

  test.each(delays)('%s: what was shared is one message', async (_when, wait) => {
    const shared = await flat.as(u1).press(await flat.as(u1).slash('balances'), 'Share');
    const before = flat.messages().length;
    await wait();
    await stage.redeliver(shared);
    expect(flat.messages()).toHaveLength(before);
  });
});
