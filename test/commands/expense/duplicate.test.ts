import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { makeFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let storage: Storage;
let flat: Server;
let u1: Person, u2: Person, u3: Person;
beforeAll(async () => {
  stage = await setStage();
  storage = await connectStorage(stage.uri);
});
afterAll(async () => {
  await storage.close();
  await stage.close();
});
beforeEach(() => {
  const made = makeFlat(stage.playground);
  flat = made.flat;
  [u1, u2, u3] = made.people;
});

async function add(options: object = {}, by = u1): Promise<Answer> {
  const typed = { amount: '840', description: 'Dinner', for: `${u1.mention} ${u2.mention}`, ...options };
  const added = await flat.as(by).slash('expense add', typed);
  await stage.settle();
  return added;
}

const labels = ({ buttons }: Answer) => buttons.map(({ label }) => label);

const isLive = async (number: number) =>
  (await storage.expenses.findOne({ guildId: flat.id, number }).lean())?.voidedAt === undefined;

describe('an expense that was added a moment ago', () => {
  test('is saved once more, pointed out with a link, and taken out by Undo', async () => {
    const first = await add();
    expect(first.text).not.toContain('Looks like');
    const second = await add({ description: 'dinner!' });
    expect(second.ephemeral).toBe(false);
    expect(second.text).toMatch(
      new RegExp(
        `Looks like \\[#1\\]\\(https://discord.com/channels/${flat.id}/\\d+/\\d+\\), added <t:\\d+:R>`,
      ),
    );
    expect(labels(second)).toContain('Undo');
    const undone = await flat.as(u1).press(second, 'Undo');
    expect(undone.ephemeral).toBe(false);
    expect(undone.text).toContain('**#2** dinner! · ₹840.00');
    expect(undone.text).toContain('The same as #1');
    expect([await isLive(1), await isLive(2)]).toEqual([true, false]);
    await second.waitForText(/Void since/);
    expect(second.text).not.toContain('Looks like');
    expect(labels(second)).not.toContain('Undo');
    expect(await verifyBalances(storage, flat.id)).toEqual({ expenses: 1, differences: [] });
  });

  test('is pointed out to whoever adds it, and undone by who may void it', async () => {
    await add();
    const second = await add({ paid_by: u1.mention }, u2);
    expect(second.text).toContain('Looks like');
    expect((await flat.as(u3).press(second, 'Undo')).text).toContain('Only who created it');
    expect((await flat.as(u2).press(second, 'Undo')).text).toContain('The same as #1');
  });

  test('can be undone once; the second press says so plainly', async () => {
    await add();
    const second = await add();
    await Promise.all([flat.as(u1).press(second, 'Undo'), flat.as(u1).press(second, 'Undo')]);
    await stage.settle();
    const changes = await storage.changes.find({ guildId: flat.id, kind: 'void' }).lean();
    expect(changes).toHaveLength(1);
    const again = await flat.as(u1).slash('expense void', { number: '2' });
    expect(again.ephemeral).toBe(true);
    expect(again.text).toContain('void already');
  });

  test('is not undone where the other one is void by now', async () => {
    await add();
    const second = await add();
    await flat.as(u1).slash('expense void', { number: '1' });
    const refused = await flat.as(u1).press(second, 'Undo');
    expect(refused.ephemeral).toBe(true);
    expect(refused.text).toContain('#1 is void, so #2 is the only one');
    expect(await isLive(2)).toBe(true);
  });

  test('keeps its note and button when its message is brought up to date, as long as both are live', async () => {
    await add();
    const second = await add();
    await flat.as(u1).slash('expense edit', { number: 2, category: 'Food' });
    await second.waitForText(/Food/);
    expect(second.text).toContain('Looks like');
    expect(labels(second)).toContain('Undo');
    await flat.as(u1).slash('expense edit', { number: 2, amount: '900' });
    await second.waitForText(/₹900\.00/);
    expect(second.text).not.toContain('Looks like');
    expect(labels(second)).not.toContain('Undo');
  });

  test('is answered alike when Discord delivers the command again', async () => {
    await add();
    const second = await add();
    const { text } = second;
    await stage.redeliver(second);
    expect(second.text).toBe(text);
    expect(await storage.expenses.countDocuments({ guildId: flat.id })).toBe(2);
  });

  test('is pointed out to the later of two that are saved at once, and not to the earlier', async () => {
    const both = await Promise.all([add(), add({}, u1)]);
    const pointed = both.filter(({ text }) => text.includes('Looks like'));
    expect(pointed).toHaveLength(1);
    expect(pointed[0]?.text).toMatch(/^[^]*#2[^]*Looks like \[?#1/);
  });

  test('points at the newest one that is live', async () => {
    for (let count = 0; count < 3; count++) await add();
    await flat.as(u1).slash('expense void', { number: '3' });
    expect((await add()).text).toMatch(/Looks like \[?#2/);
  });

  test.each([
    ['for another date, typed', { date: '2026-01-05' }],
    ['of another amount', { amount: '841' }],
    ['of other people', { for: 'everyone' }],
    ['paid by another', { paid_by: '@u2' }],
    ['of something else', { description: 'Taxi' }],
  ])('is not meant by one %s', async (_how, options) => {
    await add();
    const second = await add(options);
    expect(second.text).toContain('#2');
    expect(second.text).not.toContain('Looks like');
  });

  test('is looked for among the hundred before it', async () => {
    await add();
    const first = await storage.raw.expenses.findOne({ guildId: flat.id, number: 1 });
    const copies = Array.from({ length: 99 }, (_, index) => {
      const { _id, ...copy } = first ?? { _id: undefined };
      return { ...copy, number: index + 2, requestId: `copy ${index}`, amountMinor: 1 };
    });
    await storage.raw.expenses.insertMany(copies as never);
    await storage.guilds.updateOne({ _id: flat.id }, { $set: { lastNumber: 100 }, $inc: { revision: 1 } });
    await storage.guilds.updateOne({ _id: flat.id }, { $unset: { chain: 1 } });
    expect((await add()).text).toMatch(/Looks like \[?#1\]/);
    await flat.as(u1).slash('expense void', { number: '101' });
    await add({ amount: '1' });
    expect((await add()).text).not.toContain('Looks like');
  });
});
