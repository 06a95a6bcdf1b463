import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { ClientRefusal } from '../api.js';
import type { LocalPlayground } from '../start-playground.js';
import { PageActions } from './actions.js';
import { findAssets } from './assets.js';
import { fileHeaders, pageHeaders, refuseOtherHosts, refuseOtherSenders, refuseOtherSites } from './guard.js';
import type { PageEnv } from './guard.js';
import type { OfferedWorld, PageStore } from './offers.js';
import type { PageAction, PageSetup, PageTool } from './protocol.js';
import { PageStreams } from './streams.js';
import { useTool } from './tools.js';
import { PageView } from './view.js';

export interface PageOptions {
  /** The worlds that the page offers. Default: none. */
  readonly worlds?: readonly OfferedWorld[];
  /** Undefined: the page shows no stored files. */
  readonly store?: PageStore | undefined;
  /** The picture of the bot and the page, as SVG. Default: a plain one. */
  readonly icon?: string;
  /** The folder of the built page. Found by default. */
  readonly assetsDir?: string;
  /** Answers all other requests, e.g. `/health`. */
  readonly others?: RequestListener;
}

const bodyLimitBytes = 40 * 1024 * 1024;

/** Serves the page at the root of the playground's port, and its requests under `/page/`. */
export class Page {
  /** Answers the page's requests, and lets `others` answer the rest. */
  readonly listen: RequestListener;
  readonly #app = new Hono<PageEnv>();
  readonly #view: PageView;
  readonly #streams: PageStreams;
  readonly #actions: PageActions;

  constructor(
    readonly playground: LocalPlayground,
    readonly options: PageOptions,
  ) {
    this.#view = new PageView(playground.interactions, playground.gateway);
    this.#streams = new PageStreams(playground, this.#view, setupOf(playground, options));
    this.#actions = new PageActions(playground.interactions);
    this.#serveAssets();
    this.#app.use('/page/*', refuseOtherHosts, refuseOtherSites);
    this.#serveGets();
    this.#servePosts();
    if (options.store !== undefined) this.#serveStore(options.store);
    this.#app.all('/page/*', (c) => sendJson(c, { error: 'The page has no such address' }, 404));
    this.#app.notFound((c) => passOn(c, options.others));
    this.#app.onError(tellError);
    const listener = getRequestListener((request, env) => this.#app.fetch(request, env));
    this.listen = (request, response) => void listener(request, response);
  }

  close(): void {
    this.#streams.close();
  }

  #serveAssets(): void {
    const { assetsDir, icon } = this.options;
    for (const { path, file, contentType } of findAssets(assetsDir)) {
      this.#app.get(path, refuseOtherHosts, (c) => {
        const content = path === '/icon.svg' && icon !== undefined ? icon : readFileSync(file);
        return c.body(content, 200, { 'content-type': contentType });
      });
    }
  }

  #serveGets(): void {
    this.#app.get('/page/messages/:channel', (c) =>
      sendJson(c, this.#view.history(userIdOf(c), c.req.param('channel'), c.req.query('before'))),
    );
    this.#app.get('/page/commands/:channel', (c) =>
      sendJson(c, this.#actions.commands(userIdOf(c), c.req.param('channel'))),
    );
    this.#app.get('/page/files/:file', (c) => this.#sendFile(c, c.req.param('file')));
    this.#app.get('/page/stream', (c) => {
      const { incoming, outgoing } = c.env;
      outgoing.writeHead(200, { ...pageHeaders, 'content-type': 'text/event-stream' });
      this.#streams.open(userIdOf(c), incoming, outgoing);
      return RESPONSE_ALREADY_SENT;
    });
  }

  #servePosts(): void {
    const onError = async (c: Context<PageEnv>) => {
      // Answered before the whole body has come, the sender would find the connection closed instead of the answer.
      await c.req.raw.body?.pipeTo(new WritableStream()).catch(() => undefined);
      return sendJson(c, { error: 'That is too much at once' }, 413);
    };
    this.#app.post('/page/*', refuseOtherSenders, bodyLimit({ maxSize: bodyLimitBytes, onError }));
    this.#app.post('/page/act/:channel', async (c) => {
      const action = await parseJson<PageAction>(c);
      return sendJson(c, await this.#actions.act(userIdOf(c), c.req.param('channel'), action));
    });
    this.#app.post('/page/tool', async (c) =>
      sendJson(c, useTool(this.playground, this.options.worlds ?? [], await parseJson<PageTool>(c))),
    );
  }

  #serveStore(store: PageStore): void {
    this.#app.get('/page/store', async (c) => sendJson(c, await store.list()));
    this.#app.get('/page/store/:key{.+}', async (c) =>
      sendJson(c, { text: await store.read(c.req.param('key')) }),
    );
    this.#app.post('/page/store', async (c) => {
      await store.runNow();
      return sendJson(c, {});
    });
  }

  #sendFile(c: Context<PageEnv>, id: string): Response {
    const file = this.playground.interactions.world.files.get(id);
    if (file === undefined) return c.body(null, 404, fileHeaders);
    const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(file.contentType);
    return c.body(file.content, 200, {
      ...fileHeaders,
      'content-type': isPicture ? file.contentType : 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
  }
}

/** Sent once to each window, as it opens. */
function setupOf({ bot }: LocalPlayground, { worlds = [], store }: PageOptions): PageSetup {
  const offered = worlds.map(({ name, label, playLabel, examples }) => ({
    name,
    label,
    playLabel,
    examples,
  }));
  if (store === undefined) return { botName: bot.name, worlds: offered };
  const { name, shortName, hint, title, emptyText } = store;
  return { botName: bot.name, worlds: offered, store: { name, shortName, hint, title, emptyText } };
}

function userIdOf(c: Context<PageEnv>): string {
  return c.req.query('as') ?? '';
}

async function parseJson<T>(c: Context<PageEnv>): Promise<T> {
  try {
    return await c.req.json<T>();
  } catch {
    throw new HTTPException(400, { message: 'That is no JSON' });
  }
}

function sendJson(c: Context, body: unknown, status: 200 | 400 | 404 | 413 | 500 = 200): Response {
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/json' });
}

function passOn(c: Context<PageEnv>, others: RequestListener | undefined): Response {
  if (others === undefined) return c.body(null, 404);
  others(c.env.incoming, c.env.outgoing);
  return RESPONSE_ALREADY_SENT;
}

function tellError(error: Error, c: Context<PageEnv>): Response {
  const isRefused = error instanceof ClientRefusal || error instanceof HTTPException;
  return sendJson(c, { error: error.message }, isRefused ? 400 : 500);
}
