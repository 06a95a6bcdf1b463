import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { debtLines, makeFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let flat: Server;
let u1: Person, u2: Person, u3: Person, u4: Person;

beforeAll(async () => {
  stage = await setStage();
});
beforeEach(() => {
  ({
    flat,
    people: [u1, u2, u3, u4],
  } = makeFlat(stage.playground));
});
afterAll(() => stage.close());

function add(options: Record<string, string>, by = u1): Promise<Answer> {
  return flat
    .as(by)
    .slash('expense add', { description: 'Groceries', for: `${u2.mention} ${u3.mention}`, ...options });
}

async function expectNothingSaved(): Promise<void> {
  const list = await flat.as(u1).slash('expense list');
  expect(list.text).toBe('There are no expenses yet. Add the first with `/expense add`.');
}

describe('what is refused, ephemerally, with nothing saved', () => {
  test.each([
    ['0', 'is nothing to share'],
    ['-5', 'has a plus or minus sign'],
    ['1e3', 'without an exponent'],
    ['0x10', 'only the digits 0-9 are'],
    ['١٢', '0 1 2 3 4 5 6 7 8 9'],
    ['1,00,0.00', 'stand in the wrong places'],
    ['NaN', 'is no amount. Type one like'],
    ['1'.repeat(21), 'longer than an amount can be'],
    ['10000000.01', '₹1,00,00,000.00'],
    ['.5', 'needs a digit before the point'],
    ['5.', 'ends with its point'],
    ['50.000', 'could mean 50,000 or 50.00: type `50000` or `50.00`'],
    ['12,50', 'can be misread. Type it as `12.50`'],
    ['1 234,50', 'can be misread. Type it as `1234.50`'],
    ['1+2+3+4+5+6+7+8+9+10+11', 'adds up more than 10 amounts'],
    ['$5', 'says `$`, but this is counted in INR'],
    ['ten', 'is no amount. Type one like'],
  ])('the amount %s, which is quoted, and why', async (amount, why) => {
    const answer = await add({ amount });
    expect(answer.ephemeral).toBe(true);
    expect(answer.deferred).toBe(false);
    expect(answer.text).toContain(`\`${amount}\``);
    expect(answer.text).toContain(why);
    expect(flat.messages()).toEqual([]);
    await expectNothingSaved();
  });

  test.each([
    ['percentages that make 99.99', '40% 59.99%', '0.01%'],
    ['percentages that make 100.01', '40% 60.01%', '0.01%'],
    ['exact shares one paisa short', '500 499.99', '₹0.01 short of ₹1,000.00'],
    ['exact shares one paisa over', '500 500.01', '₹0.01 more than ₹1,000.00'],
  ])('%s, with the difference', async (_case, values, difference) => {
    const [one = '', two = ''] = values.split(' ');
    const answer = await add({ amount: '1000', for: `${u2.mention} ${one} ${u3.mention} ${two}` });
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain(difference);
    expect(answer.text).toContain('Nothing was saved');
    await expectNothingSaved();
  });

  test('someone who is not in the server, a bot, and a name nobody has, each quoted', async () => {
    const [stranger] = stage.playground.createUsers('Stranger') as [Person];
    const answers = [
      await add({ amount: '10', for: stranger.mention }),
      await add({ amount: '10', for: stage.playground.bot.mention }),
      await add({ amount: '10', for: '@nobody' }),
    ];
    expect(answers.map((answer) => answer.ephemeral)).toEqual([true, true, true]);
    expect(answers[0]?.text).toContain(`${stranger.mention} is not in this server`);
    expect(answers[1]?.text).toContain('is a bot');
    expect(answers[2]?.text).toContain('Nobody here is called `@nobody`');
    await expectNothingSaved();
  });

  test.each([
    ['2026-02-30', 'is no day of the calendar'],
    ['24.11.2026', 'is no day of the calendar'],
    ['tomorrow', 'is no day of the calendar'],
    ['2999-01-01', 'is more than a year ahead'],
  ])('the date %s, which is quoted, and why', async (date, why) => {
    const answer = await add({ amount: '10', date });
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain(`\`${date}\` ${why}`);
    await expectNothingSaved();
  });
});

describe('what is accepted', () => {
  test('one crore, and 1010.005 rounded to 1010.01 and said, as dropped zeros are', async () => {
    expect((await add({ amount: '1,00,00,000.00' })).text).toContain('₹1,00,00,000.00');
    const rounded = await add({ amount: '1010.005' });
    expect(rounded.text).toContain('Rounded to ₹1,010.01');
    expect(rounded.text).toContain('#2');
    expect((await add({ amount: '10.0000' })).text).toContain('Rounded to ₹10.00');
  });

  test('sums, as amount, value and payment', async () => {
    const answer = await add({
      amount: '840+126.50',
      for: `${u2.mention} 800 + 66.50 ${u3.mention} ₹50+₹50`,
      paid_by: `me 840 ${u4.mention} 100+26.50`,
    });
    expect(answer.text).toContain('₹966.50');
    expect(answer.text).toContain(`${u2.mention} shares ₹866.50`);
    expect(answer.text).toContain(`${u4.mention} ₹126.50`);
  });

  test('exact values finer than the currency that make the total', async () => {
    const thirds = `${u1.mention} 33.333 ${u2.mention} 33.333 ${u3.mention} 33.334`;
    const answer = await add({ amount: '100', for: thirds });
    expect(answer.text).toContain(`${u2.mention} shares ₹33.33`);
    expect(answer.text).toContain(`${u3.mention} shares ₹33.34`);
    expect(answer.text).toContain('Some amounts had more decimals than the currency and were rounded.');
    const yen = await add({ amount: '100', currency: 'JPY', for: `${u2.mention} 33.5 ${u3.mention} 66.5` });
    // It is the second expense, so the second of the two ties gets the yen that is left.
    expect(yen.text).toContain(`${u3.mention} shares ¥67`);
    const thousands = `${u2.mention} 50.000 ${u3.mention} 50.000`;
    const dong = await add({ amount: '100000', currency: 'VND', for: thousands });
    expect(dong.text).toContain(`${u2.mention} shares ₫50,000`);
    expect((await flat.as(u1).slash('expense show', { number: 1 })).text).toContain('shares ₹33.34');
  });

  test('a day ahead, which counts at once, and the answer says so', async () => {
    const ahead = new Date(Date.now() + 40 * 24 * 3_600_000).toISOString().slice(0, 10);
    const answer = await add({ amount: '10', date: ahead, for: u2.mention });
    expect(answer.text).toContain('lies ahead, but it counts in the balances at once.');
    expect(debtLines((await flat.as(u1).slash('balances')).text)).toEqual([
      `${u2.mention} owes ${u1.mention} ₹10.00`,
    ]);
    expect((await add({ amount: '10', date: 'today' })).text).not.toContain('lies ahead');
    const list = await flat.as(u1).slash('expense list', { from: ahead, to: '9999-12-31' });
    expect(list.text).toContain('to 31 Dec 9999');
    expect(list.text).toContain('#1');
    expect(list.text).not.toContain('#2');
  });

  test('weights, rest, several payers, a category and a day', async () => {
    const answer = await add({
      amount: '1000',
      for: `me x2 ${u2.mention} x1 ${u3.mention} x1`,
      paid_by: `me 600 ${u4.mention} 400`,
      category: 'food',
      date: '2026-01-31',
    });
    expect(answer.text).toContain(`${u1.mention} shares ₹500.00 (x2)`);
    expect(answer.text).toContain('31 Jan 2026 · food');
    expect(debtLines(answer.text)).toEqual([
      `${u2.mention} owes ${u1.mention} ₹100.00`,
      `${u2.mention} owes ${u4.mention} ₹150.00`,
      `${u3.mention} owes ${u4.mention} ₹250.00`,
    ]);
    const rest = await add({ amount: '100', for: `${u2.mention} 30 ${u3.mention} rest ${u4.mention} rest` });
    expect(rest.text).toContain(`${u4.mention} shares ₹35.00 (rest)`);
  });

  test('a day by its name, in the calendar of the server', async () => {
    const dayOf = async (options: Record<string, string>) => {
      const { text } = await add({ amount: '10', ...options });
      const words = /^-# (.+ \d{4})$/m.exec(text)?.[1] ?? '';
      return new Date(`${words} UTC`).toISOString().slice(0, 10);
    };
    const inIndia = (instantMs: number) => new Date(instantMs + 5.5 * 3_600_000).toISOString().slice(0, 10);
    const dayMs = 24 * 3_600_000;
    expect(await dayOf({})).toBe(inIndia(Date.now()));
    expect(await dayOf({ date: 'today' })).toBe(inIndia(Date.now()));
    expect(await dayOf({ date: ' Yesterday ' })).toBe(inIndia(Date.now() - dayMs));
  });

  test('a typed name that is exactly one member’s, and the people of an earlier expense', async () => {
    await add({ amount: '10', for: '@u2 me' });
    const again = await add({ amount: '20', for: '#1' });
    expect(debtLines(again.text)).toEqual([`${u2.mention} owes ${u1.mention} ₹10.00`]);
  });

  test('another currency, which stays apart', async () => {
    await add({ amount: '10', currency: 'USD', for: u2.mention });
    await add({ amount: '10', for: u2.mention });
    const all = await flat.as(u1).slash('balances');
    expect(debtLines(all.text)).toEqual([
      `${u2.mention} owes ${u1.mention} ₹10.00`,
      `${u2.mention} owes ${u1.mention} $10.00`,
    ]);
    const dollars = await flat.as(u1).slash('balances', { currency: 'usd' });
    expect(debtLines(dollars.text)).toEqual([`${u2.mention} owes ${u1.mention} $10.00`]);
  });

  test('a receipt, which is sent on with the answer', async () => {
    const answer = await flat.as(u1).slash('expense add', {
      amount: '10',
      description: 'Tea',
      for: u2.mention,
      receipt: { name: 'bill.txt', content: 'tea 10', contentType: 'text/plain' },
    });
    expect(answer.files).toEqual([{ name: 'bill.txt', content: 'tea 10' }]);
  });

  test('a description cannot ping, format or pose as a debt', async () => {
    const description = `<@${u3.id}> @everyone **bold** [link](https://example.org)`;
    const answer = await add({ amount: '10', for: u2.mention, description });
    expect(answer.pings).toEqual([u2.id]);
    expect(answer.text).toContain(
      `\\<@${u3.id}\\> @everyone \\*\\*bold\\*\\* \\[link\\](https://example.org) · ₹10.00`,
    );
    const forged = await add({
      amount: '10',
      for: u2.mention,
      description: `x\n${u1.mention} owes ${u2.mention} ₹99.00`,
    });
    expect(forged.text.split('\n')[0]).toContain('₹99.00 · ₹10.00 · paid by');
    expect(debtLines(forged.text)).toEqual([`${u2.mention} owes ${u1.mention} ₹10.00`]);
  });
});

describe('what is offered while a currency is typed', () => {
  test('by the beginning of its code, by its name and by its sign', async () => {
    const offered = async (typed: string) =>
      (await flat.as(u1).complete('expense add', 'currency', typed)).map(({ value }) => value);
    expect((await offered(''))[0]).toBe('INR');
    expect(await offered('eu')).toContain('EUR');
    expect((await offered('indian'))[0]).toBe('INR');
    expect((await offered('₹'))[0]).toBe('INR');
  });
});

describe('many people', () => {
  test('a role of 1000 is accepted, and all its debts are in a file', async () => {
    const thousand = stage.playground.createUsers(1000);
    const event = stage.playground.createServer({
      name: 'Event',
      members: [u1, ...thousand],
      roles: [{ name: 'all', members: thousand }],
    });
    event.setPermissions(u1, 1n << 17n);
    const [role] = event.roles().filter(({ name }) => name === 'all');
    const answer = await event
      .as(u1)
      .slash('expense add', { amount: '5000', description: 'Tent', for: role?.mention ?? '' });
    expect(answer.text).toContain('equal, 1000 people, ₹5.00 each');
    expect(debtLines(answer.text)).toHaveLength(10);
    expect(answer.text).toContain('990 more debts');
    expect(answer.files[0]?.content.trim().split('\r\n')).toHaveLength(1001);
    expect(answer.files[0]?.content).toMatch(/^debtorId,debtor,creditorId,creditor,amount,currency\r\n/);

    event.addMember(u2);
    const everyone = await event
      .as(u1)
      .slash('expense add', { amount: '5000', description: 'Tent', for: 'everyone' });
    expect(everyone.ephemeral).toBe(true);
    expect(everyone.text).toContain('1002 people');
  }, 60_000);

  test('more than 25 through a role only for those who may mention everyone', async () => {
    const many = stage.playground.createUsers(26);
    const club = stage.playground.createServer({
      name: 'Club',
      members: [u2, u1, ...many],
      roles: [{ name: 'all', members: many }],
    });
    const role = club.roles().find(({ name }) => name === 'all');
    club.setPermissions(u1, 1n << 11n);
    const answer = await club
      .as(u1)
      .slash('expense add', { amount: '50', description: 'Tent', for: role?.mention ?? '' });
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain('26 people');
  });
});

describe('the same interaction again', () => {
  test('delivered twice at once, and once more after a restart: one expense, one number, the same answer', async () => {
    const first = await flat
      .as(u1)
      .slash(
        'expense add',
        { amount: '99', description: 'Milk', for: `${u1.mention} ${u2.mention}` },
        { deliveries: 2 },
      );
    const text = first.text;
    expect(text).toContain('#1');
    await stage.restart();
    stage.playground.redeliver(first.interaction);
    const next = await add({ amount: '1' });
    expect(next.text).toContain('#2');
    expect(first.text).toBe(text);
    expect(flat.messages()).toHaveLength(2);
    const list = await flat.as(u1).slash('expense list');
    expect(list.text).toContain('2 expenses');
  });
});
