import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildDemoWorld } from './demo-worlds.js';
import type { Playground } from '../harness.js';
import { Page } from './page.js';
import type { PageBucket } from './page.js';
import { startPlayground } from '../start-playground.js';
import type { LocalPlayground } from '../start-playground.js';

export type { PageBucket } from './page.js';

/** Answers a request, or says that it is not its own. */
export type Answerer = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface PageServerOptions {
  /** 0 (the default): any free port; always on loopback. */
  readonly port?: number;
  /** The token that the bot would use on Discord itself: where there is one, the page does not start. */
  readonly discordToken?: string | undefined;
  /** Answers what neither the page nor the playground's Discord knows, e.g. `/health`. */
  readonly others?: Answerer;
  /** What the export writes to; undefined: the page shows no bucket. */
  readonly bucket?: PageBucket | undefined;
  /** Where the built page lies; found by itself unless said. */
  readonly assetsDir?: string;
  /** The page starts with the flat of four; true unless said. */
  readonly hasFlat?: boolean;
  /** The token that the bot on this machine logs in with; made up unless said. */
  readonly token?: string;
}

export interface PageServer {
  /** What to open in a browser. */
  readonly url: string;
  /** The Discord that the page shows; a bot logs in at its `apiUrl` with its `token`. */
  readonly playground: Playground;
  /** Answers the page's own requests, for a server of this process that serves the page, too. */
  readonly answer: Answerer;
  close(): Promise<void>;
}

/**
 * Starts a Discord on loopback together with the page that shows it, both on one port.
 * @throws Error when a real token is set: the page lets anybody on this machine act as anyone
 */
export async function servePage(options: PageServerOptions = {}): Promise<PageServer> {
  if (options.discordToken !== undefined && options.discordToken !== '') {
    throw new Error('The playground does not start while DISCORD_TOKEN is set.');
  }
  // The page shows the playground, which answers by the page: each is there before the other is asked.
  const pages: Page[] = [];
  const playground: LocalPlayground = await startPlayground({
    port: options.port ?? 0,
    ...(options.token === undefined ? {} : { token: options.token }),
    pages: (request, response) =>
      pages.some((page) => page.answer(request, response)) || options.others?.(request, response) === true,
  });
  const page = new Page(playground, options);
  pages.push(page);
  if (options.hasFlat !== false) buildDemoWorld(playground, 'flat');
  return {
    url: `${playground.origin}/`,
    playground,
    answer: (request, response) => page.answer(request, response),
    close: async () => {
      page.close();
      await playground.close();
    },
  };
}
