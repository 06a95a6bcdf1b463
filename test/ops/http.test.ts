import { afterEach, describe, expect, test } from '@jest/globals';
import { startHttp, type Health, type HttpServer, type Route } from '../../src/ops/http.js';
import { createLog } from '../../src/ops/log.js';

const running: HttpServer[] = [];
const lines: string[] = [];
const log = createLog('info', { write: (line) => lines.push(line) });

async function serve(
  checkHealth: () => Health | Promise<Health>,
  routes: Record<string, Route> = {},
  port = 0,
) {
  const server = await startHttp({ port, log, checkHealth, routes });
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
    expect((await fetch(`${broken.origin}/health`)).status).toBe(500);
  });

  test('says 503 when the check hangs', async () => {
    const { origin } = await serve(() => new Promise(() => undefined));
    expect((await fetch(`${origin}/health`)).status).toBe(503);
  });

  test('carries other routes, and knows no others', async () => {
    const { origin } = await serve(() => well, {
      'POST /interactions': (_, response) => void response.end('pong'),
    });
    expect(await (await fetch(`${origin}/interactions`, { method: 'POST' })).text()).toBe('pong');
    expect((await fetch(`${origin}/interactions`)).status).toBe(404);
  });

  test('goes on without HTTP when the port is taken, and says so by name', async () => {
    const { server } = await serve(() => well);
    const second = await serve(() => well, {}, server.port);
    expect(second.server.port).toBeUndefined();
    expect(lines.join('')).toContain(`HTTP_PORT ${server.port} is taken by another program`);
  });
});
