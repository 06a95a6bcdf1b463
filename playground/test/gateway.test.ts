import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client, Events, GatewayIntentBits as Intents, Status } from 'discord.js';
import { startPlayground } from '../index.js';
import type { Person, Playground, Server } from '../index.js';
import { callRest } from './call-rest.js';
import { RawBot } from './raw-bot.js';

let playground: Playground;
let flat: Server;
let asha: Person;
let bilal: Person;
const open: { close?: () => Promise<void>; destroy?: () => Promise<void> }[] = [];

beforeEach(async () => {
  playground = await startPlayground();
  [asha, bilal] = playground.createUsers('Asha', 'Bilal') as [Person, Person];
  flat = playground.createServer({ name: 'Flat', members: [asha, bilal] });
});
afterEach(async () => {
  for (const bot of open.splice(0)) await (bot.close?.() ?? bot.destroy?.());
  await playground.close();
});

async function rawBot(intents: number, more: object = {}): Promise<RawBot> {
  const bot = await RawBot.login(playground, intents, more);
  open.push(bot);
  return bot;
}

async function discordClient(intents: number[], more: object = {}): Promise<Client> {
  const client = new Client({ intents, rest: { api: playground.apiUrl }, ...more });
  client.on('error', () => undefined);
  open.push(client);
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(playground.token);
  await ready;
  return client;
}

function membersIn(data: Record<string, unknown> | undefined): unknown[] {
  return data?.['members'] as unknown[];
}

describe('logging in', () => {
  test('a wrong token is closed with 4004', async () => {
    const bot = new RawBot(playground, {});
    await bot.wait(({ op }) => op === 10);
    bot.send(2, { token: 'wrong', intents: 1, properties: {} });
    await bot.wait(() => false);
    expect(bot.closeCode).toBe(4004);
  });

  test('Server Members that the portal does not allow is closed with 4014', async () => {
    playground.faults.refuseMembersIntent = true;
    const bot = await RawBot.login(playground, Intents.Guilds | Intents.GuildMembers);
    expect(bot.closeCode).toBe(4014);
    const client = new Client({ intents: [Intents.GuildMembers], rest: { api: playground.apiUrl } });
    open.push(client);
    await expect(client.login(playground.token)).rejects.toThrow(/disallowed intents/i);
  });

  test.each([
    ['an intent that does not exist', 1 << 30, [0, 1], 4013],
    ['a shard beyond their number', 1, [2, 2], 4010],
  ])('%s', async (_what, intents, shard, code) => {
    expect((await RawBot.login(playground, intents, { shard })).closeCode).toBe(code);
  });

  test('an unknown opcode is closed with 4001, and a request before IDENTIFY with 4003', async () => {
    const bot = await rawBot(1);
    bot.send(99, null);
    await bot.wait(() => false);
    expect(bot.closeCode).toBe(4001);
    const early = new RawBot(playground, {});
    await early.wait(({ op }) => op === 10);
    early.send(8, { guild_id: flat.id, query: '', limit: 0 });
    await early.wait(() => false);
    expect(early.closeCode).toBe(4003);
  });

  test('heartbeats are acknowledged', async () => {
    const bot = await rawBot(1);
    bot.send(1, 1);
    expect(await bot.wait(({ op }) => op === 11)).toBeDefined();
  });
});

describe('intents', () => {
  test('without Server Members, GUILD_CREATE tells of the bot alone, and no member event comes', async () => {
    const bot = await rawBot(Intents.Guilds);
    const created = await bot.event('GUILD_CREATE');
    expect(membersIn(created?.d)).toMatchObject([{ user: { id: playground.bot.id } }]);
    expect(created?.d).toMatchObject({ member_count: 3 });
    const [chitra] = playground.createUsers('Chitra') as [Person];
    flat.addMember(chitra);
    flat.addRole({ name: 'cooks', members: [chitra] });
    flat.removeMember(chitra);
    expect(await bot.eventNames()).toEqual(['READY', 'GUILD_CREATE', 'GUILD_ROLE_CREATE']);
  });

  test('with Presences, GUILD_CREATE tells of everybody', async () => {
    const bot = await rawBot(Intents.Guilds | Intents.GuildPresences);
    expect(membersIn((await bot.event('GUILD_CREATE'))?.d)).toHaveLength(3);
  });

  test('with Server Members, the events of all members come', async () => {
    const bot = await rawBot(Intents.Guilds | Intents.GuildMembers);
    expect(membersIn((await bot.event('GUILD_CREATE'))?.d)).toHaveLength(1);
    const [chitra] = playground.createUsers('Chitra') as [Person];
    flat.addMember(chitra);
    const cooks = flat.addRole({ name: 'cooks', members: [chitra] });
    flat.setNickname(chitra, 'Chef');
    flat.removeRole(cooks);
    flat.removeMember(chitra);
    expect((await bot.eventNames()).slice(2)).toEqual([
      'GUILD_MEMBER_ADD',
      'GUILD_ROLE_CREATE',
      'GUILD_MEMBER_UPDATE',
      'GUILD_MEMBER_UPDATE',
      'GUILD_ROLE_DELETE',
      'GUILD_MEMBER_REMOVE',
    ]);
  });

  test('messages need their intents, and their content another', async () => {
    const deaf = await rawBot(Intents.Guilds);
    const bot = await rawBot(Intents.GuildMessages);
    flat.as(asha).write('hello');
    flat.as(asha).write(`hello ${playground.bot.mention}`);
    expect(await deaf.eventNames()).not.toContain('MESSAGE_CREATE');
    await bot.eventNames();
    const contents = bot.frames.filter(({ t }) => t === 'MESSAGE_CREATE').map(({ d }) => d['content']);
    expect(contents).toEqual(['', `hello ${playground.bot.mention}`]);
    const reader = await rawBot(Intents.GuildMessages | Intents.MessageContent | Intents.DirectMessages);
    flat.as(asha).write('hello');
    expect((await reader.event('MESSAGE_CREATE'))?.d).toMatchObject({ content: 'hello', guild_id: flat.id });
    playground.dm(asha).write('alone');
    expect((await reader.wait(({ d }) => d['content'] === 'alone'))?.d).not.toHaveProperty('guild_id');
    expect(await bot.eventNames()).not.toContain('GUILD_CREATE');
  });

  // Each of Discord's intents that stands for something that the playground has; all others change nothing.
  const direct = ['MESSAGE_CREATE', 'MESSAGE_DELETE', 'MESSAGE_UPDATE'].map((name) => `${name} (direct)`);
  const removedWith: ReadonlyMap<number, readonly string[]> = new Map([
    [
      Intents.Guilds,
      [
        ...['CHANNEL_CREATE', 'CHANNEL_UPDATE', 'GUILD_CREATE', 'GUILD_CREATE', 'GUILD_DELETE'],
        ...['GUILD_ROLE_CREATE', 'GUILD_ROLE_DELETE'],
      ],
    ],
    [Intents.GuildMembers, ['GUILD_MEMBER_ADD', 'GUILD_MEMBER_REMOVE', 'GUILD_MEMBER_UPDATE']],
    [Intents.GuildMessages, ['MESSAGE_CREATE', 'MESSAGE_DELETE', 'MESSAGE_UPDATE']],
    [Intents.DirectMessages, direct],
  ]);

  test('each intent removed removes exactly its events', async () => {
    const each = Object.values(Intents).filter((bit) => typeof bit === 'number');
    const all = each.reduce((bits, bit) => bits | bit, 0);
    const whole = await rawBot(all);
    const lacking = await Promise.all(
      each.map(async (bit): Promise<[number, RawBot]> => [bit, await rawBot(all & ~bit)]),
    );
    await causeEveryEvent();
    const told = await toldTo(whole);
    for (const [bit, bot] of lacking) {
      const left = await toldTo(bot);
      const removed = told.filter((event) => {
        const at = left.indexOf(event);
        if (at !== -1) left.splice(at, 1);
        return at === -1;
      });
      expect([Intents[bit], removed.sort(), left]).toEqual([Intents[bit], removedWith.get(bit) ?? [], []]);
    }
  });

  /** Does all that a bot may be told of, once each. */
  async function causeEveryEvent(): Promise<void> {
    const [chitra] = playground.createUsers('Chitra') as [Person];
    flat.addMember(chitra);
    flat.setNickname(chitra, 'Chef');
    flat.removeMember(chitra);
    flat.removeRole(flat.addRole({ name: 'cooks', members: [] }));
    flat.setPermissions(asha, 1024n);
    flat.createChannel('bills');
    const { body } = await callRest(playground, 'POST', '/users/@me/channels', { recipient_id: asha.id });
    for (const channelId of [flat.channel.id, String(body['id'])]) {
      const messages = `/channels/${channelId}/messages`;
      const sent = await callRest(playground, 'POST', messages, { content: 'a' });
      const message = `${messages}/${String(sent.body['id'])}`;
      await callRest(playground, 'PATCH', message, { content: 'b' });
      await callRest(playground, 'DELETE', message);
    }
    playground.createServer({ name: 'Club', members: [asha] }).expelBot();
  }

  async function toldTo(bot: RawBot): Promise<string[]> {
    await bot.eventNames();
    return bot.frames
      .filter(({ t }) => t !== null && t !== 'READY')
      .map(({ t, d }) => {
        const isDirect = t?.startsWith('MESSAGE') === true && d['guild_id'] === undefined;
        return isDirect ? `${t} (direct)` : (t ?? '');
      });
  }

  test('a server created or left later causes an event', async () => {
    const client = await discordClient([Intents.Guilds]);
    const joined = new Promise<string>((resolve) =>
      client.once(Events.GuildCreate, (guild) => {
        resolve(guild.name);
      }),
    );
    const club = playground.createServer({ name: 'Club', members: [asha] });
    expect(await joined).toBe('Club');
    const left = new Promise<string>((resolve) =>
      client.once(Events.GuildDelete, (guild) => {
        resolve(guild.name);
      }),
    );
    club.expelBot();
    expect(await left).toBe('Club');
  });
});

describe('asking for members', () => {
  const everybody = { query: '', limit: 0 };
  const chunks = (bot: RawBot) => bot.frames.filter(({ t }) => t === 'GUILD_MEMBERS_CHUNK').map(({ d }) => d);

  test('by id needs no intent, and lists unknown ids', async () => {
    const bot = await rawBot(Intents.Guilds);
    bot.send(8, { guild_id: flat.id, user_ids: [asha.id, '1'], nonce: 'a' });
    const { d } = (await bot.event('GUILD_MEMBERS_CHUNK')) ?? {};
    expect(d).toMatchObject({ nonce: 'a', not_found: ['1'], chunk_index: 0, chunk_count: 1 });
    expect(membersIn(d)).toMatchObject([{ user: { id: asha.id } }]);
  });

  test('by the beginning of a name', async () => {
    const bot = await rawBot(Intents.Guilds);
    bot.send(8, { guild_id: flat.id, query: 'bi', limit: 10 });
    expect(membersIn((await bot.event('GUILD_MEMBERS_CHUNK'))?.d)).toMatchObject([
      { user: { id: bilal.id } },
    ]);
  });

  test('the whole list needs the intent', async () => {
    const bot = await rawBot(Intents.Guilds);
    bot.send(8, { guild_id: flat.id, ...everybody });
    expect(await bot.eventNames()).not.toContain('GUILD_MEMBERS_CHUNK');
  });

  test('the whole list comes in chunks of 1000, and once in 30 s', async () => {
    for (const person of playground.createUsers(1500)) flat.addMember(person);
    const bot = await rawBot(Intents.Guilds | Intents.GuildMembers);
    bot.send(8, { guild_id: flat.id, nonce: 'n', ...everybody });
    await bot.wait(() => chunks(bot).length === 2);
    expect(chunks(bot).map((d) => membersIn(d).length)).toEqual([1000, 503]);
    expect(chunks(bot)[1]).toMatchObject({ chunk_index: 1, chunk_count: 2, nonce: 'n' });
    bot.send(8, { guild_id: flat.id, ...everybody });
    const limited = await bot.event('RATE_LIMITED');
    expect(limited?.d).toMatchObject({ opcode: 8, meta: { guild_id: flat.id } });
    expect(limited?.d['retry_after']).toBeGreaterThan(25);
  });

  test('discord.js fetches all members', async () => {
    const client = await discordClient([Intents.Guilds, Intents.GuildMembers]);
    const members = await client.guilds.cache.get(flat.id)?.members.fetch();
    expect(members?.size).toBe(3);
  });

  test('discord.js counts the members of roles, but not of the role of everyone', async () => {
    const role = flat.addRole({ name: 'both', members: [asha, bilal] });
    const empty = flat.addRole({ name: 'nobody' });
    const client = await discordClient([Intents.Guilds]);
    const counts = await client.guilds.cache.get(flat.id)?.roles.fetchMemberCounts();
    expect([counts?.get(role.id), counts?.get(empty.id), counts?.has(flat.id)]).toEqual([2, 0, false]);
  });

  test('the REST list pages by id', async () => {
    const first = await callRest(playground, 'GET', `/guilds/${flat.id}/members?limit=2`);
    const ids = (first.body as unknown as { user: { id: string } }[]).map(({ user }) => user.id);
    expect(ids).toEqual([playground.bot.id, asha.id]);
    const rest = await callRest(playground, 'GET', `/guilds/${flat.id}/members?limit=2&after=${asha.id}`);
    expect(rest.body).toMatchObject([{ user: { id: bilal.id } }]);
    const found = await callRest(playground, 'GET', `/guilds/${flat.id}/members/search?query=as`);
    expect(found.body).toMatchObject([{ user: { id: asha.id } }]);
  });
});

describe('reconnecting', () => {
  test('a resume replays what was missed, in order', async () => {
    const bot = await rawBot(Intents.Guilds);
    await bot.event('GUILD_CREATE');
    const sessionId = bot.frames.find(({ t }) => t === 'READY')?.d['session_id'];
    bot.vanish();
    await bot.wait(() => false);
    flat.createChannel('one');
    flat.createChannel('two');
    const again = new RawBot(playground, {});
    open.push(again);
    await again.wait(({ op }) => op === 10);
    again.send(6, { token: playground.token, session_id: sessionId, seq: 2 });
    await again.event('RESUMED');
    expect(again.frames.slice(1).map(({ t, s }) => [t, s])).toEqual([
      ['CHANNEL_CREATE', 3],
      ['CHANNEL_CREATE', 4],
      ['RESUMED', 5],
    ]);
  });

  test('an unknown session is invalid', async () => {
    const bot = new RawBot(playground, {});
    open.push(bot);
    await bot.wait(({ op }) => op === 10);
    bot.send(6, { token: playground.token, session_id: 'none', seq: 1 });
    expect((await bot.wait(({ op }) => op === 9))?.d).toBe(false);
  });

  test.each([
    [
      'op 7',
      () => {
        playground.faults.reconnect();
      },
    ],
    [
      'a lost connection',
      () => {
        playground.faults.dropSockets();
      },
    ],
  ])('after %s discord.js resumes and misses no interaction', async (_what, disturb) => {
    const client = await discordClient([Intents.Guilds]);
    await client.application?.commands.set([{ name: 'greet', description: 'Greets' }]);
    client.on(Events.InteractionCreate, (interaction) => {
      if (interaction.isChatInputCommand()) interaction.reply('hello').catch(() => undefined);
    });
    disturb();
    const answer = await flat.as(asha).slash('greet');
    expect(answer.text).toBe('hello');
    const events = playground.frames().map(({ event }) => event);
    expect(events.filter((event) => event === 'READY')).toHaveLength(1);
    if (!events.includes('RESUMED')) await new Promise((resolve) => client.once(Events.ShardResume, resolve));
    expect(client.ws.status).toBe(Status.Ready);
  });

  test('after op 9 discord.js identifies anew', async () => {
    const client = await discordClient([Intents.Guilds]);
    const again = new Promise((resolve) => client.once(Events.ShardReady, resolve));
    playground.faults.invalidateSession();
    await again;
    expect(playground.frames().filter(({ event }) => event === 'READY')).toHaveLength(2);
  }, 20_000);
});

describe('two shards', () => {
  test('share the servers between them; direct messages go to shard 0', async () => {
    const even = playground.createServer({ name: 'Even', members: [asha], id: String(1000n << 22n) });
    const odd = playground.createServer({ name: 'Odd', members: [asha], id: String(1001n << 22n) });
    const zero = await rawBot(Intents.Guilds | Intents.DirectMessages, { shard: [0, 2] });
    const one = await rawBot(Intents.Guilds | Intents.DirectMessages, { shard: [1, 2] });
    await callRest(playground, 'PUT', `/applications/${playground.applicationId}/commands`, [
      { name: 'greet', description: 'Greets' },
    ]);
    void odd.as(asha).slash('greet');
    void even.as(asha).slash('greet');
    void playground.dm(asha).slash('greet');
    playground.dm(asha).write('hello');
    await zero.eventNames();
    await one.eventNames();
    const guildsOf = (bot: RawBot) =>
      bot.frames.filter(({ t }) => t === 'INTERACTION_CREATE').map(({ d }) => d['guild_id']);
    expect(guildsOf(zero)).toEqual([even.id, undefined]);
    expect(guildsOf(one)).toEqual([odd.id]);
    const namesOf = (bot: RawBot) =>
      bot.frames.filter(({ t }) => t === 'GUILD_CREATE').map(({ d }) => d['name']);
    expect([...namesOf(zero), ...namesOf(one)].sort()).toEqual(['Even', 'Flat', 'Odd']);
    expect(await one.eventNames()).not.toContain('MESSAGE_CREATE');
    expect(await zero.eventNames()).toContain('MESSAGE_CREATE');
  });

  test('discord.js runs both in one process', async () => {
    playground.createServer({ name: 'Odd', members: [asha], id: String(1001n << 22n) });
    const client = await discordClient([Intents.Guilds], { shards: [0, 1], shardCount: 2 });
    expect(client.guilds.cache.size).toBe(2);
    expect(client.ws.shards.size).toBe(2);
  });
});
