import { beforeEach, expect, jest, test } from '@jest/globals';
import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { REST } from 'discord.js';
import { GuildMembers } from '../../../src/discord/members/guild-members.js';
import { createLog } from '../../../src/ops/log.js';
import { FakeGateway, memberPayload } from './fake-gateway.js';

// Servers that are too large to be played member by member.

let gateway: FakeGateway & { rest: REST };
let members: GuildMembers;
/** What Discord answers, by the end of the path. */
let answers: Record<string, unknown>;
let asked: string[];

beforeEach(() => {
  answers = {};
  asked = [];
  const rest = new REST();
  jest.spyOn(rest, 'get').mockImplementation((path, options) => {
    const query = options?.query?.get('query');
    asked.push(`${path.replace(/^.*\/guilds\/1\//, '')}${query ? ` ${query}` : ''}`);
    const [, answer] = Object.entries(answers).find(([end]) => path.endsWith(end)) ?? [];
    return answer === undefined ? Promise.reject(new Error('refused')) : Promise.resolve(answer);
  });
  gateway = Object.assign(new FakeGateway(), { rest, size: 1_500_000 });
  gateway.serverRoles = [
    { id: '1', name: '@everyone', isOfBot: false },
    { id: '5', name: 'Team', isOfBot: false },
    { id: '6', name: 'Hisaab', isOfBot: true },
  ];
  members = new GuildMembers(gateway, createLog('silent', { write: () => undefined }));
});

test('everyone is counted without a request, and the bots that have a role of their own are left out', async () => {
  expect(await members.countAtLeast('1', 'everyone')).toBe(1_499_999);
  expect(await members.countAtLeast('1', ['1'])).toBe(1_499_999);
  expect([asked, gateway.sent]).toEqual([[], []]);
});

test('roles are counted by one request, however many ask', async () => {
  answers['/roles/member-counts'] = { '5': 1201, '6': 1 };
  const count = () => members.countAtLeast('1', ['5', '6']);
  expect(await Promise.all([count(), count(), count()])).toEqual([1200, 1200, 1200]);
  expect(await count()).toBe(1200);
  expect([asked, gateway.sent]).toEqual([['roles/member-counts'], []]);
});

test('what Discord does not count may be nobody', async () => {
  expect(await members.countAtLeast('1', ['5'])).toBe(0);
});

test('so large a server is not read for a role', async () => {
  const data = { count: 1_500_000, limit: 100_000 };
  await expect(members.ofRole('1', '5')).rejects.toMatchObject({ code: 'serverTooLarge', data });
  await expect(members.everyone('1')).rejects.toMatchObject({ code: 'serverTooLarge', data });
  expect([asked, gateway.sent]).toEqual([[], []]);
});

test('a server that turns out to be larger than Discord said is not read to its end', async () => {
  gateway.size = 10;
  const everyone = members.everyone('1');
  for (let chunk = 0; chunk <= 100; chunk += 1) {
    const payloads = Array.from({ length: 1000 }, (_, index) =>
      memberPayload(`${chunk * 1000 + index + 10}`),
    );
    const data = { guild_id: '1', members: payloads, chunk_count: 1500, nonce: gateway.nonce };
    gateway.emit(GatewayDispatchEvents.GuildMembersChunk, data);
  }
  await expect(everyone).rejects.toMatchObject({ code: 'serverTooLarge' });
  expect(asked).toEqual([]);
});

test('of many large servers only some are read at once', async () => {
  gateway.size = 100_000;
  const lists = Array.from({ length: 7 }, (_, index) => members.everyone(`${index + 1}`));
  for (const list of lists) list.catch(() => undefined);
  await new Promise(setImmediate);
  expect(gateway.sent).toHaveLength(5);
  await expect(lists[5]).rejects.toMatchObject({ code: 'membersSlow' });
});

test('ten names are searched for, each by its first word, and eleven ask for nothing', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `u${index}x 370 me`);
  answers['/members/search'] = [memberPayload('77', 'u1x 370')];
  const owners = await members.byName('1', [...names, 'u1x#0']);
  expect(owners).toEqual([{ ref: { type: 'user', userId: '77' }, names: ['u1x 370'] }]);
  asked = [];
  await expect(members.byName('1', [...names, 'v'])).rejects.toMatchObject({
    code: 'peopleTooManyOfKind',
    data: { kind: 'name', count: 11, limit: 10 },
  });
  expect(asked).toEqual([]);
});

test('a name is searched for by what is the same in every Unicode form of it', async () => {
  answers['/members/search'] = [memberPayload('7', 'Jose\u0301'), memberPayload('8', 'Joseph')];
  const found = (await members.byName('1', ['jos\u00e9 5'])).map(({ ref }) => ref);
  expect(found).toEqual([{ type: 'user', userId: '7' }]);
  await members.byName('1', ['\u00c9mile', 'Team', '\u2764\ufe0f 5', '#0', '\u200b']);
  expect(asked).toEqual(
    ['jos', '\u00c9mile', 'E\u0301mile', 'Team', '\u2764\ufe0f', '\u2764', '\u200b'].map(
      (query) => `members/search ${query}`,
    ),
  );
});

test('a name is searched for with either apostrophe, whichever was typed', async () => {
  answers['/members/search'] = [memberPayload('7', 'O’Brien')];
  const found = (await members.byName('1', ["o'brien 5"])).map(({ ref }) => ref);
  expect(found).toEqual([{ type: 'user', userId: '7' }]);
  await members.byName('1', ['D’Arcy', 'N`Dour']);
  expect(asked).toEqual(
    ["o'brien", 'o’brien', 'D’Arcy', "D'Arcy", 'N`Dour', "N'Dour", 'N’Dour'].map(
      (query) => `members/search ${query}`,
    ),
  );
});

test('a beginning that more names have than Discord lists is refused, for the one who is meant may be missing', async () => {
  answers['/members/search'] = Array.from({ length: 1000 }, (_, index) =>
    memberPayload(`${index}`, `ann${index}`),
  );
  await expect(members.byName('1', ['ann 5'])).rejects.toMatchObject({
    code: 'nameTooCommon',
    data: { typed: '@ann 5' },
  });
});

test('whom Discord did not find is not asked for again at once, until somebody joins or is renamed', async () => {
  answers['/members/search'] = [];
  const ask = async () => {
    asked = [];
    gateway.sent.length = 0;
    const found = members.find('1', ['71', '72', '73', '74']);
    await new Promise(setImmediate);
    const nonce = (gateway.sent.at(-1) as { d: { nonce: string } } | undefined)?.d.nonce;
    gateway.emit(GatewayDispatchEvents.GuildMembersChunk, {
      guild_id: '1',
      members: [],
      chunk_count: 1,
      nonce,
    });
    expect((await found).size).toBe(0);
    expect(await members.byName('1', ['nobody 5'])).toEqual([]);
    return asked.length + gateway.sent.length;
  };
  expect(await ask()).toBe(2);
  expect(await ask()).toBe(0);
  gateway.emit(GatewayDispatchEvents.GuildMemberUpdate, { guild_id: '2', ...memberPayload('9') });
  expect(await ask()).toBe(0);
  gateway.emit(GatewayDispatchEvents.GuildMemberAdd, { guild_id: '1', ...memberPayload('9') });
  expect(await ask()).toBe(2);
});
