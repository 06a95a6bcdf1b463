import { request } from 'node:http';
import { Server } from 'node:net';
import { expect, jest, test } from '@jest/globals';
import { startBucket } from '../../demo/bucket/start-bucket.js';

test('the bucket refuses more at once than its memory should hold', async () => {
  const bucket = await startBucket();
  try {
    const body = new Uint8Array(64 * 1024 * 1024 + 1);
    const answer = await fetch(`${bucket.url}/a`, { method: 'PUT', body });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>EntityTooLarge</Code>');
  } finally {
    await bucket.stop();
  }
});

test('the public bucket is read only under a name of this machine, and survives any target', async () => {
  const bucket = await startBucket({ publicRead: true });
  const { hostname, port } = new URL(bucket.url);
  const ask = (path: string, host: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request({ hostname, port, path, headers: { host } }, (response) => {
        response.resume();
        response.on('end', () => {
          resolve(response.statusCode ?? 0);
        });
      });
      asked.on('error', reject);
      asked.end();
    });
  try {
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80']) {
      expect(await ask('/hisaab/users.csv', host)).toBe(403);
      expect(await ask('/hisaab?list-type=2', host)).toBe(403);
    }
    for (const path of ['//', '/%', '/hisaab/%ff', 'http://[', 'http://evil.example/', '*', '//?uploads']) {
      const status = await ask(path, `127.0.0.1:${port}`);
      expect([path, status]).toEqual([path, expect.any(Number)]);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(await ask('/hisaab/users.csv', `localhost:${port}`)).toBe(404);
  } finally {
    await bucket.stop();
  }
});

test('the bucket listens once, on loopback: no way leads past what it checks', async () => {
  const listen = jest.spyOn(Server.prototype, 'listen');
  const bucket = await startBucket({ publicRead: true });
  try {
    expect(listen.mock.contexts.map((server) => (server as Server).address())).toEqual([
      expect.objectContaining({ address: '127.0.0.1', port: Number(new URL(bucket.url).port) }),
    ]);
  } finally {
    listen.mockRestore();
    await bucket.stop();
  }
});
