import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Routes } from 'discord-api-types/v10';
import { createRest, isLimited } from '../../../src/discord/connection/rest.js';

let server: Server;
let requests = 0;
let retryAfterSeconds = 0;

beforeEach(async () => {
  requests = 0;
  server = createServer((_request, response) => {
    requests += 1;
    const isRefused = requests === 1;
    response.writeHead(isRefused ? 429 : 200, {
      'content-type': 'application/json',
      ...(isRefused && { 'retry-after': String(retryAfterSeconds) }),
    });
    response.end(JSON.stringify(isRefused ? { code: 30046, retry_after: retryAfterSeconds } : { id: '1' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const route = Routes.channelMessage('600000000000000001', '600000000000000002');

function connect() {
  return createRest('token', `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`);
}

describe('a request that Discord puts off', () => {
  test('waits where that is short', async () => {
    retryAfterSeconds = 0.1;
    await expect(connect().patch(route, { body: {} })).resolves.toEqual({
      id: '1',
    });
    expect(requests).toBe(2);
  });

  test('is given up where it is an edit of a message, and the wait is long', async () => {
    retryAfterSeconds = 600;
    const error: unknown = await connect()
      .patch(route, { body: {} })
      .catch((thrown: unknown) => thrown);
    expect(isLimited(error)).toBe(true);
    expect(requests).toBe(1);
  });
});
