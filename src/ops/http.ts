import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { timeout } from 'hono/timeout';
import type { Log } from './log.js';

/** The answer of `/health`. True: that part works. */
export interface Health {
  readonly database: boolean;
  readonly discord: boolean;
}

/** Answers one route, e.g. `POST /interactions`. */
export type Route = (request: Request) => Response | Promise<Response>;

export interface AnswerOptions {
  readonly log: Log;
  readonly checkHealth: () => Health | Promise<Health>;
  /** By method and path, e.g. `GET /metrics`. */
  readonly routes?: Readonly<Record<string, Route>>;
}

export interface HttpOptions extends AnswerOptions {
  /** The address of this machine at which it listens. */
  readonly host: string;
  readonly port: number;
}

export interface HttpServer {
  /** Undefined if the port was taken and the process goes on without HTTP. */
  readonly port: number | undefined;
  close(): Promise<void>;
}

/** A health check asks the database, which may hang. */
const healthTimeoutMs = 2000;

/** Above the longest interaction: 25 options of 6000 characters, four bytes each. */
const bodyLimitBytes = 1024 * 1024;

const headers = { 'cache-control': 'no-store' };

/** Serves health and other routes. If the port is taken, that is logged and the process goes on without HTTP. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { host, port, log } = options;
  const server = createServer({ requestTimeout: 10_000 }, createRequestListener(options));
  const isListening = await listen(server, { host, port }, log);
  // Later errors concern single connections.
  server.on('error', (err) => {
    log.warn({ err }, 'the HTTP server had an error');
  });
  return {
    port: isListening ? (server.address() as AddressInfo).port : undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(
  server: Server,
  { host, port }: Pick<HttpOptions, 'host' | 'port'>,
  log: Log,
): Promise<boolean> {
  return new Promise((resolve) => {
    server.once('error', (err: NodeJS.ErrnoException) => {
      const why =
        err.code === 'EADDRINUSE'
          ? `HTTP_PORT ${port} is taken by another program`
          : `HTTP_HOST and HTTP_PORT name an address that cannot be used, ${host} ${port}`;
      log.error({ err }, `${why}; going on without /health`);
      resolve(false);
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve(true);
    });
  });
}

/** Answers requests as `startHttp` does, for an existing server. */
export function createRequestListener(options: AnswerOptions): RequestListener {
  const listener = getRequestListener(createApp(options).fetch, {
    // The rest of the process keeps Node's own Request and Response.
    overrideGlobalObjects: false,
    // HTTP/1.0, which some load balancers check health with, names no host.
    hostname: 'localhost',
  });
  return (request, response) => void listener(request, response);
}

function createApp({ log, checkHealth, routes = {} }: AnswerOptions): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: bodyLimitBytes, onError: refuseBody }));
  app.get('/health', timeout(healthTimeoutMs, healthUnknown), async () => toAnswer(await checkHealth()));
  for (const [route, answer] of Object.entries(routes)) {
    const [method = '', path = ''] = route.split(' ');
    app.on(method, path, (c) => answer(c.req.raw));
  }
  app.notFound((c) => c.json({ error: 'not found' }, 404, headers));
  app.onError((err, c) => {
    if (err instanceof HTTPException) return err.getResponse();
    log.error({ err, path: c.req.path }, 'an HTTP request failed');
    return c.json({ error: 'failed' }, 500, headers);
  });
  return app;
}

/** The rest of the body is unread, so the connection cannot carry another request. */
function refuseBody(c: Context): Response {
  return c.json({ error: 'too large' }, 413, { ...headers, connection: 'close' });
}

/** A check that times out counts as failed. */
function healthUnknown(): HTTPException {
  return new HTTPException(503, { res: toAnswer({ database: false, discord: false }) });
}

function toAnswer(health: Health): Response {
  const ok = health.database && health.discord;
  return Response.json({ ok, ...health }, { status: ok ? 200 : 503, headers });
}
