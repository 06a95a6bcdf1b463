import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { debtLines, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let school: Server;
let payer: Person;
let named: ReadonlyMap<string, Person>;

const names = ['Class', 'Class 2024', 'Anna', 'Lena', 'Anna Lena', 'Ravi'];

beforeAll(async () => {
  stage = await setStage();
});
beforeEach(() => {
  named = new Map(
    names.flatMap((name) => stage.playground.createUsers(name).map((person) => [name, person])),
  );
  [payer] = stage.playground.createUsers('payer') as [Person];
  school = stage.playground.createServer({
    name: 'School',
    members: [payer, ...named.values()],
    roles: [{ name: 'Flat', members: [mustFind('Anna'), mustFind('Lena')] }],
  });
});
afterAll(() => stage.close());

function mustFind(name: string): Person {
  const person = named.get(name);
  if (person === undefined) throw new Error(`nobody is called ${name}`);
  return person;
}

function add(amount: string, people: string): Promise<Answer> {
  return school.as(payer).slash('expense add', { amount, description: 'Books', for: people });
}

const owes = (name: string, amount: string) => `${mustFind(name).mention} owes ${payer.mention} ${amount}`;

describe('a typed name means the person who is called so', () => {
  test('with the number in it', async () => {
    const answer = await add('2024', '@Class 2024');
    expect(debtLines(answer.text)).toEqual([owes('Class 2024', '₹2,024.00')]);
    expect((await add('2024', '@Class, 2024')).text).toContain(owes('Class', '₹2,024.00'));
  });

  test('up to the comma, so that two people are not a third', async () => {
    const answer = await add('10', '@Anna, Lena');
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain('`Lena` is neither a person nor a value. A name needs `@` before it.');
    expect(debtLines((await add('10', '@Anna, @Lena')).text)).toEqual([
      owes('Anna', '₹5.00'),
      owes('Lena', '₹5.00'),
    ]);
    expect(debtLines((await add('10', '@Anna Lena')).text)).toEqual([owes('Anna Lena', '₹10.00')]);
  });

  test('in another Unicode form, and with a discriminator', async () => {
    school.setNickname(mustFind('Ravi'), 'Jose\u0301');
    const both = await add('10', '@jos\u00e9 4 @Anna#0000 6');
    expect(debtLines(both.text)).toEqual([owes('Ravi', '₹4.00'), owes('Anna', '₹6.00')]);
    school.setNickname(mustFind('Ravi'), 'Jos\u00e9');
    expect(debtLines((await add('10', '@Jose\u0301')).text)).toEqual([owes('Ravi', '₹10.00')]);
  });

  test('whatever the keyboard made of it, and with marks that show nothing around it', async () => {
    school.setNickname(mustFind('Ravi'), 'O’Brien');
    const answer = await add('\u202a₹10.00\u202c', "\u200f@o'brien\u200f 4، \u2068@Anna\u2069 6\u200b");
    expect(debtLines(answer.text)).toEqual([owes('Ravi', '₹4.00'), owes('Anna', '₹6.00')]);
  });

  test('or the role', async () => {
    const answer = await add('10', '@flat');
    expect(debtLines(answer.text)).toEqual([owes('Anna', '₹5.00'), owes('Lena', '₹5.00')]);
    // A role pings nobody, however it was typed.
    expect(answer.pings).toEqual([]);
    school.setNickname(mustFind('Ravi'), 'FLAT');
    const unclear = await add('10', '@flat');
    expect(unclear.ephemeral).toBe(true);
    expect(unclear.text).toContain(`\`@flat\` may be ${mustFind('Ravi').mention}, <@&`);
  });

  test('and whose name only begins so is listed', async () => {
    const answer = await add('10', '@clas');
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain(
      `You may mean ${mustFind('Class').mention}, ${mustFind('Class 2024').mention}.`,
    );
  });
});

test('what is wrong besides the names is said before Discord is asked for anybody', async () => {
  const asked = () =>
    stage.playground.requests().filter(({ path }) => path.includes('/guilds/')).length +
    stage.playground.frames().filter(({ event }) => event === 'GUILD_MEMBERS_CHUNK').length;
  const before = asked();
  for (const people of [
    '@Anna, Lena',
    `@Anna ${payer.mention} 1e3`,
    Array.from({ length: 1399 }, (_, index) => `@a${index}`)
      .join(' ')
      .slice(0, 6000),
    Array.from({ length: 26 }, (_, index) => `@a${index}`).join(' '),
    Array.from({ length: 26 }, (_, index) => `<@&${100_000_000_000_000_000 + index}>`).join(' '),
    Array.from({ length: 11 }, (_, index) => `#${index + 1}`).join(' '),
  ]) {
    const answer = await add('10', people);
    expect(answer.ephemeral).toBe(true);
    expect(answer.deferred).toBe(false);
  }
  expect(asked()).toBe(before);
});
