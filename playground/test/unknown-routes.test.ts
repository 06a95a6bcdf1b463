import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { REST } from 'discord.js';
import { startPlayground } from '../index.js';
import type { Playground } from '../index.js';
import { callRest } from './call-rest.js';

let playground: Playground;
const warn = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);

beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(async () => {
  warn.mockRestore();
  await playground.close();
});

test('nothing is unknown before it was asked for', () => {
  expect(playground.unknownRoutes()).toEqual([]);
});

test('an unknown route is refused by name', async () => {
  const response = await fetch(`${playground.apiUrl}/v10/guilds/1/emojis`);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ message: 'GET /guilds/1/emojis is not played', code: 0 });
});

test('so is a known path with another method', async () => {
  const { status, body } = await callRest(playground, 'PUT', '/users/@me', {});
  expect(status).toBe(400);
  expect(body['message']).toBe('PUT /users/@me is not played');
});

test('each is listed once, without the secrets of interactions', async () => {
  await callRest(playground, 'GET', '/guilds/1/emojis');
  await callRest(playground, 'GET', '/webhooks/1/a-secret-token/github');
  expect(playground.unknownRoutes()).toEqual([
    'GET /guilds/1/emojis',
    'PUT /users/@me',
    'GET /webhooks/1/token/github',
  ]);
});

test('each is logged once', () => {
  const told = playground.unknownRoutes().map((route) => [`${route} is not played`, 'PlaygroundWarning']);
  expect(warn.mock.calls).toEqual(told);
});

test('discord.js names it to the author of a bot', async () => {
  const rest = new REST({ api: playground.apiUrl }).setToken(playground.token);
  await expect(rest.get('/voice/regions')).rejects.toThrow('GET /voice/regions is not played');
});

test('it is in the record of requests', () => {
  const unknown = playground.requests().filter(({ status }) => status === 400);
  expect(unknown.map(({ method, path }) => `${method} ${path}`)).toContain('GET /voice/regions');
});
