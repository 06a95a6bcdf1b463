import { createServer } from 'node:http';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { DiscordError, refuse } from './discord-error.js';
import type { FaultPlan } from './fault-plan.js';
import type { Faults, PlaygroundOptions, RequestRecord } from '../api.js';
import type { Interactions } from './interactions.js';
import { RateLimits } from './rate-limits.js';
import { isOwnHost, parseTarget, type RequestTarget } from './request-target.js';
import { readBody } from './rest/read-body.js';
import { findRoute } from './rest/router.js';
import { routes } from './rest/routes.js';
import type { World } from './world.js';

const requestRecordLimit = 2000;
const unknownRouteLimit = 200;

export interface RestParts {
  readonly world: World;
  readonly interactions: Interactions;
  readonly faults: Faults;
  readonly plan: FaultPlan;
  readonly token: string;
  readonly options: PlaygroundOptions;
}

interface Outcome {
  readonly status: number;
  readonly body?: unknown;
  readonly code?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly loseAnswer?: boolean;
}

/** Discord's REST API, and the files of its messages. */
export class RestServer {
  readonly http: HttpServer;
  readonly requests: RequestRecord[] = [];
  /** `METHOD /path` of requested routes that are not played. */
  readonly unknownRoutes: string[] = [];
  readonly #limits: RateLimits;

  constructor(readonly parts: RestParts) {
    const { globalRequestsPerSecond = 50, routeLimits = [] } = parts.options;
    this.#limits = new RateLimits(globalRequestsPerSecond, routeLimits);
    this.http = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        if (!response.headersSent) send(response, tellOwnFault(error));
      });
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOwnHost(request.headers.host)) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end('Only for this machine.');
      return;
    }
    const { path, query } = parseTarget(request.url);
    const apiPath = /^\/api(?:\/v\d+)?(\/.*)$/.exec(path)?.[1];
    if (apiPath === undefined) {
      this.#serveOther(path, request, response);
      return;
    }
    const method = request.method ?? 'GET';
    const outcome = await this.#run(method, { path: apiPath, query }, request);
    this.#note(method, hideToken(apiPath), outcome);
    if (outcome.loseAnswer === true) request.socket.resetAndDestroy();
    else send(response, outcome);
  }

  async #run(method: string, { path, query }: RequestTarget, request: IncomingMessage): Promise<Outcome> {
    try {
      const { json, files } = await readBody(request, this.parts.world.fileLimitBytes);
      const suffering = this.parts.plan.take(`${method} ${path}`);
      if (suffering.failWith !== undefined) return failAsOrdered(suffering.failWith);
      if (suffering.delayMs > 0) await wait(suffering.delayMs);
      const found = findRoute(routes, method, path);
      if (found === undefined) return this.#refuseLoudly(`${method} ${hideToken(path)}`);
      const { route, params } = found;
      if (route.byToken !== true && request.headers.authorization !== `Bot ${this.parts.token}`) {
        throw refuse('unauthorized');
      }
      const limit = this.#limits.count(`${method} ${path}`, route.byToken === true);
      if (limit.over !== undefined) return tooMany(limit.over, limit.headers);
      const { world, interactions, faults, options } = this.parts;
      const reply = route.run({
        ...{ world, interactions, faults, params, json, files },
        gatewayUrl: `${world.origin.replace('http', 'ws')}/gateway`,
        shards: options.shards ?? 1,
        query,
      });
      const status = reply.status ?? (reply.body === undefined ? 204 : 200);
      return { status, body: reply.body, headers: limit.headers, loseAnswer: suffering.loseAnswer };
    } catch (error) {
      if (error instanceof DiscordError) {
        return { status: error.status, body: error.toBody(), code: error.code, headers: {} };
      }
      return tellOwnFault(error);
    }
  }

  /** Answers 400, because libraries show its message. A 404 would mean something deleted, and 5xx is retried. */
  #refuseLoudly(route: string): Outcome {
    const message = `${route} is not played`;
    if (!this.unknownRoutes.includes(route) && this.unknownRoutes.length < unknownRouteLimit) {
      this.unknownRoutes.push(route);
      process.emitWarning(message, 'PlaygroundWarning');
    }
    return { status: 400, body: { message, code: 0 }, code: 0, headers: {} };
  }

  #note(method: string, path: string, { status, code }: Outcome): void {
    this.requests.push({ method, path, status, code, atMs: this.parts.world.now() });
    if (this.requests.length > requestRecordLimit) this.requests.shift();
  }

  #serveOther(path: string, request: IncomingMessage, response: ServerResponse): void {
    const fileId = /^\/attachments\/\d+\/(\d+)\//.exec(path)?.[1];
    const file = fileId === undefined ? undefined : this.parts.world.files.get(fileId);
    if (file !== undefined) {
      response.writeHead(200, {
        'content-type': file.contentType,
        'content-length': file.content.byteLength,
        // A file opened in a browser must not run on the page's origin.
        'content-disposition': 'attachment',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      });
      response.end(file.content);
      return;
    }
    const { others } = this.parts.options;
    if (others === undefined) response.writeHead(404).end();
    else others(request, response);
  }
}

/** Interaction tokens are secret and differ each time. */
function hideToken(path: string): string {
  return path.replace(/^(\/(?:interactions|webhooks)\/\d+\/)[^/]+/, '$1token');
}

/** An error of the playground itself must not look like one of Discord. */
function tellOwnFault(error: unknown): Outcome {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, body: { message: `Playground fault: ${what}`, code: 0 }, code: 0, headers: {} };
}

function failAsOrdered({ status, code }: { readonly status: number; readonly code: number }): Outcome {
  if (status === 429 && code === 0)
    return tooMany({ retryAfterSeconds: 0.3, global: false }, { 'retry-after': '1' });
  const message = status >= 500 ? 'Internal Server Error' : 'Ordered by a test';
  return { status, body: { message: `${status}: ${message}`, code }, code, headers: {} };
}

function tooMany(
  over: { readonly retryAfterSeconds: number; readonly global: boolean },
  headers: Readonly<Record<string, string>>,
): Outcome {
  const body = {
    message: 'You are being rate limited.',
    code: 0,
    retry_after: over.retryAfterSeconds,
    global: over.global,
  };
  return { status: 429, body, code: 0, headers: { 'x-ratelimit-scope': 'user', ...headers } };
}

function send(response: ServerResponse, { status, body, headers }: Outcome): void {
  // A 204 must not carry a JSON content type: discord.js would try to parse it.
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
