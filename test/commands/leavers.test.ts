import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { debtLines, setStage, type Stage } from '../harness/bot.js';
import { waitUntil } from '../jobs/jobs.js';

// Everything that people see of somebody who has left, in one place: the ledger keeps its sense without them.

let stage: Stage;
let storage: Storage;
let flat: Server;
let asha: Person, ravi: Person, mia: Person, boss: Person;
beforeAll(async () => {
  stage = await setStage();
  storage = await connectStorage(stage.uri);
});
afterAll(async () => {
  await storage.close();
  await stage.close();
});

beforeEach(() => {
  [asha, ravi, mia, boss] = stage.playground.createUsers('Asha', 'Ravi', 'Mia', 'Boss') as [
    Person,
    Person,
    Person,
    Person,
  ];
  flat = stage.playground.createServer({ name: 'Flat', members: [asha, ravi, mia, boss] });
  flat.makeManager(boss);
});

async function add(options: object = {}, by = asha): Promise<Answer> {
  const added = await flat.as(by).slash('expense add', {
    amount: '90',
    description: 'Tea',
    for: `${asha.mention} ${ravi.mention} ${mia.mention}`,
    ...options,
  });
  await stage.settle();
  return added;
}

const hasLeft = async ({ id }: Person) =>
  (await storage.members.findOne({ guildId: flat.id, userId: id }).lean())?.hasLeft === true;

async function leave(...people: Person[]): Promise<void> {
  for (const person of people) {
    flat.removeMember(person);
    await waitUntil(() => hasLeft(person));
  }
}

const command = (path: string, options: object = {}, by = boss) => flat.as(by).slash(path, { ...options });

/** Whom an answer mentions in its text. */
const mentions = ({ text }: Answer) => [...text.matchAll(/<@(\d+)>/g)].map(([, id]) => id);

describe('whoever has left is shown by the stored name', () => {
  const shown: [string, () => Promise<Answer>][] = [
    ['/balances', () => command('balances')],
    ['/balances member', () => command('balances', { member: ravi })],
    ['a statement', () => command('balances', { member: asha, with: ravi })],
    ['/expense show', () => command('expense show', { number: 1 })],
    ['/expense list of a member', () => command('expense list', { member: ravi })],
    ['the history of an expense', () => command('expense history', { number: 1 })],
    ['the history of the server', () => command('expense history')],
    ['/expense edit', () => command('expense edit', { number: 1, amount: '120' })],
  ];
  test.each(shown)('%s', async (_what, ask) => {
    await add({}, ravi);
    await leave(ravi);
    const answer = await ask();
    expect(answer.text).toMatch(/Ravi \(left\)/);
    expect(mentions(answer)).not.toContain(ravi.id);
    expect(answer.pings).not.toContain(ravi.id);
  });

  test('in files too, by the bare name beside the id', async () => {
    await add();
    await leave(ravi);
    const file = await flat.as(boss).press(await command('balances'), 'CSV');
    expect(file.files[0]?.content).toContain(`${ravi.id},Ravi,${asha.id},Asha,30.00,INR`);
  });

  test('in the message of the expense, when it is brought up to date', async () => {
    const added = await add();
    await leave(ravi);
    await command('expense edit', { number: 1, amount: '120' });
    await added.waitForText(/Ravi \(left\)/);
  });

  test('in the form, where the name can be typed again', async () => {
    const added = await add({ for: '@Asha 30, @Ravi 30, @Mia 30' });
    await leave(ravi);
    const form = await flat.as(asha).press(added, 'Edit');
    const field = form.modal?.fields.find(({ customId }) => customId === 'for')?.value;
    expect(field).toBe('@Asha 30.00, @Ravi (left) 30.00, @Mia 30.00');
    const edited = await flat.as(asha).submit(form, { for: '@Asha 20, @Ravi (left) 50, @Mia 20' });
    expect(edited.text).toContain('Share of Ravi (left): ₹30.00 → ₹50.00');
    expect(edited.pings).toEqual([mia.id]);
    expect(await hasLeft(ravi)).toBe(true);
  });
});

describe('two who left', () => {
  test('with names that read alike are told apart by the ends of their ids, in texts and in the form', async () => {
    const [twin] = stage.playground.createUsers('ravi') as [Person];
    flat.addMember(twin);
    const added = await add({ for: `${ravi.mention} ${twin.mention}` });
    await leave(ravi, twin);
    const lines = (await command('balances')).text.split('\n').filter((line) => line.includes(' owes '));
    const ends = [ravi, twin].map(({ id }) => lines.some((line) => line.includes(`(left) …${id.slice(-4)}`)));
    expect(ends).toEqual([true, true]);
    const form = await flat.as(asha).press(added, 'Edit');
    const field = form.modal?.fields.find(({ customId }) => customId === 'for')?.value as string;
    expect(field).toMatch(/^@Ravi \(left\) …\d+, @ravi \(left\) …\d+$/);
    const edited = await flat.as(asha).submit(form, { for: field.replace(',', ' 60,') + ' 30' });
    expect(edited.text).toMatch(/Share of Ravi \(left\) …\d+: ₹45\.00 → ₹60\.00/);
  });

  test('and of whom one was erased keep their debts, the erased one by the bare id', async () => {
    await add();
    const form = await flat.as(ravi).slash('profile erase');
    await (await flat.as(ravi).press(form, 'Erase my data')).waitForText(/Erased/);
    await leave(ravi, mia);
    const { text } = await command('balances');
    expect(text).toContain(`${ravi.id} (left) owes ${asha.mention} ₹30.00`);
    expect(text).toContain(`Mia (left) owes ${asha.mention} ₹30.00`);
    expect((await command('ledger verify')).text).not.toMatch(/differ/i);
  });
});

describe('whoever comes back', () => {
  test('is mentioned again, with the debts of before, under whatever name', async () => {
    await add();
    await leave(ravi);
    flat.addMember(ravi, 'Ravi K.');
    await waitUntil(async () => !(await hasLeft(ravi)));
    expect(debtLines((await command('balances')).text)).toContain(
      `${ravi.mention} owes ${asha.mention} ₹30.00`,
    );
    await command('help', {}, ravi);
    await stage.settle();
    await leave(ravi);
    expect((await command('balances')).text).toContain('Ravi K. (left)');
  });
});

describe('an expense whose creator and payers have all left', () => {
  test.each([
    ['edited', () => command('expense edit', { number: 1, description: 'Chai' }), /Tea → Chai/],
    ['split otherwise', () => command('expense edit', { number: 1, split: 'equal' }), /Split: /],
    [
      'moved to another currency',
      () => command('expense edit', { number: 1, amount: '90', currency: 'USD' }),
      /\$90\.00/,
    ],
    ['void', () => command('expense void', { number: '1', reason: 'gone' }), /out of the balances/],
  ])('can still be %s by a manager, and by nobody else', async (_what, ask, expected) => {
    const options = { for: '@Ravi 40% @Mia 60%', paid_by: '@Ravi 50 @Mia 40' };
    expect((await add(options, ravi)).text).toContain('#1');
    await leave(ravi, mia);
    expect((await command('expense edit', { number: 1, description: 'Mine' }, asha)).text).toContain(
      'Only who created it',
    );
    const changed = await ask();
    expect(changed.ephemeral).toBe(false);
    expect(changed.text).toMatch(expected);
    expect(changed.pings).toEqual([]);
    expect([await hasLeft(ravi), await hasLeft(mia)]).toEqual([true, true]);
    expect((await command('ledger verify')).text).not.toMatch(/differ/i);
  });
});

describe('a new expense', () => {
  test('takes of the people of another those who are here, and says who is left out', async () => {
    await add();
    await leave(ravi);
    const again = await add({ for: '#1' });
    expect(again.text).toMatch(/Ravi \(left\)/);
    expect(again.pings).not.toContain(ravi.id);
    const shares = again.text.split('\n').filter((line) => line.includes('₹45.00'));
    expect(shares.join()).toContain(mia.mention);
  });

  test('does not take somebody who has left, by mention or by name', async () => {
    await add();
    await leave(ravi);
    expect((await add({ for: ravi.mention })).ephemeral).toBe(true);
    expect((await add({ for: '@Ravi' })).ephemeral).toBe(true);
    const cooks = flat.addRole({ name: 'cooks', members: [mia] });
    expect((await add({ for: cooks.mention })).text).not.toContain('Ravi');
  });
});

describe('whoever left while the bot did not hear of it', () => {
  test('is shown as left after a start, and who came back as here', async () => {
    await add();
    await leave(mia);
    await stage.restart(() => {
      flat.removeMember(ravi);
      flat.addMember(mia);
    });
    const { text } = await command('balances');
    expect(text).toContain(`Ravi (left) owes ${asha.mention} ₹30.00`);
    expect(text).toContain(`${mia.mention} owes ${asha.mention} ₹30.00`);
  });

  test('is shown as left after a lost session, an outage, or a removal of the bot', async () => {
    await add();
    await command('balances');
    flat.beginOutage();
    flat.removeMember(ravi);
    flat.endOutage();
    await waitUntil(async () => (await command('balances')).text.includes('Ravi (left)'));
    flat.expelBot();
    flat.addMember(ravi);
    flat.removeMember(mia);
    flat.inviteBot();
    await waitUntil(async () => (await command('balances')).text.includes('Mia (left)'));
    expect(await hasLeft(ravi)).toBe(false);
    stage.playground.faults.invalidateSession();
    flat.removeMember(ravi);
    await stage.playground.waitForBot();
    await waitUntil(async () => (await command('balances')).text.includes('Ravi (left)'));
  });

  test('costs one look a server, and nothing for the commands after it', async () => {
    await add();
    await stage.restart();
    const countLooks = () =>
      stage.playground.frames().filter(({ event }) => event === 'GUILD_MEMBERS_CHUNK').length +
      stage.playground.requests().filter(({ path }) => path.includes('/members/')).length;
    const before = countLooks();
    await command('balances');
    const looks = countLooks() - before;
    expect(looks).toBeGreaterThan(0);
    for (const path of ['balances', 'expense list', 'expense history']) await command(path);
    expect(countLooks() - before).toBe(looks);
  });
});
