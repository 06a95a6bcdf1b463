// A program for tests that end the process that started a server: `run-embedded-server.ts DATA_DIR`.
import { startEmbeddedServer } from '../../src/embedded-database/embedded-server.js';

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('Usage: run-embedded-server.ts DATA_DIR');
const server = await startEmbeddedServer({ dataDir, cacheDir: '.cache' });
process.once('SIGTERM', () => {
  void server.stop().then(() => process.exit(0));
});
process.once('SIGHUP', () => process.exit(3)); // Ends without stopping the server.
setInterval(() => undefined, 60_000);
// Printed last, because the test may then end this process at once.
process.stdout.write(`${JSON.stringify({ uri: server.uri, pid: server.pid })}\n`);
