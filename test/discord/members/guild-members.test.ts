import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { GuildMembers } from '../../../src/discord/members/guild-members.js';
import { command, runBot, say, sessionsOf, sleep, until, type Bot, type BotOptions } from '../run-bot.js';

let bot: Bot;
async function start(options: Partial<BotOptions> = {}): Promise<Bot> {
  bot = await runBot({ commands: [command('ping', () => say('pong'))], ...options });
  return bot;
}
afterEach(async () => {
  await bot.stop();
});

const chunks = ({ playground }: Bot) =>
  playground.frames().filter(({ event }) => event === 'GUILD_MEMBERS_CHUNK');
const lookUps = ({ playground }: Bot) =>
  playground.requests().filter(({ path }) => /\/guilds\/.*\/members/.test(path));

describe('the member directory', () => {
  test('knows who typed without asking', async () => {
    const { server, asha, members } = await start();
    await server.as(asha).slash('expense ping');
    expect(await members.find(server.id, [asha.id])).toEqual(
      new Map([[asha.id, { userId: asha.id, name: asha.name, isBot: false }]]),
    );
    expect(lookUps(bot)).toEqual([]);
  });

  test('asks for a few by one request each, and leaves out who is not here', async () => {
    const { server, people, members, playground } = await start();
    const [stranger] = playground.createUsers(1);
    const ids = [...people, stranger].map((person) => person?.id ?? '');
    expect([...(await members.find(server.id, ids)).keys()]).toEqual(ids.slice(0, 2));
    expect(lookUps(bot)).toHaveLength(3);
    await members.find(server.id, ids.slice(0, 2));
    expect(lookUps(bot)).toHaveLength(3);
  });

  test('asks for many in groups of a hundred', async () => {
    const { server, people, members } = await start({ people: 250 });
    const found = await members.find(
      server.id,
      people.map(({ id }) => id),
    );
    expect(found.size).toBe(250);
    expect([chunks(bot).length, lookUps(bot).length]).toEqual([3, 0]);
  });

  test('asks the other way where one gives no answer', async () => {
    const { server, people, members, playground } = await start({ people: 10 });
    playground.faults.failNext(/GET .*\/members\//, 500, 20);
    const few = people.slice(0, 2).map(({ id }) => id);
    expect([...(await members.find(server.id, few)).keys()]).toEqual(few);
    expect(chunks(bot)).toHaveLength(1);
  });

  test('counts people whom Discord names with a server as members, and asks only for the others', async () => {
    const { gateway, log, server } = await start();
    // The gateway names everybody only to bots with more rights than ours: here it is made to.
    const on = jest.spyOn(gateway, 'on');
    const members = new GuildMembers(gateway, log);
    const meera = { user: { id: '77', username: 'meera' }, roles: [] };
    for (const [event, listener] of on.mock.calls) {
      if ((event as string) === 'GUILD_CREATE') listener({ id: server.id, members: [meera] }, new Date());
    }
    expect((await members.find(server.id, ['77'])).get('77')?.name).toBe('meera');
    expect(lookUps(bot)).toEqual([]);
    expect((await members.find(server.id, ['78'])).size).toBe(0);
    expect(lookUps(bot)).toHaveLength(1);
  });

  test('reads everybody by REST where the gateway gives no chunk', async () => {
    const { server, members, gateway } = await start({ people: 5 });
    const send = jest.spyOn(gateway, 'send').mockImplementation(() => undefined);
    expect(await members.everyone(server.id)).toHaveLength(6);
    expect(send).toHaveBeenCalledTimes(1);
    expect(lookUps(bot)).toHaveLength(1);
  }, 20_000);

  test('reads a role of a thousand once, however many want it, and keeps it current', async () => {
    const { server, people, asha, ravi, members, playground } = await start({ people: 1001 });
    const role = server.addRole({ name: 'flat', members: people.slice(0, 1000) });
    await sleep(300);
    const [one, other, everyone] = await Promise.all([
      members.ofRole(server.id, role.id),
      members.ofRole(server.id, role.id),
      members.everyone(server.id),
    ]);
    expect([one?.length, other?.length]).toEqual([1000, 1000]);
    // The bot itself is a member.
    expect(everyone.length).toBe(1002);
    expect(chunks(bot)).toHaveLength(2);
    const [meera] = playground.createUsers('Meera');
    if (!meera) throw new Error('nobody was made');
    server.addMember(meera);
    server.giveRole(meera, role);
    server.takeRole(asha, role);
    server.removeMember(ravi);
    await sleep(300);
    const now = new Set((await members.ofRole(server.id, role.id))?.map(({ userId }) => userId));
    expect([now.size, now.has(meera.id), now.has(asha.id), now.has(ravi.id)]).toEqual([
      999,
      true,
      false,
      false,
    ]);
    expect(chunks(bot)).toHaveLength(2);
    // Who has left is known without asking.
    expect((await members.find(server.id, [ravi.id])).size).toBe(0);
    expect(lookUps(bot)).toEqual([]);
  });

  test('says that there is no such role', async () => {
    const { server, members } = await start();
    expect(await members.ofRole(server.id, '123456789012345678')).toBeUndefined();
  });

  test('cannot read roles without the intent, but finds people by id and by name', async () => {
    const { server, asha, people, members } = await start({
      people: 20,
      before: ({ faults }) => (faults.refuseMembersIntent = true),
    });
    const role = server.addRole({ name: 'flat', members: people });
    await sleep(200);
    await expect(members.ofRole(server.id, role.id)).rejects.toMatchObject({ code: 'membersUnreadable' });
    await expect(members.everyone(server.id)).rejects.toMatchObject({ code: 'membersUnreadable' });
    expect(
      (
        await members.find(
          server.id,
          people.map(({ id }) => id),
        )
      ).size,
    ).toBe(20);
    const found = await members.byName(server.id, [`${asha.name.toUpperCase()} 370`, 'nobody']);
    expect(found.map(({ ref }) => ref)).toContainEqual({ type: 'user', userId: asha.id });
  });

  test('finds a nickname once everyone is known, without asking again', async () => {
    const { server, asha, members } = await start();
    await members.everyone(server.id);
    server.setNickname(asha, 'Captain');
    await sleep(200);
    const found = await members.byName(server.id, ['captain']);
    expect(found.map(({ ref }) => ref)).toEqual([{ type: 'user', userId: asha.id }]);
    expect(lookUps(bot)).toEqual([]);
  });

  test('forgets everyone when a new session has missed what happened', async () => {
    const { server, members, playground } = await start();
    await members.everyone(server.id);
    playground.faults.invalidateSession();
    await until(() => sessionsOf(bot) === 2);
    // Asked for again too soon after the last time: Discord allows it once in 30 s.
    await expect(members.everyone(server.id)).rejects.toMatchObject({ code: 'membersSlow' });
  });

  test('says that Discord is slow when it cannot be asked', async () => {
    const { server, members, playground } = await start({
      before: ({ faults }) => (faults.refuseMembersIntent = true),
    });
    playground.faults.failNext(/GET \/guilds\/.*\/members/, 500, 5);
    await expect(members.byName(server.id, ['asha'])).rejects.toMatchObject({ code: 'membersSlow' });
  });
});
