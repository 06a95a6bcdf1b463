import type { Browser, Page } from 'playwright-core';
import type { Person, Playground, Server } from '../api.js';
import type { PageServer } from '../page/serve-page.js';
import { launchBrowser } from './launch-browser.js';
import { openWindow } from './open-window.js';
import type { WindowLog } from './open-window.js';

/** The page in a browser, with a bot behind it. */
export interface Stage {
  readonly served: PageServer;
  readonly playground: Playground;
  readonly browser: Browser;
  /** The server that the page starts with, and its first four people. */
  readonly server: Server;
  readonly people: readonly [Person, Person, Person, Person];
  readonly log: WindowLog;
  /** Opens a window as a person. */
  openAs(person: Person): Promise<Page>;
  /** Ends the browser, the bot and the page. */
  close(): Promise<void>;
}

/**
 * Starts a bot and a browser on a served page.
 * @throws Error if the page does not start with a server of at least four people
 */
export async function setStage(
  served: PageServer,
  startBot: (playground: Playground) => Promise<{ stop(): Promise<void> }>,
): Promise<Stage> {
  const { playground, url } = served;
  const [server] = playground.servers();
  const [first, second, third, fourth] = server?.members() ?? [];
  if (!server || !first || !second || !third || !fourth) throw new Error('A stage wants a server of four');
  const [bot, browser] = await Promise.all([startBot(playground), launchBrowser()]);
  const log: WindowLog = { requested: [], complaints: [] };
  return {
    ...{ served, playground, browser, server, log },
    people: [first, second, third, fourth],
    openAs: (person) => openWindow(browser, url, person, log),
    async close() {
      await browser.close();
      await bot.stop();
      await served.close();
    },
  };
}
