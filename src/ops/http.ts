import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from './log.js';

/** What `/health` says; each part is true when it can do its work. */
export interface Health {
  readonly database: boolean;
  readonly discord: boolean;
}

/** Answers one route, e.g. `POST /interactions`. */
export type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface AnswerOptions {
  readonly log: Log;
  readonly checkHealth: () => Health | Promise<Health>;
  /** By method and path, e.g. `GET /metrics`. */
  readonly routes?: Readonly<Record<string, Route>>;
}

export interface HttpOptions extends AnswerOptions {
  readonly port: number;
}

export interface HttpServer {
  /** Undefined where the port was taken and the process goes on without HTTP. */
  readonly port: number | undefined;
  close(): Promise<void>;
}

/** A health check asks a database that may hang; whoever asks us waits no longer than this. */
const healthWithinMs = 2000;

/** Serves health and other routes. A taken port is logged, and the process goes on without. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { port, log } = options;
  const server = createServer((request, response) => {
    void answerHttp(request, response, options);
  });
  server.requestTimeout = 10_000;
  const isListening = await listen(server, port, log);
  // A connection that fails later concerns only whoever made it.
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

function listen(server: Server, port: number, log: Log): Promise<boolean> {
  return new Promise((resolve) => {
    server.once('error', (err: NodeJS.ErrnoException) => {
      const why =
        err.code === 'EADDRINUSE'
          ? `HTTP_PORT ${port} is taken by another program`
          : `HTTP_PORT ${port} cannot be used`;
      log.error({ err }, `${why}; going on without /health`);
      resolve(false);
    });
    server.listen(port, () => {
      server.removeAllListeners('error');
      resolve(true);
    });
  });
}

/** Answers one request as `startHttp` would, for whoever has a server already. */
export async function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  options: AnswerOptions,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const route = options.routes?.[`${method} ${path}`];
  try {
    if (`${method} ${path}` === 'GET /health') await answerHealth(response, options);
    else if (route) await route(request, response);
    else sendJson(response, 404, { error: 'not found' });
  } catch (err) {
    options.log.error({ err, path }, 'an HTTP request failed');
    if (!response.headersSent) sendJson(response, 500, { error: 'failed' });
    else response.end();
  }
}

async function answerHealth(response: ServerResponse, { checkHealth }: AnswerOptions): Promise<void> {
  const none: Health = { database: false, discord: false };
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Health>((resolve) => {
    timer = setTimeout(() => {
      resolve(none);
    }, healthWithinMs);
  });
  const health = await Promise.race([Promise.resolve().then(checkHealth), tooLate]).finally(() => {
    clearTimeout(timer);
  });
  const ok = health.database && health.discord;
  sendJson(response, ok ? 200 : 503, { ok, ...health });
}

/** Sends one JSON answer. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
