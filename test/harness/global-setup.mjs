// Before the tests: a door at which they ask for a database. The server behind it starts with the first who asks,
// so that tests that need none do not wait for it.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import '../../scripts/typescript-loader.mjs';

const cacheDir = path.resolve(import.meta.dirname, '../../.cache');

export default async function openDatabaseDoor() {
  if (process.env.HISAAB_TEST_MONGODB_URI) return;
  let database;
  const door = createServer((_request, response) => {
    // A connection that is kept would be closed just as another test asks again.
    response.setHeader('connection', 'close');
    database ??= startSharedDatabase();
    database.then(
      ({ server }) => response.end(server.uri),
      (error) => response.writeHead(500).end(String(error.stack)),
    );
  });
  // Programs that are fetched once take longer than a test may.
  if (!existsSync(path.join(cacheDir, 'mongodb'))) await (database = startSharedDatabase());
  await new Promise((listening) => door.listen(0, '127.0.0.1', listening));
  process.env.HISAAB_TEST_DATABASE_DOOR = `http://127.0.0.1:${door.address().port}`;
  globalThis.closeDatabaseDoor = async () => {
    door.close();
    door.closeAllConnections();
    const started = await database?.catch(() => undefined);
    if (started === undefined) return;
    // Nobody reads these files again: there is no need for the server to leave them in order.
    if (started.server.pid) process.kill(started.server.pid, 'SIGKILL');
    await started.server.stop();
    await rm(started.dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
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
