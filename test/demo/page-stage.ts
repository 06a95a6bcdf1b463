import { buildPage } from 'discord-playground/build';
import { setStage, type Stage } from 'discord-playground/browser';
import { startBucket } from '../../demo/bucket/start-bucket.js';
import { serveDemo } from '../../demo/serve-demo.js';
import { showBucket } from '../../demo/show-bucket.js';
import { parseBotConfig, type S3Settings } from '../../src/config.js';
import { nameSlot } from '../../src/calendar/slot.js';
import { defaultLimits } from '../../src/jobs/job.js';
import { finishSlot } from '../../src/jobs/run-due-slots.js';
import { weeklyExport } from '../../src/jobs/weekly-export.js';
import { createLog } from '../../src/ops/log.js';
import { connectStorage } from '../../src/storage/connect.js';
import { connectBot } from '../harness/bot.js';
import { databaseUri } from '../harness/database.js';

/** Hisaab's page with the bot behind it, in a browser. */
export async function setPageStage(): Promise<Stage> {
  await buildPage();
  const [uri, bucket] = await Promise.all([databaseUri(), startBucket()]);
  const store = showBucket(bucket.settings, () => exportNow(uri, bucket.settings));
  const stage = await setStage(await serveDemo({ store }), (playground) => connectBot(playground, uri));
  return {
    ...stage,
    async close() {
      await stage.close();
      await bucket.stop();
    },
  };
}

/** The export of this moment, as `npm run export` runs it. */
async function exportNow(uri: string, s3: S3Settings): Promise<void> {
  const log = createLog('silent');
  const storage = await connectStorage(uri);
  try {
    const { exportSchedule: schedule } = parseBotConfig({});
    const job = weeklyExport({ storage, s3, schedule, log });
    const clock = () => new Date();
    const alert = () => Promise.resolve();
    const jobContext = { storage, log, clock, holder: 'the page', limits: defaultLimits, alert };
    await finishSlot(job, nameSlot(clock()), jobContext, { signal: AbortSignal.timeout(20_000) });
  } finally {
    await storage.close();
  }
}
