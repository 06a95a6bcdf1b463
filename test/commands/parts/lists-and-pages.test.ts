import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Person, Server } from 'discord-playground';
import { makeFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let flat: Server;
let u1: Person, u2: Person, u3: Person;

const numbersIn = (text: string) => [...text.matchAll(/^\*\*#(\d+)\*\*/gm)].map((match) => Number(match[1]));

beforeAll(async () => {
  stage = await setStage();
  const made = makeFlat(stage.playground);
  flat = made.flat;
  [u1, u2, u3] = made.people;
  for (let number = 1; number <= 25; number++) {
    await flat.as(u1).slash('expense add', {
      amount: String(number),
      description: number % 5 === 0 ? `Rent ${number}` : `Tea ${number}`,
      for: number % 2 === 0 ? `${u2.mention} ${u3.mention}` : u3.mention,
      category: number % 5 === 0 ? 'rent' : 'food',
      date: number <= 20 ? '2026-10-01' : '2026-11-01',
    });
  }
});
afterAll(() => stage.close());

describe('/expense list', () => {
  test('newest first, in pages that turn both ways, also after a restart', async () => {
    const list = await flat.as(u1).slash('expense list');
    expect(list.ephemeral).toBe(true);
    expect(numbersIn(list.text)).toEqual([25, 24, 23, 22, 21, 20, 19, 18, 17, 16]);
    expect(list.text).toContain('25 expenses · ₹325.00');
    expect(list.text).toContain('Page 1 of 3');
    await flat.as(u1).press(list, 'Older');
    await list.waitForText(/Page 2 of 3/);
    await stage.restart();
    await flat.as(u1).press(list, 'Older');
    await list.waitForText(/Page 3 of 3/);
    expect(numbersIn(list.text)).toEqual([5, 4, 3, 2, 1]);
    expect(list.buttons.find(({ label }) => label === 'Older')?.disabled).toBe(true);
    await flat.as(u1).press(list, 'Newer');
    await list.waitForText(/Page 2 of 3/);
    expect(numbersIn(list.text)).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6]);
  });

  test('filters: member with their share, days, category, text; the longest ones fit in a button', async () => {
    const member = await flat.as(u1).slash('expense list', { member: u2 });
    expect(member.text).toContain('12 expenses');
    expect(member.text).toContain('share ₹12.00');
    const some = await flat
      .as(u1)
      .slash('expense list', { from: '2026-11-01', category: 'rent', text: 'RENT' });
    expect(numbersIn(some.text)).toEqual([25]);
    const none = await flat.as(u1).slash('expense list', {
      member: u2,
      from: '2026-01-01',
      to: '2026-12-31',
      category: 'c'.repeat(20),
      text: 't'.repeat(30),
      include_void: true,
    });
    expect(none.text).toContain('No expenses match');
    const long = await flat.as(u1).slash('expense add', {
      amount: '1',
      description: '|'.repeat(30),
      for: u2.mention,
      category: 'é'.repeat(20),
    });
    expect(long.ephemeral).toBe(false);
    const found = await flat.as(u1).slash('expense list', {
      member: u2,
      from: '2026-01-01',
      to: '2027-11-20',
      category: 'é'.repeat(20),
      text: '|'.repeat(30),
      include_void: true,
    });
    const shared = await flat.as(u1).press(found, 'Share');
    expect(shared.ephemeral).toBe(false);
    expect(shared.text).toContain('1 expense');
  });

  test('days by their names, and what was typed the wrong way round', async () => {
    const text = async (options: Record<string, string>) =>
      (await flat.as(u1).slash('expense list', options)).text;
    // The newest was added just now, with the day of today.
    const recent = await text({ from: 'yesterday', to: 'today' });
    expect(recent).toContain('1 expense ');
    expect(await text({ to: 'yesterday' })).toContain('25 expenses');
    expect(await text({ from: '2026-11-02', to: '2026-11-01' })).toBe(
      '`from` (2 Nov 2026) is after `to` (1 Nov 2026). Swap them.',
    );
    expect(await text({ from: '2026-11-01', to: '2026-11-01' })).toContain('5 expenses');
    expect(await text({ from: '2026-13-01' })).toContain('`2026-13-01` is no day of the calendar');
    expect(await text({ to: '2999-01-01' })).toContain('26 expenses');
  });

  test('a CSV of all that fits, not of the page', async () => {
    const list = await flat.as(u1).slash('expense list', { to: '2026-10-31' });
    const file = await flat.as(u1).press(list, 'CSV');
    expect(file.ephemeral).toBe(true);
    expect(file.files[0]?.content.trim().split('\r\n')).toHaveLength(21);
  });
});

describe('/expense show and its buttons', () => {
  test('everything about one, by number, by autocomplete, and from the expense’s own message', async () => {
    const choices = await flat.as(u1).complete('expense show', 'number', 'rent 2');
    expect(choices.map(({ value }) => value)).toEqual([25, 20]);
    const [message] = flat.messages();
    if (!message) throw new Error('no message');
    const details = await flat.as(u2).press(message, 'Details');
    expect(details.ephemeral).toBe(true);
    expect(details.text).toContain('**#1** Tea 1');
    expect(details.text).toContain(
      `https://discord.com/channels/${flat.id}/${flat.channel.id}/${message.id}`,
    );
  });

  test('a choice whose description is cut ends in a whole character, before the total', async () => {
    const added = await flat.as(u1).slash('expense add', {
      amount: '7',
      description: `${'x'.repeat(35)}${'🙂'.repeat(30)}`,
      for: u2.mention,
    });
    const number = Number(/^\*\*#(\d+)/.exec(added.text)?.[1]);
    const [choice] = await flat.as(u1).complete('expense show', 'number', String(number));
    expect(choice?.value).toBe(number);
    expect(choice?.name).toBe(`#${number} ${'x'.repeat(35)}${'🙂'.repeat(25)} · ₹7.00`);
  });

  test('a number that does not exist is said plainly', async () => {
    const answer = await flat.as(u1).slash('expense show', { number: 999 });
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain('There is no expense `#999`');
  });

  test('a share goes to everyone, pings nobody, and says who shared it', async () => {
    const shown = await flat.as(u1).slash('expense show', { number: 2 });
    const shared = await flat.as(u1).press(shown, 'Share');
    expect(shared.ephemeral).toBe(false);
    expect(shared.pings).toEqual([]);
    expect(shared.text).toContain(`Shared by ${u1.mention}`);
  });
});
