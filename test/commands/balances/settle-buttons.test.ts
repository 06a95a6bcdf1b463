import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { debtLines, makeFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** `debtor` owes `creditor` so much more. */
async function owe(server: Server, debtor: Person, amount: string, creditor: Person) {
  await server.as(creditor).slash('expense add', { amount, description: 'Tea', for: debtor.mention });
}

/** Who pays whom, and how much, as a form for a payment proposes it. */
function proposed({ modal }: Answer): string {
  const amount = modal?.fields.find(({ customId }) => customId === 'amount')?.value ?? '';
  return `${modal?.title ?? 'no form'}: ${String(amount)}`;
}

/** Presses the Settle button beside the line of a text. */
async function pressBeside(server: Server, person: Person, answer: Answer, line: string): Promise<Answer> {
  const lines = answer.text.split('\n').filter((each) => /^<@\d+> pays <@\d+> /.test(each));
  const buttons = answer.buttons.filter(({ label }) => label === 'Settle');
  expect(buttons).toHaveLength(lines.length);
  const button = buttons[lines.findIndex((each) => each.includes(line))];
  return server.as(person).press(answer, button?.customId ?? 'no button');
}

describe('Settle beside a payment of the fewest', () => {
  test('records it, and when all are settled nobody owes anything', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2, u3, u4] = people;
    await owe(flat, u1, '500', u2);
    await owe(flat, u2, '500', u3);
    await owe(flat, u3, '620', u4);
    const answer = await flat.as(u1).slash('balances', { simplify: true });
    const form = await pressBeside(flat, u1, answer, `${u1.mention} pays ${u4.mention}`);
    expect(proposed(form)).toBe('@u1 paid @u4: 500.00');
    await flat.as(u1).submit(form, {});
    expect(debtLines((await flat.as(u1).slash('balances')).text)).toEqual([
      `${u3.mention} owes ${u4.mention} ₹120.00`,
    ]);
    // The one who receives may press it too.
    const theirs = await flat.as(u4).slash('balances', { simplify: true });
    const other = await pressBeside(flat, u4, theirs, `${u3.mention} pays ${u4.mention}`);
    expect(proposed(other)).toBe('@u3 paid @u4: 120.00');
    await flat.as(u4).submit(other, {});
    expect((await flat.as(u1).slash('balances')).text).toBe('Nobody owes anybody anything.');
  });

  test('stands on the shared plan, for whom it concerns', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2, u3] = people;
    await owe(flat, u1, '500', u2);
    const answer = await flat.as(u3).slash('balances', { simplify: true });
    const shared = await flat.as(u3).press(answer, 'Share');
    expect(shared.buttons.map(({ label }) => label)).toEqual(['Settle']);
    const refused = await flat.as(u3).press(shared, 'Settle');
    expect(refused.ephemeral).toBe(true);
    expect(refused.text).toContain('You can record what you pay or receive yourself');
    expect(proposed(await flat.as(u1).press(shared, 'Settle'))).toBe('@u1 paid @u2: 500.00');
  });

  test('proposes at most what one payment may be', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2] = people;
    await owe(flat, u1, '10000000', u2);
    await owe(flat, u1, '5', u2);
    const answer = await flat.as(u1).slash('balances', { simplify: true });
    expect(answer.text).toContain('₹1,00,00,005.00');
    expect(proposed(await flat.as(u1).press(answer, 'Settle'))).toBe('@u1 paid @u2: 10000000.00');
  });
});

describe('Settle below balances', () => {
  test('opens the form where one debt is theirs', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2, u3, u4] = people;
    await owe(flat, u1, '500', u2);
    await owe(flat, u3, '70', u2);
    const answer = await flat.as(u1).slash('balances');
    expect(proposed(await flat.as(u1).press(answer, 'Settle'))).toBe('@u1 paid @u2: 500.00');
    const none = await flat.as(u4).slash('balances');
    expect((await flat.as(u4).press(none, 'Settle')).text).toContain('None of these debts is yours');
  });

  test('asks which where several are theirs', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2, u3, u4] = people;
    await owe(flat, u1, '500', u2);
    await owe(flat, u3, '70', u1);
    await owe(flat, u3, '80', u4);
    const answer = await flat.as(u1).slash('balances');
    const asked = await flat.as(u1).press(answer, 'Settle');
    expect(asked.text).toBe('Which debt was paid?');
    expect(asked.selects[0]?.options.map(({ label }) => label)).toEqual([
      'u1 owes u2 ₹500.00',
      'u3 owes u1 ₹70.00',
    ]);
    const form = await flat.as(u1).select(asked, 'Pick one', ['u3 owes u1 ₹70.00']);
    expect(proposed(form)).toBe('@u3 paid @u1: 70.00');
  });

  test('offers every debt to who manages the server', async () => {
    const people = stage.playground.createUsers('o1', 'o2', 'o3') as [Person, Person, Person];
    const [o1, o2, o3] = people;
    const server = stage.playground.createServer({ name: 'Owned', members: people, owner: o1 });
    await owe(server, o2, '500', o3);
    await owe(server, o3, '70', o1);
    const asked = await server.as(o1).press(await server.as(o1).slash('balances'), 'Settle');
    expect(asked.selects[0]?.options).toHaveLength(2);
  });

  test('keeps to the page, the member and the currency that are shown', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2, u3] = people;
    await owe(flat, u1, '500', u2);
    await owe(flat, u1, '70', u3);
    const answer = await flat.as(u1).slash('balances', { member: u3, currency: 'INR' });
    expect(proposed(await flat.as(u1).press(answer, 'Settle'))).toBe('@u1 paid @u3: 70.00');
  });

  test('says so where the debts were settled meanwhile', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2] = people;
    await owe(flat, u1, '500', u2);
    const answer = await flat.as(u1).slash('balances');
    await flat.as(u1).slash('settle', { to: u2 });
    expect((await flat.as(u1).press(answer, 'Settle')).text).toBe('These debts are settled already.');
  });
});

describe('Settle below a statement', () => {
  test('opens the form for its pair, in the direction of what is owed', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2, u3] = people;
    await owe(flat, u1, '500', u2);
    await owe(flat, u2, '70', u1);
    for (const person of [u1, u2]) {
      const answer = await flat.as(person).slash('balances', { with: person === u1 ? u2 : u1 });
      expect(proposed(await flat.as(person).press(answer, 'Settle'))).toBe('@u1 paid @u2: 430.00');
    }
    const others = await flat.as(u3).slash('balances', { member: u1, with: u2 });
    expect((await flat.as(u3).press(others, 'Settle')).text).toContain('None of these debts is yours');
    await flat.as(u1).slash('settle', { to: u2 });
    const even = await flat.as(u1).slash('balances', { with: u2 });
    expect((await flat.as(u1).press(even, 'Settle')).text).toBe('These debts are settled already.');
  });
});
