import { buildPage } from 'discord-playground/build';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openWindow } from '../../browser/index.js';
import type { WindowLog } from '../../browser/index.js';
import type { Person, Playground, Server } from '../../index.js';
import { servePage } from '../../page/index.js';
import type { PageServer } from '../../page/index.js';
import { startSamplerBot } from './sampler-bot.js';
import { worlds } from './worlds.js';

/** The page with a bot that has one of everything behind it. */
export interface SamplerStage {
  readonly served: PageServer;
  readonly browser: Browser;
  readonly flat: Server;
  readonly people: readonly [Person, Person, Person, Person];
  readonly log: WindowLog;
  /** Opens a window as somebody. */
  openAs(person: Person): Promise<Page>;
  close(): Promise<void>;
}

export async function setSamplerStage(): Promise<SamplerStage> {
  await buildPage();
  const served = await servePage({ name: 'Sampler', worlds });
  const [bot, browser] = await Promise.all([startSamplerBot(served.playground), launchBrowser()]);
  const flat = firstServer(served.playground);
  const log: WindowLog = { requested: [], complaints: [] };
  return {
    served,
    browser,
    flat,
    people: flat.members() as [Person, Person, Person, Person],
    log,
    openAs: (person) => openWindow(browser, served.url, person, log),
    async close() {
      await browser.close();
      await bot.stop();
      await served.close();
    },
  };
}

/** The flat that the page starts with. */
export function firstServer(playground: Playground): Server {
  const [server] = playground.servers();
  if (server === undefined) throw new Error('The page starts with a server');
  return server;
}
