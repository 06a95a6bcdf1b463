import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { debtLines, makeFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** `debtor` owes `creditor` so much more. */
async function owe(server: Server, debtor: Person, amount: string, creditor: Person, currency?: string) {
  await server.as(creditor).slash('expense add', {
    amount,
    description: 'Tea',
    for: debtor.mention,
    ...(currency !== undefined && { currency }),
  });
}

/** The lines that say who pays whom. */
function payments({ text }: Answer): string[] {
  return text.split('\n').filter((line) => /^<@\d+> pays <@\d+> /.test(line));
}

/** u1 owes u2, who owes u3, who owes u4. */
async function makeChain(): Promise<{ flat: Server; people: [Person, Person, Person, Person] }> {
  const { flat, people } = makeFlat(stage.playground);
  const [u1, u2, u3, u4] = people;
  await owe(flat, u1, '500', u2);
  await owe(flat, u2, '500', u3);
  await owe(flat, u3, '620', u4);
  return { flat, people };
}

/** Twelve pairs who owe each other, of whom none fits another. */
async function makePairs(): Promise<{ server: Server; people: Person[] }> {
  const people = stage.playground.createUsers(24);
  const server = stage.playground.createServer({ name: 'Pairs', members: people });
  for (let pair = 0; pair < 12; pair++) {
    const [one, other] = [people[2 * pair], people[2 * pair + 1]];
    if (one && other) await owe(server, one, String(100 + pair), other);
  }
  return { server, people };
}

describe('/balances simplify', () => {
  test('says the fewest payments, and how many debts they end', async () => {
    const { flat, people } = await makeChain();
    const [u1, , u3, u4] = people;
    const answer = await flat.as(u1).slash('balances', { simplify: true });
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain('**Fewest payments** · 3 debts end with 2 payments');
    expect(payments(answer)).toEqual([
      `${u1.mention} pays ${u4.mention} ₹500.00`,
      `${u3.mention} pays ${u4.mention} ₹120.00`,
    ]);
    expect(answer.text).not.toContain('at most');
  });

  test('of one debt speaks of one', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2] = people;
    await owe(flat, u1, '500', u2);
    expect((await flat.as(u1).slash('balances', { simplify: true })).text).toContain(
      '1 debt ends with 1 payment',
    );
  });

  test('of the examples with four people takes two payments fewer', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2, u3, u4] = people;
    const all = people.map(({ mention }) => mention).join(' ');
    const add = (person: Person, options: Record<string, string>) =>
      flat.as(person).slash('expense add', { description: 'x', ...options });
    await add(u1, { amount: '1000', for: all });
    await add(u1, { amount: '1250', for: `${u2.mention} 370 ${u3.mention} 880` });
    await add(u4, {
      amount: '1200',
      for: `${u1.mention} 40% ${u2.mention} 20% ${u3.mention} 20% ${u4.mention} 20%`,
    });
    const answer = await flat.as(u1).slash('balances', { simplify: true });
    expect(answer.text).toContain('5 debts end with 3 payments');
    expect(payments(answer)).toHaveLength(3);
  });

  test('of more people than are grouped exactly says how many more payments there may be', async () => {
    const people = stage.playground.createUsers(20);
    const server = stage.playground.createServer({ name: 'Many', members: people });
    const [u1, u2, ...debtors] = people as [Person, Person, ...Person[]];
    for (const [payer, first] of [
      [u1, 0],
      [u2, 9],
    ] as const) {
      const nine = debtors.slice(first, first + 9);
      const values = nine.map((_debtor, index) => 100 + 2 ** (first + index));
      await server.as(payer).slash('expense add', {
        amount: values.join('+'),
        description: 'Tea',
        for: nine.map(({ mention }, index) => `${mention} ${values[index] ?? 0}`).join(' '),
      });
    }
    const answer = await server.as(u1).slash('balances', { simplify: true });
    expect(answer.text).toContain('18 debts end with');
    expect(answer.text).toContain('at most one and a third times the fewest');
  });

  test('keeps to a currency, and says it', async () => {
    const { flat, people } = await makeChain();
    const [u1, u2] = people;
    await owe(flat, u1, '7', u2, 'USD');
    const typed = { simplify: true, currency: 'usd' };
    const answer = await flat.as(u1).slash('balances', typed);
    expect(answer.text).toContain('**Fewest payments** · in USD · 1 debt ends with 1 payment');
    expect(payments(answer)).toEqual([`${u1.mention} pays ${u2.mention} $7.00`]);
    await flat.as(u1).press(answer, 'All debts');
    expect(debtLines(answer.text)).toEqual([`${u1.mention} owes ${u2.mention} $7.00`]);
    await flat.as(u1).press(answer, 'Fewest payments');
    expect(payments(answer)).toEqual([`${u1.mention} pays ${u2.mention} $7.00`]);
  });

  test('says that nobody owes anything, and that simplify:false changes nothing', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2] = people;
    const answer = await flat.as(u1).slash('balances', { simplify: true });
    expect(answer.text).toBe('Nobody owes anybody anything.');
    expect(answer.buttons).toEqual([]);
    await owe(flat, u1, '5', u2);
    const plain = await flat.as(u1).slash('balances', { simplify: false, member: u2 });
    expect(debtLines(plain.text)).toHaveLength(1);
  });

  test('says that debts in a circle need no payment', async () => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2, u3] = people;
    await owe(flat, u1, '500', u2);
    await owe(flat, u2, '500', u3);
    await owe(flat, u3, '500', u1);
    const answer = await flat.as(u1).slash('balances', { simplify: true });
    expect(answer.text).toContain('Nobody has to pay: these debts go in a circle');
    expect(answer.buttons.map(({ label }) => label)).toEqual(['All debts']);
    await owe(flat, u1, '7', u2, 'USD');
    const both = await flat.as(u1).slash('balances', { simplify: true });
    expect(both.text).toContain('1 debt ends with 1 payment');
    expect(both.text).toContain('In INR nobody has to pay');
    await flat.as(u1).press(answer, 'All debts');
    expect(debtLines(answer.text)).toHaveLength(4);
  });

  test.each([
    ['member', (u2: Person) => ({ member: u2 })],
    ['with', (u2: Person) => ({ with: u2 })],
  ])('with %s is refused, with what to type', async (_option, typed) => {
    const { flat, people } = makeFlat(stage.playground);
    const [u1, u2] = people;
    const answer = await flat.as(u1).slash('balances', { simplify: true, ...typed(u2) });
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain('Leave out `member` and `with`, or leave out `simplify`');
  });
});

describe('its pages', () => {
  test('are turned, shared, filed, and left for all debts', async () => {
    const { server, people } = await makePairs();
    const [u1] = people as [Person];
    const answer = await server.as(u1).slash('balances');
    await server.as(u1).press(answer, 'Fewest payments');
    expect(payments(answer)).toHaveLength(10);
    expect(answer.text).toContain('Page 1 of 2');
    await server.as(u1).press(answer, 'Next');
    expect(payments(answer)).toHaveLength(2);
    expect(answer.text).toContain('Page 2 of 2');

    const shared = await server.as(u1).press(answer, 'Share');
    expect(shared.ephemeral).toBe(false);
    expect(payments(shared)).toEqual(payments(answer));
    expect(shared.text).toContain(`Shared by ${u1.mention}`);

    const filed = await server.as(u1).press(answer, 'CSV');
    expect(filed.files.map(({ name }) => name)).toEqual(['payments.csv']);
    const [header, ...rows] = (filed.files[0]?.content ?? '').trimEnd().split('\r\n');
    expect(header).toBe('debtorId,debtor,creditorId,creditor,amount,currency');
    expect(rows).toHaveLength(12);
    expect(rows[0]).toMatch(new RegExp(`^${u1.id},.*,100.00,INR$`));

    await server.as(u1).press(answer, 'All debts');
    expect(debtLines(answer.text)).toHaveLength(12);
  });

  test('stand on /balances, but not on those of a member or of two', async () => {
    const { flat, people } = await makeChain();
    const [u1, u2] = people;
    const labels = (answer: Answer) => answer.buttons.map(({ label }) => label);
    expect(labels(await flat.as(u1).slash('balances'))).toContain('Fewest payments');
    expect(labels(await flat.as(u1).slash('balances', { member: u2 }))).not.toContain('Fewest payments');
    expect(labels(await flat.as(u1).slash('balances', { with: u2 }))).not.toContain('Fewest payments');
  });
});
