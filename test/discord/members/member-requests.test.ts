import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { expect, test } from '@jest/globals';
import { MemberRequests } from '../../../src/discord/members/member-requests.js';
import { FakeGateway, memberPayload } from './fake-gateway.js';

const { GuildMembersChunk, RateLimited } = GatewayDispatchEvents;

function ask() {
  const gateway = new FakeGateway();
  const requests = new MemberRequests(gateway);
  const got: string[] = [];
  const done = requests.fetchEveryone('1', (members) => got.push(...members.map(({ userId }) => userId)));
  const chunk = (count: number, ...ids: string[]) => {
    const members = ids.map((id) => memberPayload(id));
    gateway.emit(GuildMembersChunk, { guild_id: '1', members, chunk_count: count, nonce: gateway.nonce });
  };
  return { gateway, done, got, chunk };
}

test('everyone is there only with the last chunk, however short the chunks before it are', async () => {
  const { done, got, chunk } = ask();
  let isDone = false;
  void done.then(() => (isDone = true));
  chunk(3, '10', '11');
  chunk(3);
  await new Promise(setImmediate);
  expect([isDone, got]).toEqual([false, ['10', '11']]);
  chunk(3, '12');
  await done;
  expect(got).toEqual(['10', '11', '12']);
});

test('chunks of another request are left to it', async () => {
  const { gateway, done, got, chunk } = ask();
  const strange = { members: [memberPayload('99')], chunk_count: 1, nonce: 'of another' };
  gateway.emit(GuildMembersChunk, { guild_id: '1', ...strange });
  chunk(1, '10');
  await done;
  expect(got).toEqual(['10']);
});

test('a request that Discord refuses fails at once', async () => {
  const { gateway, done } = ask();
  gateway.emit(RateLimited, { opcode: 8, retry_after: 20, meta: { guild_id: '1', nonce: gateway.nonce } });
  await expect(done).rejects.toThrow('too often');
});
