import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { Membership } from '../../../src/discord/members/membership.js';
import { createLog } from '../../../src/ops/log.js';
import { createPeople, type People } from '../../../src/people/people.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { databaseUri } from '../../harness/database.js';
import { newGuildId } from '../../ledger/ledger.js';
import { FakeGateway, memberPayload } from './fake-gateway.js';

const { GuildCreate, GuildDelete, GuildMemberAdd, GuildMemberRemove, Ready } = GatewayDispatchEvents;
const minute = 60_000;

let storage: Storage;
let stored: People;
let gateway: FakeGateway;
let guildId: string;
let nowMs: number;
/** Who is in the server, as Discord would say. */
let present: Set<string>;
/** How many people each look asked for; 0: for everyone. */
let looks: number[];
/** What Discord does before it answers. */
let beforeAnswer: () => Promise<void> | void;
let people: People;

beforeAll(async () => {
  storage = await connectStorage(await databaseUri('membership'));
  stored = createPeople(storage);
});
afterAll(() => storage.close());

beforeEach(() => {
  gateway = new FakeGateway();
  guildId = newGuildId();
  nowMs = 10 * minute;
  present = new Set();
  looks = [];
  beforeAnswer = () => undefined;
  people = makePeople();
});

function makePeople(): People {
  const asMember = (userId: string) => ({ userId, name: `user${userId}`, isBot: false });
  const members = {
    async find(_guildId: string, userIds: readonly string[]) {
      looks.push(userIds.length);
      const found = userIds.filter((userId) => present.has(userId));
      await beforeAnswer();
      return new Map(found.map((userId) => [userId, asMember(userId)]));
    },
    everyone() {
      looks.push(0);
      return Promise.resolve([...present].map(asMember));
    },
  };
  const log = createLog('silent');
  return new Membership({ gateway, members, people: stored, log, nowMs: () => nowMs }).people;
}

/** Stores people of the server, who are in it. */
async function store(...userIds: string[]): Promise<void> {
  await stored.ensurePeople(
    guildId,
    userIds.map((userId) => ({ userId, name: `user${userId}` })),
    new Date(),
  );
  for (const userId of userIds) present.add(userId);
}

/** Who is shown as left. Nothing is remembered of an earlier question. */
async function shownAsLeft(): Promise<string[]> {
  storage.caches.leftMembers.clear();
  return [...(await people.fetchLeftMembers(guildId)).keys()].sort();
}

const event = (userId: string) => ({ ...memberPayload(userId), guild_id: guildId });

test('everyone stored of a server is looked up once, and whoever has left or is back is noted', async () => {
  await store('1', '2', '3');
  await stored.markLeft(guildId, ['3']);
  present.delete('1');
  expect(await shownAsLeft()).toEqual(['1']);
  expect(await shownAsLeft()).toEqual(['1']);
  expect(looks).toEqual([3]);
});

test.each([
  ['a new session', Ready, () => ({})],
  ['an outage or a removal', GuildDelete, () => ({ id: guildId })],
  ['the end of one', GuildCreate, () => ({ id: guildId })],
])('they are looked up again after %s, which may have hidden events', async (_what, name, data) => {
  await store('1', '2');
  expect(await shownAsLeft()).toEqual([]);
  present.delete('2');
  expect(await shownAsLeft()).toEqual([]);
  gateway.emit(name, data());
  expect(await shownAsLeft()).toEqual(['2']);
});

test('where Discord sends no events of members, they are looked up once a minute', async () => {
  gateway.mayListMembers = false;
  await store('1', '2');
  expect(await shownAsLeft()).toEqual([]);
  present.delete('2');
  nowMs += minute - 1;
  expect(await shownAsLeft()).toEqual([]);
  nowMs += 2;
  expect(await shownAsLeft()).toEqual(['2']);
});

test('when Discord does not answer, what is stored is shown, and it is asked again after half a minute', async () => {
  await store('1', '2');
  present.delete('2');
  beforeAnswer = () => Promise.reject(new Error('silent'));
  expect(await shownAsLeft()).toEqual([]);
  beforeAnswer = () => undefined;
  expect(await shownAsLeft()).toEqual([]);
  nowMs += minute / 2 + 1;
  expect(await shownAsLeft()).toEqual(['2']);
  expect(looks).toEqual([2, 2]);
});

test('an answer does not wait for Discord for long', async () => {
  await store('1', '2');
  present.delete('2');
  let answer: () => void = () => undefined;
  beforeAnswer = () => new Promise((resolve) => (answer = resolve));
  expect(await shownAsLeft()).toEqual([]);
  beforeAnswer = () => undefined;
  answer();
  await people.fetchLeftMembers(newGuildId());
  expect(await shownAsLeft()).toEqual(['2']);
  expect(looks).toEqual([2]);
});

test('events during a look are newer than its answer', async () => {
  await store('1', '2');
  await stored.markLeft(guildId, ['2']);
  present.delete('1');
  beforeAnswer = () => {
    gateway.emit(GuildMemberAdd, event('1'));
    gateway.emit(GuildMemberRemove, event('2'));
  };
  expect(await shownAsLeft()).toEqual(['2']);
});

test('who leaves and comes back at once is here, and the other way round', async () => {
  await store('1', '2');
  for (const userId of ['1', '2', '1', '2', '1']) {
    gateway.emit(GuildMemberRemove, event(userId));
    gateway.emit(GuildMemberAdd, event(userId));
  }
  gateway.emit(GuildMemberRemove, event('2'));
  present.delete('2');
  gateway.emit(Ready, {});
  expect(await shownAsLeft()).toEqual(['2']);
});

test('who left while a command was under way is not taken for a member by what the command stores', async () => {
  const person = { userId: '7', name: 'Ravi' };
  gateway.emit(GuildMemberRemove, event('7'));
  await people.ensurePeople(guildId, [person], new Date());
  expect((await stored.fetchMembership(guildId)).get('7')).toBe(true);
  gateway.emit(GuildMemberAdd, event('7'));
  await people.ensurePeople(guildId, [{ ...person, name: 'Ravi K.' }], new Date());
  expect((await stored.fetchMembership(guildId)).get('7')).toBe(false);
});

test('a thousand are asked for by id, more are read as the list of everyone where that is allowed', async () => {
  const many = Array.from({ length: 1_001 }, (_, index) => String(5_000 + index));
  await store(...many);
  present.delete('5000');
  expect(await shownAsLeft()).toEqual(['5000']);
  expect(looks).toEqual([0]);
  gateway.mayListMembers = false;
  people = makePeople();
  present.delete('5001');
  expect(await shownAsLeft()).toEqual(['5000', '5001']);
  expect(looks).toEqual([0, 1_001]);
});

test('after a start no more servers are looked up in a minute than leave room for the commands', async () => {
  const guildIds = Array.from({ length: 60 }, newGuildId);
  for (const id of guildIds) {
    guildId = id;
    await store('1');
  }
  present.clear();
  for (const id of guildIds) await people.fetchLeftMembers(id);
  expect(looks).toHaveLength(50);
  nowMs += minute;
  guildId = guildIds.at(-1) ?? '';
  expect(await shownAsLeft()).toEqual(['1']);
});

test('of a server that the bot is not in, nobody is looked up', async () => {
  await store('1');
  gateway.serverName = () => undefined as never;
  present.clear();
  expect(await shownAsLeft()).toEqual([]);
  expect(looks).toEqual([]);
});
