// Starts a small server that gives tests the address of the database. The database starts at the first request, so that
// tests without one do not wait for it.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import '../../scripts/typescript-loader.mjs';

const cacheDir = path.resolve(import.meta.dirname, '../../.cache');

export default async function startDatabaseBroker() {
  if (process.env.HISAAB_TEST_MONGODB_URI) return;
  let database;
  const broker = createServer((_request, response) => {
    // A kept-alive connection could close just as another test uses it.
    response.setHeader('connection', 'close');
    database ??= startSharedDatabase();
    database.then(
      ({ server }) => response.end(server.uri),
      (error) => response.writeHead(500).end(String(error.stack)),
    );
  });
  // A download takes longer than the time limit of a test.
  if (await needsDownload()) await (database = startSharedDatabase());
  await new Promise((listening) => broker.listen(0, '127.0.0.1', listening));
  process.env.HISAAB_TEST_DATABASE_BROKER = `http://127.0.0.1:${broker.address().port}`;
  globalThis.stopDatabaseBroker = async () => {
    broker.close();
    broker.closeAllConnections();
    const started = await database?.catch(() => undefined);
    if (started === undefined) return;
    // Its files are removed, so it need not stop cleanly.
    if (started.server.pid) process.kill(started.server.pid, 'SIGKILL');
    await started.server.stop();
    await rm(started.dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
}

/** Nothing was looked for yet, or SecantusDB is used and another version of it is wanted. */
async function needsDownload() {
  if (!existsSync(path.join(cacheDir, 'mongodb'))) return true;
  const { findHome } = await import('../../src/embedded-database/secantus-server.ts');
  return existsSync(path.join(cacheDir, 'secantusdb')) && !existsSync(await findHome(cacheDir));
}

async function startSharedDatabase() {
  const { startEmbeddedServer } = await import('../../src/embedded-database/embedded-server.ts');
  const dataDir = await mkdtemp(path.join(tmpdir(), 'hisaab-test-'));
  const server = await startEmbeddedServer({
    dataDir,
    cacheDir,
    durable: false,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  return { server, dataDir };
}
