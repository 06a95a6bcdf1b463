import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Answer, Person, Role, Server } from 'discord-playground';
import { setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let town: Server;
let asha: Person;
let ravi: Person;
let five: Role;
let crowd: Role;

const mentionEveryone = 1n << 17n;

beforeAll(async () => {
  stage = await setStage();
  const people = stage.playground.createUsers(1500);
  [asha, ravi] = people as [Person, Person];
  town = stage.playground.createServer({ name: 'Town', members: people });
  town.setPermissions(asha, mentionEveryone);
  town.setPermissions(ravi, 0n);
  five = town.addRole({ name: 'five', members: people.slice(0, 5) });
  crowd = town.addRole({ name: 'crowd', members: people.slice(0, 1200) });
});
afterAll(() => stage.close());

function add(by: Person, people: string): Promise<Answer> {
  return town.as(by).slash('expense add', { amount: '5000', description: 'Tent', for: people });
}

/** What Discord was asked for while something was done. */
async function askedDuring(run: () => Promise<unknown>) {
  const requests = () =>
    stage.playground
      .requests()
      .filter(({ path }) => path.includes('/guilds/'))
      .map(({ path }) => path);
  const chunks = () =>
    stage.playground.frames().filter(({ event }) => event === 'GUILD_MEMBERS_CHUNK').length;
  const before = { requests: requests().length, chunks: chunks() };
  await run();
  return {
    requests: requests()
      .slice(before.requests)
      .map((path) => path.replace(/^.*\/guilds\/\d+/, '')),
    chunks: chunks() - before.chunks,
  };
}

test('rights come first, then counts, and only then members', async () => {
  const asked = await askedDuring(async () => {
    const forbidden = await add(ravi, 'everyone');
    expect(forbidden.text).toContain('That is 1500 people through roles or `everyone`');
    const tooMany = await add(asha, '@everyone');
    expect(tooMany.text).toContain('That is 1500 people; one expense can have 1000.');
  });
  expect(asked).toEqual({ requests: [], chunks: 0 });

  const askedForRoles = await askedDuring(async () => {
    expect((await add(asha, crowd.mention)).text).toContain('people; one expense can have 1000.');
    expect((await add(ravi, `@crowd x2, ${five.mention} x1`)).text).toContain('through roles or `everyone`');
  });
  expect(askedForRoles.requests).toEqual(['/roles/member-counts']);

  const few = await add(ravi, five.mention);
  expect(few.text).toContain('equal, 5 people');
}, 60_000);

test('where roles cannot be counted, their members are', async () => {
  await stage.restart();
  stage.playground.faults.failNext(/member-counts/, 403, 3);
  expect((await add(asha, crowd.mention)).text).toContain('That is 1200 people; one expense can have 1000.');
}, 60_000);
