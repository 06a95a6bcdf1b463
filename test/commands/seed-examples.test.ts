import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Person, Server } from 'discord-playground';
import { debtLines, makeFlat, setStage, type Stage } from '../harness/bot.js';

let stage: Stage;
let flat: Server;
let people: [Person, Person, Person, Person];

beforeAll(async () => {
  stage = await setStage();
  ({ flat, people } = makeFlat(stage.playground));
});
afterAll(() => stage.close());

/** What `/balances` says, for one member or for all, with the mentions as u1 to u4. */
async function balances(member?: Person): Promise<string[]> {
  const answer = await flat.as(people[0]).slash('balances', member ? { member } : {});
  expect(answer.ephemeral).toBe(true);
  return debtLines(answer.text).map((line) =>
    line.replace(/<@\d+>/g, (mention) => people.find((person) => person.mention === mention)?.name ?? '?'),
  );
}

describe('the three examples, through real Discord and database protocols', () => {
  test('nobody owes anything at first, in one plain sentence', async () => {
    const answer = await flat.as(people[0]).slash('balances');
    expect(answer.text).toBe('Nobody owes anybody anything.');
    expect(answer.buttons).toEqual([]);
  });

  test('an electricity bill, split equally', async () => {
    const [u1, u2, u3, u4] = people;
    const answer = await flat.as(u1).slash('expense add', {
      amount: '1000',
      description: 'Electricity bill',
      for: [u1, u2, u3, u4].map((person) => person.mention).join(' '),
    });
    expect(answer.ephemeral).toBe(false);
    expect(answer.text).toContain('#1');
    expect(answer.text).toContain('Electricity bill · ₹1,000.00');
    expect(answer.text).toContain(`paid by ${u1.mention} · equal, 4 people, ₹250.00 each`);
    expect(debtLines(answer.text)).toEqual(
      [u2, u3, u4].map((debtor) => `${debtor.mention} owes ${u1.mention} ₹250.00`),
    );
    expect([...answer.pings].sort()).toEqual([u2.id, u3.id, u4.id].sort());
    expect(await balances()).toEqual(['u2 owes u1 ₹250.00', 'u3 owes u1 ₹250.00', 'u4 owes u1 ₹250.00']);
    expect(await balances(u2)).toEqual(['u2 owes u1 ₹250.00']);
    expect(await balances(u1)).toHaveLength(3);
  });

  test('a purchase, by exact amounts', async () => {
    const [u1, u2, u3, u4] = people;
    const answer = await flat.as(u1).slash('expense add', {
      amount: '1250',
      description: 'Flipkart sale',
      for: `${u2.mention} 370 ${u3.mention} 880`,
    });
    expect(debtLines(answer.text)).toEqual([
      `${u2.mention} owes ${u1.mention} ₹370.00`,
      `${u3.mention} owes ${u1.mention} ₹880.00`,
    ]);
    expect(await balances()).toEqual(['u2 owes u1 ₹620.00', 'u3 owes u1 ₹1,130.00', 'u4 owes u1 ₹250.00']);
    expect(await balances(u4)).toEqual(['u4 owes u1 ₹250.00']);
  });

  test('a dinner, by percent; all balances as the contract says, and no other line', async () => {
    const [u1, u2, u3, u4] = people;
    const answer = await flat.as(u4).slash('expense add', {
      amount: '1200',
      description: 'Dinner',
      for: `${u1.mention} 40% ${u2.mention} 20% ${u3.mention} 20% ${u4.mention} 20%`,
    });
    expect(answer.text).toContain(`${u4.mention} shares ₹240.00 (20%)`);
    expect(await balances()).toEqual([
      'u1 owes u4 ₹230.00',
      'u2 owes u1 ₹620.00',
      'u2 owes u4 ₹240.00',
      'u3 owes u1 ₹1,130.00',
      'u3 owes u4 ₹240.00',
    ]);
  });

  test('one member sees only what they owe and are owed, with the net', async () => {
    const [u1, u2] = people;
    expect(await balances(u1)).toEqual(['u1 owes u4 ₹230.00', 'u2 owes u1 ₹620.00', 'u3 owes u1 ₹1,130.00']);
    const own = await flat.as(u1).slash('balances', { member: u1 });
    expect(own.text).toContain(`In all ${u1.mention} is to get ₹1,520.00.`);
    const other = await flat.as(u1).slash('balances', { member: u2 });
    expect(other.text).toContain(`In all ${u2.mention} is to pay ₹860.00.`);
  });

  test('a person with themselves has no balance to look behind', async () => {
    const [u1, u2] = people;
    for (const options of [{ member: u2, with: u2 }, { with: u1 }]) {
      const answer = await flat.as(u1).slash('balances', options);
      expect(answer.ephemeral).toBe(true);
      expect(answer.text).toBe(
        'A person owes themselves nothing. Choose two different people for `member` and `with`.',
      );
    }
  });

  test('a balance that comes to zero is not shown', async () => {
    const [u1, , , u4] = people;
    await flat.as(u1).slash('expense add', { amount: '230', description: 'Taxi', for: u4.mention });
    expect(await balances()).not.toContain('u1 owes u4 ₹230.00');
    expect(await balances()).toHaveLength(4);
    expect(await balances(u4)).toEqual(['u2 owes u4 ₹240.00', 'u3 owes u4 ₹240.00']);
  });

  test('the expenses of one balance, in number order, with a running total', async () => {
    const [u1, , , u4] = people;
    const answer = await flat.as(u1).slash('balances', { with: u4 });
    const lines = answer.text.split('\n');
    expect(lines.filter((line) => /#\d+/.test(line)).map((line) => /#(\d+)/.exec(line)?.[1])).toEqual([
      '1',
      '3',
      '4',
    ]);
    expect(answer.text).toContain(`then ${u4.mention} owes ${u1.mention} ₹250.00`);
    expect(answer.text).toContain(`then ${u1.mention} owes ${u4.mention} ₹230.00`);
    expect(lines.at(-1)).toContain('nobody owes anything');
    expect(answer.text).toContain('https://discord.com/channels/');
  });

  test('“Why?” asks which balance, and shows what is behind the one that is picked', async () => {
    const [u1, u2] = people;
    const all = await flat.as(u1).slash('balances');
    const asked = await flat.as(u1).press(all, 'Why?');
    expect(asked.ephemeral).toBe(true);
    expect(asked.selects[0]?.options.map(({ label }) => label)).toContain('u2 owes u1 ₹620.00');
    await flat.as(u1).select(asked, 'Pick one', ['u2 owes u1 ₹620.00']);
    const text = await asked.waitForText(/Behind the balance/);
    expect(text).toContain(`then ${u2.mention} owes ${u1.mention} ₹620.00`);
    expect(text).not.toContain('#3');
  });
});
