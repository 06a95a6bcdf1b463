import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  createRequestListener,
  startHttp,
  type Health,
  type HttpServer,
  type Route,
} from '../../src/ops/http.js';
import { createLog } from '../../src/ops/log.js';

/** As they are before any server is started. */
const { Request: request, Response: response } = globalThis;
const running: HttpServer[] = [];
const lines: string[] = [];
const log = createLog('info', { write: (line) => lines.push(line) });

async function serve(
  checkHealth: () => Health | Promise<Health>,
  routes: Record<string, Route> = {},
  port = 0,
) {
  const server = await startHttp({ host: '127.0.0.1', port, log, checkHealth, routes });
  running.push(server);
  return { server, origin: `http://127.0.0.1:${server.port}` };
}
const well: Health = { database: true, discord: true };

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
  lines.length = 0;
});

describe('the HTTP server', () => {
  test('says that all is well', async () => {
    const { origin } = await serve(() => well);
    const response = await fetch(`${origin}/health?x=1`);
    expect([response.status, await response.json()]).toEqual([200, { ok: true, ...well }]);
  });

  test('says 503 when a part is not well, names it, and when the check itself fails', async () => {
    const { origin } = await serve(() => ({ database: false, discord: true }));
    const response = await fetch(`${origin}/health`);
    expect([response.status, await response.json()]).toEqual([
      503,
      { ok: false, database: false, discord: true },
    ]);
    const broken = await serve(() => Promise.reject(new Error('x')));
    const failed = await fetch(`${broken.origin}/health`);
    expect([failed.status, await failed.json()]).toEqual([500, { error: 'failed' }]);
    expect(lines.join('')).toContain('"path":"/health"');
  });

  test('says 503 when the check hangs', async () => {
    const { origin } = await serve(() => new Promise(() => undefined));
    const response = await fetch(`${origin}/health`);
    expect([response.status, await response.json()]).toEqual([
      503,
      { ok: false, database: false, discord: false },
    ]);
  });

  test('answers HEAD as GET, without a body, and lets nobody keep what it said', async () => {
    const { origin } = await serve(() => well);
    const response = await fetch(`${origin}/health`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('answers a check in HTTP/1.0, which names no host', async () => {
    const { server } = await serve(() => well);
    const socket = connect(Number(server.port), '127.0.0.1');
    socket.end('GET /health HTTP/1.0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('reads no more of a body than its limit, whether its length is said or not', async () => {
    const { origin } = await serve(() => well, {
      'POST /interactions': async (request) => new Response(String((await request.text()).length)),
    });
    const tooLong = 'x'.repeat(1024 * 1024 + 1);
    const chunks = () => new Blob([tooLong]).stream();
    for (const body of [tooLong, chunks()]) {
      const response = await fetch(`${origin}/interactions`, { method: 'POST', body, duplex: 'half' });
      expect([response.status, await response.json()]).toEqual([413, { error: 'too large' }]);
    }
    const longest = await fetch(`${origin}/interactions`, { method: 'POST', body: tooLong.slice(1) });
    expect(await longest.text()).toBe('1048576');
  });

  test('leaves the Request and Response of the process alone', async () => {
    await serve(() => well);
    expect([globalThis.Request === request, globalThis.Response === response]).toEqual([true, true]);
  });

  test('lends its answers to another server', async () => {
    const listener = createRequestListener({ log, checkHealth: () => well });
    const server = createServer((request: IncomingMessage, response) => {
      if (request.url === '/page') response.end('a page');
      else listener(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await (await fetch(`${origin}/page`)).text()).toBe('a page');
    expect(await (await fetch(`${origin}/health`)).json()).toEqual({ ok: true, ...well });
    server.close();
    server.closeAllConnections();
  });

  test.each(['//', '/%', '//evil.example/health', 'http://[', '*', '/%ff'])(
    'answers the target %s, which no client would send, and lives on',
    async (target) => {
      const { server, origin } = await serve(() => well);
      const socket = connect(Number(server.port), '127.0.0.1');
      socket.end(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect((await fetch(`${origin}/health`)).status).toBe(200);
    },
  );

  test('listens only where it is told to, and says so by name where that cannot be', async () => {
    const { server } = await serve(() => well);
    // All of 127/8 is this machine; only the one address was asked for.
    await expect(fetch(`http://127.0.0.2:${server.port}/health`)).rejects.toThrow();
    const nowhere = await startHttp({ host: '192.0.2.1', port: 0, log, checkHealth: () => well });
    expect(nowhere.port).toBeUndefined();
    expect(lines.join('')).toContain(
      'HTTP_HOST and HTTP_PORT name an address that cannot be used, 192.0.2.1 0',
    );
  });

  test('frees the port and closes open connections', async () => {
    const { server, origin } = await serve(() => well);
    const socket = connect(Number(server.port), '127.0.0.1');
    socket.write('GET /health HTTP/1.1\r\nHost: of-a-request-that-never-ends\r\n');
    await fetch(`${origin}/health`);
    const ended = text(socket);
    await server.close();
    expect(await ended).toBe('');
    await expect(fetch(`${origin}/health`)).rejects.toThrow();
  });

  test('carries other routes, and knows no others', async () => {
    const { origin } = await serve(() => well, {
      'POST /interactions': async (request) => new Response(`pong to ${await request.text()}`),
    });
    const response = await fetch(`${origin}/interactions`, { method: 'POST', body: 'ping' });
    expect(await response.text()).toBe('pong to ping');
    for (const [method, path] of [
      ['GET', '/interactions'],
      ['POST', '/health'],
      ['GET', '/health/more'],
      ['GET', '/'],
    ] as const) {
      const unknown = await fetch(origin + path, { method });
      expect([unknown.status, unknown.headers.get('content-type'), await unknown.json()]).toEqual([
        404,
        'application/json',
        { error: 'not found' },
      ]);
    }
  });

  test('goes on without HTTP when the port is taken, and says so by name', async () => {
    const { server } = await serve(() => well);
    const second = await serve(() => well, {}, server.port);
    expect(second.server.port).toBeUndefined();
    expect(lines.join('')).toContain(`HTTP_PORT ${server.port} is taken by another program`);
  });
});
