import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPlayground } from '../index.js';
import { servePage, type PageServer } from '../page/index.js';
import type { Playground } from '../index.js';

let playground: Playground;
let served: PageServer;
beforeAll(async () => {
  playground = await startPlayground();
  served = await servePage({ name: 'Nobody' });
});
afterAll(async () => {
  await playground.close();
  await served.close();
});

/** A request whose target is sent as it stands, which `fetch` would tidy. */
function ask(origin: string, path: string, headers: Record<string, string> = {}): Promise<number> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, headers }, (response) => {
      response.resume();
      response.on('end', () => {
        resolve(response.statusCode ?? 0);
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

const odd = [
  '//',
  '///',
  '//evil.example/x',
  '/%',
  '/%ff',
  '/%c0%80',
  '//?//',
  'http://[',
  'http://',
  '*',
  '/api/%',
];
const underApi = [
  '/api/v10//',
  '/api/v10/%',
  '/api/v10/%zz/x',
  '/api/v10/users/%ff',
  '/api//',
  '/api/v10/gateway/bot?%',
];

describe('a target that no client would send', () => {
  test.each([...odd, ...underApi])('%s ends neither the playground nor its page', async (path) => {
    for (const origin of [playground.apiUrl, served.url]) {
      expect(await ask(origin, path)).toBeGreaterThanOrEqual(400);
      expect(await ask(origin, path)).toBeLessThan(500);
    }
    expect(await ask(served.url, '/')).toBe(200);
  });
});

describe('another name for this machine', () => {
  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80'])(
    '%s reads nothing',
    async (host) => {
      for (const path of ['/', '/api/v10/gateway', '/attachments/1/2/a.txt', '/health']) {
        expect(await ask(served.url, path, { host })).toBe(403);
      }
    },
  );

  test.each(['127.0.0.1', 'localhost:1', 'LOCALHOST', '[::1]:4000'])('%s is this machine', async (host) => {
    expect(await ask(served.url, '/', { host })).toBe(200);
  });
});
