import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { afterEach, describe, expect, test } from '@jest/globals';
import { connectGateway } from '../../../src/discord/connection/gateway.js';
import { createLog } from '../../../src/ops/log.js';
import { startPlayground, type Person } from 'discord-playground';
import { closePlayground } from '../../harness/close-playground.js';
import { command, runBot, say, sessionsOf, sleep, until, type Bot } from '../run-bot.js';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});
async function start(options: Partial<Parameters<typeof runBot>[0]> = {}): Promise<Bot> {
  const bot = await runBot({ commands: [command('ping', () => say('pong'))], ...options });
  stops.push(() => bot.stop());
  return bot;
}
const ping = async ({ server, asha }: Bot) => (await server.as(asha).slash('expense ping')).text;

describe('the connection', () => {
  test('resumes after dropped sockets and when it is asked to reconnect', async () => {
    const bot = await start();
    bot.playground.faults.dropSockets();
    await sleep(1200);
    expect(await ping(bot)).toBe('pong');
    bot.playground.faults.reconnect();
    await sleep(1200);
    expect(await ping(bot)).toBe('pong');
    expect(sessionsOf(bot)).toBe(1);
    expect(bot.gateway.isConnected()).toBe(true);
  });

  test('begins a new session when the old one is over', async () => {
    const bot = await start();
    bot.playground.faults.invalidateSession();
    await until(() => sessionsOf(bot) === 2);
    expect(await ping(bot)).toBe('pong');
    expect(sessionsOf(bot)).toBe(2);
  });

  test('goes without the Server Members intent where it is refused, and says so once', async () => {
    const bot = await start({ before: ({ faults }) => (faults.refuseMembersIntent = true) });
    expect(bot.gateway.canListMembers()).toBe(false);
    expect(await ping(bot)).toBe('pong');
    const told = bot.lines.filter(({ msg }) => String(msg).includes('Server Members intent'));
    expect(told).toHaveLength(1);
  });

  test('goes without that intent too when it is turned off while the bot runs', async () => {
    const bot = await start();
    bot.playground.faults.refuseMembersIntent = true;
    bot.playground.faults.invalidateSession();
    await until(() => !bot.gateway.canListMembers() && bot.gateway.isConnected());
    expect(bot.gateway.canListMembers()).toBe(false);
    expect(await ping(bot)).toBe('pong');
  });

  test('with a token that Discord refuses ends with the name of the variable', async () => {
    const playground = await startPlayground();
    stops.push(() => closePlayground(playground));
    const token = `${Buffer.from('1').toString('base64url')}.wrong.${'x'.repeat(27)}`;
    const gateway = connectGateway({
      token,
      apiUrl: playground.apiUrl,
      log: createLog('silent'),
    });
    stops.push(() => gateway.close());
    await expect(gateway.ready).rejects.toThrow('DISCORD_TOKEN');
  });

  test('waits for a Discord that cannot be reached yet', async () => {
    const first = await startPlayground();
    const { token, apiUrl } = first;
    await closePlayground(first);
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => lines.push(line) });
    const gateway = connectGateway({ token, apiUrl, log });
    stops.push(() => gateway.close());
    await sleep(500);
    expect(lines.join('')).toContain('cannot reach Discord; trying again');
    const second = await startPlayground({ token, port: Number(new URL(apiUrl).port) });
    stops.push(() => closePlayground(second));
    expect(await gateway.ready).toBe(second.applicationId);
  });

  test('can be closed while it waits', async () => {
    const gateway = connectGateway({
      token: 'x.y.z',
      apiUrl: 'http://127.0.0.1:9/api',
      log: createLog('silent'),
    });
    await sleep(200);
    await gateway.close();
    await expect(gateway.ready).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('keeps all that comes until it is to be delivered, then hands it on in the order in which it came', async () => {
    const playground = await startPlayground();
    stops.push(() => closePlayground(playground));
    const [asha, meera] = playground.createUsers('Asha', 'Meera') as [Person, Person];
    const server = playground.createServer({ name: 'Flat 4', members: [asha] });
    const { token, apiUrl } = playground;
    const gateway = connectGateway({ token, apiUrl, log: createLog('silent') });
    stops.push(() => gateway.close());
    const order = [
      GatewayDispatchEvents.Ready,
      GatewayDispatchEvents.GuildCreate,
      GatewayDispatchEvents.GuildMemberAdd,
      GatewayDispatchEvents.GuildMemberRemove,
    ] as const;
    const heard: [event: string, receivedAt: Date][] = [];
    for (const event of order) {
      gateway.on(event, (_data, receivedAt) => heard.push([event, receivedAt]));
    }
    await gateway.ready;
    server.addMember(meera);
    server.removeMember(meera);
    await sleep(300);
    expect(heard).toEqual([]);
    const deliveredAt = new Date();
    gateway.deliver();
    expect(heard.map(([event]) => event)).toEqual(order);
    expect(heard.every(([, receivedAt]) => receivedAt < deliveredAt)).toBe(true);
    server.addMember(meera);
    await until(() => heard.length === 5);
    expect(heard).toHaveLength(5);
  });

  test('of several shards serves the servers of all', async () => {
    const bot = await start({ gateway: { shards: [0, 1], shardCount: 2 }, playground: { shards: 2 } });
    expect(await ping(bot)).toBe('pong');
    expect(sessionsOf(bot)).toBe(2);
  });
});
