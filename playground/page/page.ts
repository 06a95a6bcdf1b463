import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import { findAssets } from './assets.js';
import type { Assets } from './assets.js';
import { PageActions } from './actions.js';
import type { PageAction, PageTool } from './protocol.js';
import type { BucketObject } from './protocol.js';
import { PageStreams } from './streams.js';
import { PageView } from './view.js';
import { useTool } from './tools.js';
import type { LocalPlayground } from '../start-playground.js';
import { ClientRefusal } from '../harness.js';

/** The bucket that the weekly export writes to. */
export interface PageBucket {
  list(): Promise<readonly BucketObject[]>;
  /** The object as text. */
  read(key: string): Promise<string>;
  /** Runs the export of this moment. */
  runNow(): Promise<void>;
}

export interface PageOptions {
  readonly bucket?: PageBucket | undefined;
  readonly assetsDir?: string;
}

const bodySizeLimitBytes = 40 * 1024 * 1024;

/** Nothing comes from elsewhere, nothing runs that is not the page's own file, nobody frames it. */
const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; " +
    "require-trusted-types-for 'script'",

  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** A file of a message is somebody's data: it is handed out to be saved, never to be run. */
const fileHeaders = { ...pageHeaders, 'content-security-policy': "default-src 'none'; sandbox" } as const;

/** The page at the root of the playground's port, and what it asks for under `/page/`. */
export class Page {
  readonly #view: PageView;
  readonly #streams: PageStreams;
  readonly #actions: PageActions;
  readonly #assets: Assets;

  constructor(
    readonly playground: LocalPlayground,
    readonly options: PageOptions,
  ) {
    const { interactions } = playground;
    this.#view = new PageView(interactions, playground.gateway, options.bucket !== undefined);
    this.#streams = new PageStreams(playground, this.#view);
    this.#actions = new PageActions(interactions);
    this.#assets = findAssets(options.assetsDir);
  }

  /** @returns false where the path is nobody's here */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const url = new URL(request.url ?? '/', this.playground.origin);
    const asset = this.#assets.find(url.pathname);
    if (asset === undefined && !url.pathname.startsWith('/page/')) return false;
    if (!isOurHost(request) || (asset === undefined && isFromElsewhere(request))) {
      response.writeHead(403, pageHeaders).end('Only for this machine.');
      return true;
    }
    if (asset !== undefined) {
      response.writeHead(200, { ...pageHeaders, 'content-type': asset.contentType });
      response.end(readFileSync(asset.file));
      return true;
    }
    void this.#serve(url, request, response).catch((error: unknown) => {
      const isRefused = error instanceof ClientRefusal || error instanceof BadRequest;
      const message = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.end();
      else sendJson(response, isRefused ? 400 : 500, { error: message });
    });
    return true;
  }

  close(): void {
    this.#streams.close();
  }

  async #serve(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts = url.pathname.split('/').slice(2).map(decodeURIComponent);
    const [what = '', first = ''] = parts;
    if (request.method === 'GET') {
      if (what === 'files') this.#serveFile(first, response);
      else if (what === 'stream') this.#openStream(url, request, response);
      else sendJson(response, 200, await this.#read(what, first, url));
      return;
    }
    if (request.method !== 'POST') {
      response.writeHead(405, pageHeaders).end();
      return;
    }
    this.#refuseOtherOrigins(request);
    const body = await readJson(request);
    sendJson(response, 200, await this.#change(what, first, url, body));
  }

  async #read(what: string, id: string, url: URL): Promise<unknown> {
    const who = url.searchParams.get('as') ?? '';
    switch (what) {
      case 'messages':
        return this.#view.history(who, id, url.searchParams.get('before'));
      case 'commands':
        return this.#actions.commands(who, id);
      case 'bucket':
        return id === ''
          ? this.#bucket().list()
          : { text: await this.#bucket().read(url.pathname.slice('/page/bucket/'.length)) };
      default:
        throw new BadRequest(`The page has nothing called ${what}`);
    }
  }

  async #change(what: string, id: string, url: URL, body: unknown): Promise<unknown> {
    switch (what) {
      case 'act':
        return this.#actions.act(url.searchParams.get('as') ?? '', id, body as PageAction);
      case 'tool':
        return useTool(this.playground, body as PageTool);
      case 'export':
        await this.#bucket().runNow();
        return {};
      default:
        throw new BadRequest(`The page can do nothing called ${what}`);
    }
  }

  #bucket(): PageBucket {
    if (this.options.bucket === undefined) throw new BadRequest('There is no bucket here');
    return this.options.bucket;
  }

  #openStream(url: URL, request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { ...pageHeaders, 'content-type': 'text/event-stream' });
    this.#streams.open(url.searchParams.get('as') ?? '', request, response);
  }

  #serveFile(id: string, response: ServerResponse): void {
    const file = this.playground.interactions.world.files.get(id);
    if (file === undefined) {
      response.writeHead(404, fileHeaders).end();
      return;
    }
    const name = encodeURIComponent(file.name);
    const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(file.contentType);
    response.writeHead(200, {
      ...fileHeaders,
      'content-type': isPicture ? file.contentType : 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      'content-length': file.content.byteLength,
    });
    response.end(file.content);
  }

  /** A page of another origin may not act here: browsers name the origin of every POST. */
  #refuseOtherOrigins({ headers }: IncomingMessage): void {
    const { origin, host = '' } = headers;
    if (origin !== `http://${host}`) throw new BadRequest('Only the page itself may do this');
    if (headers['content-type'] !== 'application/json') throw new BadRequest('Only JSON is understood');
  }
}

/** A name of another host that leads here would make the page readable for that host's own pages. */
function isOurHost({ headers: { host = '' } }: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}

/** Asked by a page of another origin, as the browser says it. */
function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const { origin, host = '' } = headers;
  const site = headers['sec-fetch-site'];
  return (
    (origin !== undefined && origin !== `http://${host}`) || site === 'cross-site' || site === 'same-site'
  );
}

class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > bodySizeLimitBytes) throw new BadRequest('That is too much at once');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString()) as unknown;
  } catch {
    throw new BadRequest('That is no JSON');
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { ...pageHeaders, 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
