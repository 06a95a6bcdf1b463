import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildPage } from 'discord-playground/build';
import mongoose from 'mongoose';
import { databaseUri } from './harness/database.js';

let dataDir: string;
/** Somebody else's server: it counts who comes. */
let stranger: Server;
let strangerUrl: string;
let visits = 0;
beforeAll(async () => {
  await buildPage();
  dataDir = await mkdtemp(path.join(tmpdir(), 'hisaab-main-'));
  stranger = createServer((_request, response) => {
    visits++;
    response.writeHead(500).end();
  });
  stranger.on('connection', () => visits++);
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
});
afterAll(async () => {
  stranger.close();
  stranger.closeAllConnections();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

/** Runs the bot until it ends, or stops it once it has printed a text. */
async function runBot(variables: Record<string, string>, until?: string) {
  const program = ['--import', './scripts/typescript-loader.mjs', 'src/main.ts'];
  const env = { PATH: process.env['PATH'], HTTP_PORT: '0', DATA_DIR: dataDir, ...variables };
  const child = spawn(process.execPath, program, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString();
      if (until !== undefined && output.includes(until)) child.kill('SIGTERM');
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

test('without a token, a database or a bucket of somebody is refused by name, and not touched', async () => {
  const uri = await databaseUri('somebody');
  const { code, output } = await runBot({
    MONGODB_URI: uri,
    S3_BUCKET: 'somebodys',
    S3_ENDPOINT: strangerUrl,
  });
  expect(output).toMatch(/MONGODB_URI is set, and DISCORD_TOKEN is not: set DISCORD_TOKEN/);
  expect(output).toMatch(/S3_BUCKET is set, and DISCORD_TOKEN is not: set DISCORD_TOKEN/);
  expect(code).toBe(1);
  const connection = await mongoose.createConnection(uri).asPromise();
  expect(await connection.listCollections()).toEqual([]);
  await connection.close();
  expect(visits).toBe(0);
}, 30_000);

test('the examples reach nothing that is configured, and their data have a folder of their own', async () => {
  const { code, output } = await runBot(
    {
      S3_ENDPOINT: strangerUrl,
      S3_PREFIX: 'real',
      ALERT_WEBHOOK_URL: strangerUrl,
      DISCORD_API_URL: `${strangerUrl}/api`,
    },
    'Use Hisaab yourself at',
  );
  expect(output).toContain('@u1 owes @u4');
  expect(output).toContain(
    'Not used without a token: ALERT_WEBHOOK_URL, DISCORD_API_URL, S3_ENDPOINT, S3_PREFIX',
  );
  expect(code).toBe(0);
  expect(await readdir(dataDir)).toEqual(['playground']);
  expect(visits).toBe(0);
}, 60_000);
