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
  /** The token that the bot on this machine logs in with; made up unless said. */
  readonly token?: string;
  /** Nothing is built until somebody asks for it; else the page starts with the first of `worlds`. */
  readonly startsEmpty?: boolean;
}

export interface PageServer {
  /** What to open in a browser. */
  readonly url: string;
  /** The Discord that the page shows; a bot logs in at its `apiUrl` with its `token`. */
  readonly playground: Playground;
  close(): Promise<void>;
}

/** Starts a Discord on loopback together with the page that shows it, both on one port. */
export async function servePage(options: PageServerOptions): Promise<PageServer> {
  // The page shows the playground, which answers by the page: each is there before the other is asked.
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
