import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { beforeEach, expect, test } from '@jest/globals';
import { SeenMembers } from '../../../src/discord/members/seen-members.js';
import { FakeGateway, memberPayload } from './fake-gateway.js';

let gateway: FakeGateway;
let seen: SeenMembers;
let nowMs: number;

beforeEach(() => {
  nowMs = 1_000;
  gateway = new FakeGateway();
  seen = new SeenMembers(gateway, () => nowMs);
});

const asha = { userId: '7', name: 'Asha', isBot: false };

test('who was seen is known for a day where events tell who leaves, and else for a minute', () => {
  seen.add('1', [asha]);
  nowMs += 23 * 3_600_000;
  expect(seen.get('1', '7')).toEqual(asha);
  nowMs += 3_600_001;
  expect(seen.get('1', '7')).toBeUndefined();
  gateway.mayListMembers = false;
  seen.add('1', [asha]);
  nowMs += 59_000;
  expect(seen.get('1', '7')).toEqual(asha);
  nowMs += 1_001;
  expect(seen.get('1', '7')).toBeUndefined();
});

test('who leaves is forgotten in that server alone', () => {
  seen.add('1', [asha]);
  seen.add('2', [asha]);
  gateway.emit(GatewayDispatchEvents.GuildMemberRemove, { guild_id: '1', user: { id: '7' } });
  expect([seen.get('1', '7'), seen.get('2', '7')]).toEqual([undefined, asha]);
});

test('of a server that is gone nobody is known any more', () => {
  seen.add('1', [asha]);
  seen.add('12', [asha]);
  gateway.emit(GatewayDispatchEvents.GuildDelete, { id: '1' });
  expect([seen.get('1', '7'), seen.get('12', '7')]).toEqual([undefined, asha]);
});

test('a new name comes with the event of the change', () => {
  seen.add('1', [asha]);
  const payload = { guild_id: '1', ...memberPayload('7', 'captain') };
  gateway.emit(GatewayDispatchEvents.GuildMemberUpdate, payload);
  expect(seen.get('1', '7')?.name).toBe('captain');
});

test('a new session, which has missed events, begins with nobody known', () => {
  seen.add('1', [asha]);
  gateway.emit(GatewayDispatchEvents.Ready, {});
  expect(seen.get('1', '7')).toBeUndefined();
});
