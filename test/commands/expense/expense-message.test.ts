import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let flat: Server;
let people: Person[];
let [u1, u2] = [] as unknown as [Person, Person];
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

beforeEach(() => {
  people = stage.playground.createUsers(13);
  [u1, u2] = people as [Person, Person];
  flat = stage.playground.createServer({ name: 'Flat', members: people });
});

const picture = { name: 'My bill.png', content: Buffer.from('89504e47', 'hex'), contentType: 'image/png' };
const page = { name: 'bill.txt', content: 'tea 10', contentType: 'text/plain' };

function add(options: object = {}): Promise<Answer> {
  return flat.as(u1).slash('expense add', {
    amount: '100',
    description: 'Tea',
    for: `${u1.mention} ${u2.mention}`,
    ...options,
  });
}

const labels = ({ buttons }: Answer) => buttons.map(({ label }) => label);

describe('the message of an expense', () => {
  test('shows it as it is after every change, with what can be done then', async () => {
    const added = await add();
    expect(labels(added)).toEqual(['Details', 'Edit', 'Void', 'Dispute']);
    await flat.as(u1).slash('expense edit', { number: 1, amount: '300', description: 'Tea and milk' });
    await added.waitForText(/Tea and milk · ₹300\.00/);
    expect(added.text).toContain('More was done since it was added');
    expect(labels(added)).toEqual(['Details', 'History', 'Edit', 'Void', 'Dispute']);
    await flat.as(u1).slash('expense void', { number: '1' });
    await added.waitForText(/Void since/);
    expect(labels(added)).toEqual(['Details', 'History', 'Restore']);
    await flat.as(u1).press(added, 'Restore');
    await added.waitForText(/^(?![^]*Void since)/);
    expect(labels(added)).toEqual(['Details', 'History', 'Edit', 'Void', 'Dispute']);
  });

  test('pings nobody when it is brought up to date', async () => {
    const added = await add();
    const pings = [...added.pings];
    await flat.as(u2).slash('balances');
    await flat.as(u1).slash('expense edit', { number: 1, description: 'Milk' });
    await added.waitForText(/Milk/);
    expect(added.pings).toEqual(pings);
    expect(added.message.mentions.map(({ id }) => id)).toEqual([]);
  });

  test.each([
    ['a picture', picture, 'My_bill.png'],
    ['a file', page, 'bill.txt'],
  ])('keeps %s as its receipt', async (_kind, receipt, name) => {
    const added = await add({ receipt });
    const before = added.files;
    expect(before.map((file) => file.name)).toEqual([name]);
    await flat.as(u1).slash('expense edit', { number: 1, amount: '300' });
    await added.waitForText(/₹300\.00/);
    expect(added.files).toEqual(before);
  });

  test('has its files anew, and one that a receipt is called like', async () => {
    const everyone = people.map(({ mention }) => mention).join(' ');
    const added = await add({ for: everyone, receipt: { ...page, name: 'expense-1.csv' } });
    const names = () => added.files.map(({ name }) => name);
    expect(names()).toEqual(['expense-1.csv', 'expense-1-2.csv', 'expense-1-people.csv']);
    const [receipt] = added.files;
    await flat.as(u1).slash('expense edit', { number: 1, amount: '1300' });
    await added.waitForText(/₹1,300\.00/);
    expect(names()).toEqual(['expense-1.csv', 'expense-1-2.csv', 'expense-1-people.csv']);
    expect(added.files[0]).toEqual(receipt);
    await flat.as(u1).slash('expense edit', { number: 1, for: `${u1.mention} ${u2.mention}` });
    await added.waitForText(/2 people/);
    expect(names()).toEqual(['expense-1.csv']);
  });

  test('is brought up to date for each of several that are voided', async () => {
    const added: Answer[] = [];
    for (let count = 0; count < 4; count += 1) added.push(await add());
    await flat.as(u1).slash('expense void', { number: '1-4' });
    for (const one of added) await one.waitForText(/Void since/);
  });

  test('ends as the newest version, whichever edit comes late', async () => {
    const added = await add();
    stage.playground.faults.delayNext(/^PATCH .*\/channels\//, 300, 1);
    for (const amount of ['200', '300', '400'])
      await flat.as(u1).slash('expense edit', { number: 1, amount });
    await added.waitForText(/₹400\.00/);
    await flat.as(u1).slash('expense edit', { number: 1, description: 'Milk' });
    await added.waitForText(/Milk/);
    expect(added.text).toContain('₹400.00');
  });

  test.each([
    ['may not be edited so often', 400, 30046],
    ['is gone', 404, 10008],
    ['is in a channel that the bot cannot see', 403, 50001],
  ])('that %s stays as it is, and the change is saved all the same', async (_why, status, code) => {
    const added = await add();
    const told = stage.lines.length;
    stage.playground.faults.failNext(/^PATCH .*\/channels\//, status, 1, code);
    const edited = await flat.as(u1).slash('expense edit', { number: 1, amount: '300' });
    expect(edited.text).toContain('₹300.00');
    const isTold = () =>
      stage.lines
        .slice(told)
        .some(
          ({ msg, code: logged }) => String(msg).includes('may not be brought up to date') && logged === code,
        );
    while (!isTold()) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(added.text).toContain('₹100.00');
    await flat.as(u1).slash('expense edit', { number: 1, description: 'Milk' });
    await added.waitForText(/Milk · ₹300\.00/);
  });
});
