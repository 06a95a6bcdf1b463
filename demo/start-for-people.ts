import type { RequestListener } from 'node:http';
import type { S3Settings } from '../src/config.js';
import { explainOldNode } from '../src/ops/node-support.js';
import { startBucket } from './bucket/start-bucket.js';
import { playExamples, type Print } from './play-examples.js';
import { serveDemo } from './serve-demo.js';
import { showBucket } from './show-bucket.js';

export interface StartOptions {
  /** Serves the page and the API; 0: any free port. */
  readonly port: number;
  /** Answers what neither the page nor Discord knows, e.g. `/health`. */
  readonly others: RequestListener;
  /** Variables that are set, and mean nothing here. */
  readonly unused: readonly string[];
  /** Runs the weekly export now. */
  readonly exportNow: () => Promise<void>;
}

/** A playground for people who run the bot without a token. */
export interface PlaygroundForPeople {
  readonly apiUrl: string;
  readonly token: string;
  /** A bucket on this machine, for the weekly export. */
  readonly s3: S3Settings;
  readonly print: Print;
  /** Plays the examples once the bot is connected, and exports once. */
  play(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the playground, its page and a bucket for the export, and prints what happens. */
export async function startForPeople({
  port,
  others,
  unused,
  exportNow,
}: StartOptions): Promise<PlaygroundForPeople> {
  const bucket = await startBucket({ publicRead: true });
  const page = await serveDemo({ port, others, store: showBucket(bucket.settings, exportNow) });
  const { url, playground } = page;
  const print: Print = (line) => {
    process.stdout.write(`${line}\n`);
  };
  print('No DISCORD_TOKEN: Hisaab runs on the playground, a Discord on this machine.');
  if (unused.length > 0) print(`Not used without a token: ${unused.join(', ')}`);
  const oldNode = explainOldNode();
  if (oldNode !== undefined) print(oldNode);
  return {
    apiUrl: playground.apiUrl,
    token: playground.token,
    s3: bucket.settings,
    print,
    async play() {
      await playground.waitForBot();
      await playExamples(playground, print);
      await exportNow();
      print('');
      print(`The weekly export, run once now, lies in the bucket of this machine: ${bucket.url}/users.csv`);
      print('');
      print(`These were the examples. Use Hisaab yourself at ${url}; Ctrl-C ends it.`);
    },
    async close() {
      await page.close();
      await bucket.stop();
    },
  };
}
