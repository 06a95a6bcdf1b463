import type { Playground } from '../api.js';
import { startPlayground } from '../start-playground.js';
import type { LocalPlayground } from '../start-playground.js';
import { Page } from './page.js';
import type { PageOptions } from './page.js';

export interface PageServerOptions extends PageOptions {
  /** The bot's name, as the page shows it. */
  readonly name: string;
  /** 0 (the default): any free port; always on loopback. */
  readonly port?: number;
  /** The bot's token. Default: a random one. */
  readonly token?: string;
  /** True: no world is built at the start. Default: the first of `worlds` is. */
  readonly startsEmpty?: boolean;
}

export interface PageServer {
  /** The address of the page. */
  readonly url: string;
  /** The Discord that the page shows; a bot logs in at its `apiUrl` with its `token`. */
  readonly playground: Playground;
  close(): Promise<void>;
}

/** Starts a playground and its page on one port of loopback. */
export async function servePage(options: PageServerOptions): Promise<PageServer> {
  // The page needs the playground, and the playground passes requests to the page.
  const pages: Page[] = [];
  const playground: LocalPlayground = await startPlayground({
    port: options.port ?? 0,
    botName: options.name,
    ...(options.token === undefined ? {} : { token: options.token }),
    others: (request, response) => {
      for (const page of pages) page.listen(request, response);
    },
  });
  const page = new Page(playground, options);
  pages.push(page);
  if (options.startsEmpty !== true) options.worlds?.[0]?.build(playground);
  return {
    url: `${playground.origin}/`,
    playground,
    close: async () => {
      page.close();
      await playground.close();
    },
  };
}
