import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { ServerPresence } from '../../src/discord/server-presence.js';
import { shardOf, snowflakeTime } from '../../src/discord/snowflake.js';
import type { Interaction } from '../../src/discord/receive/parse-interaction.js';
import type { ServerList } from '../../src/people/compare-servers.js';
import type { Servers } from '../../src/people/servers.js';
import { createLog } from '../../src/ops/log.js';
import { FakeGateway } from './members/fake-gateway.js';

const { GuildCreate, GuildDelete, Ready } = GatewayDispatchEvents;

let gateway: FakeGateway;
let presence: ServerPresence;
/** What was noted, in its order. */
let notes: string[];
let lists: ServerList[];

beforeEach(() => {
  gateway = new FakeGateway();
  notes = [];
  lists = [];
  const servers: Servers = {
    compare(list) {
      lists.push(list);
      return Promise.resolve({ removed: 0, returned: 0, erasing: [] });
    },
    async markRemoved(guildId) {
      // A removal takes longer than a return.
      await new Promise((resolve) => setImmediate(resolve));
      notes.push(`removed ${guildId}`);
    },
    markReturned(guildId) {
      notes.push(`returned ${guildId}`);
      return Promise.resolve('kept');
    },
    findState: () => Promise.resolve('kept'),
    findErased: () => Promise.resolve(new Map()),
  };
  presence = new ServerPresence({ gateway, servers, log: createLog('silent'), clock: () => new Date(0) });
});
afterEach(() => presence.stop());

/** Resolves when everything is noted: a command waits for it. */
const settle = () => presence.requireUsable({ guildId: '1' } as Interaction);

test('servers of the list, and those back from an outage, are not noted one by one', async () => {
  gateway.emit(Ready, { guilds: [{ id: '1' }, { id: '2' }] });
  for (const id of ['1', '2']) gateway.emit(GuildCreate, { id });
  gateway.emit(GuildDelete, { id: '1', unavailable: true });
  gateway.emit(GuildCreate, { id: '1' });
  await settle();
  expect(notes).toEqual([]);
  expect(lists.map(({ present }) => [...present])).toEqual([['1', '2']]);
});

test('removals and returns are noted in their order', async () => {
  gateway.emit(Ready, { guilds: [{ id: '1' }] });
  gateway.emit(GuildDelete, { id: '1' });
  gateway.emit(GuildCreate, { id: '1' });
  gateway.emit(GuildDelete, { id: '1' });
  await settle();
  expect(notes).toEqual(['removed 1', 'returned 1', 'removed 1']);
});

test('the list of a shard says nothing of the servers of others', async () => {
  const ids = [0, 1, 2, 3].map((shard) => String(BigInt(shard) << 22n));
  gateway.emit(Ready, { guilds: [{ id: ids[1] }], shard: [1, 4] });
  await settle();
  expect(ids.map((id) => lists[0]?.isCovered(id))).toEqual([false, true, false, false]);
  expect(ids.map((id) => shardOf(id, 4))).toEqual([0, 1, 2, 3]);
});

test('an id says when it was made', () => {
  // The example of Discord's documentation.
  expect(snowflakeTime('175928847299117063').toISOString()).toBe('2016-04-30T11:18:25.796Z');
});
