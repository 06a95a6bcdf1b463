import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startBucket } from '../../playground/bucket/start-bucket.js';
import type { Person, Playground, Server } from '../../playground/harness.js';
import { lookIntoBucket } from '../../playground/page/bucket.js';
import { servePage, type PageServer } from '../../playground/page/serve-page.js';
import { parseConfig, type S3Settings } from '../../src/config.js';
import { nameSlot } from '../../src/calendar/slot.js';
import { defaultLimits } from '../../src/jobs/job.js';
import { finishSlot } from '../../src/jobs/run-due-slots.js';
import { weeklyExport } from '../../src/jobs/weekly-export.js';
import { createLog } from '../../src/ops/log.js';
import { connectStorage } from '../../src/storage/connect.js';
import { connectBot } from '../harness/bot.js';
import { databaseUri } from '../harness/database.js';
import { launchBrowser } from './launch-browser.js';
import { startSamplerBot } from './sampler-bot.js';

const root = path.join(import.meta.dirname, '..', '..');

/** What the windows did, for all of them together. */
export interface WindowLog {
  /** Every address that was asked for. */
  readonly requested: string[];
  /** Errors and warnings in the consoles. */
  readonly complaints: string[];
}

/** The page with the bot behind it, in a browser. */
export interface PageStage {
  readonly served: PageServer;
  readonly playground: Playground;
  readonly flat: Server;
  readonly people: readonly [Person, Person, Person, Person];
  readonly log: WindowLog;
  /** Opens a window as somebody. */
  openAs(person: Person): Promise<Page>;
  close(): Promise<void>;
}

/** Builds the page as `npm run build` does, where its sources have changed. */
export function buildPage(): void {
  execFileSync(process.execPath, [path.join(root, 'playground', 'web', 'build.mjs')]);
}

export async function setPageStage(): Promise<PageStage> {
  buildPage();
  const [uri, bucket] = await Promise.all([databaseUri(), startBucket()]);
  const look = lookIntoBucket(bucket.settings, () => exportNow(uri, bucket.settings));
  const served = await servePage({ bucket: look });
  const { playground } = served;
  const [bot, browser] = await Promise.all([connectBot(playground, uri), launchBrowser()]);
  const flat = firstServer(playground);
  const log: WindowLog = { requested: [], complaints: [] };
  return {
    served,
    playground,
    flat,
    people: flat.members() as [Person, Person, Person, Person],
    log,
    openAs: (person) => openWindow(browser, served.url, person, log),
    async close() {
      await browser.close();
      await bot.stop();
      await served.close();
      await bucket.stop();
    },
  };
}

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
  buildPage();
  const served = await servePage();
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

/** The export of this moment, as `npm run export` runs it. */
async function exportNow(uri: string, s3: S3Settings): Promise<void> {
  const log = createLog('silent');
  const storage = await connectStorage(uri);
  try {
    const { exportSchedule: schedule } = parseConfig({});
    const job = weeklyExport({ storage, s3, schedule, log });
    const clock = () => new Date();
    const onFailed = () => Promise.resolve();
    const surroundings = { storage, log, clock, holder: 'the page', limits: defaultLimits, onFailed };
    await finishSlot(job, nameSlot(clock()), surroundings, { signal: AbortSignal.timeout(20_000) });
  } finally {
    await storage.close();
  }
}

/** The flat that the page starts with. */
export function firstServer(playground: Playground): Server {
  const [server] = playground.servers();
  if (server === undefined) throw new Error('The page starts with a server');
  return server;
}

/** Opens a window as somebody, and waits until the page is usable. */
export async function openWindow(
  browser: Browser,
  url: string,
  person: Person,
  { requested, complaints }: WindowLog,
): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(5000);
  context.on('request', (request) => requested.push(request.url()));
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${url}#as=${person.id}`);
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  return page;
}
