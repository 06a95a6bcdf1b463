import { buildPage } from 'discord-playground/build';
import { launchBrowser, openWindow, type WindowLog } from 'discord-playground/browser';
import type { Person, Playground, Server } from 'discord-playground';
import type { PageServer } from 'discord-playground/page';
import type { Page } from 'playwright-core';
import { startBucket } from '../../demo/bucket/start-bucket.js';
import { serveDemo } from '../../demo/serve-demo.js';
import { showBucket } from '../../demo/show-bucket.js';
import { parseConfig, type S3Settings } from '../../src/config.js';
import { nameSlot } from '../../src/calendar/slot.js';
import { defaultLimits } from '../../src/jobs/job.js';
import { finishSlot } from '../../src/jobs/run-due-slots.js';
import { weeklyExport } from '../../src/jobs/weekly-export.js';
import { createLog } from '../../src/ops/log.js';
import { connectStorage } from '../../src/storage/connect.js';
import { connectBot } from '../harness/bot.js';
import { databaseUri } from '../harness/database.js';

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

export async function setPageStage(): Promise<PageStage> {
  await buildPage();
  const [uri, bucket] = await Promise.all([databaseUri(), startBucket()]);
  const store = showBucket(bucket.settings, () => exportNow(uri, bucket.settings));
  const served = await serveDemo({ store });
  const { playground } = served;
  const [bot, browser] = await Promise.all([connectBot(playground, uri), launchBrowser()]);
  const [flat] = playground.servers();
  if (flat === undefined) throw new Error('The page starts with a server');
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
