// Checks that `npm start` starts a healthy bot, and that Ctrl-C stops it cleanly. The last step of CI.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, runScript } from './prepare.mjs';

const startTimeoutMs = 120_000;
const stopTimeoutMs = 30_000;

await runScript(async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hisaab-start-'));
  const port = await findFreePort();
  const {
    DISCORD_TOKEN: _token,
    MONGODB_URI: _uri,
    S3_BUCKET: _bucket,
    NODE_ENV: _mode,
    ...inherited
  } = process.env;
  const bot = spawn('npm', ['start'], {
    cwd: root,
    env: { ...inherited, DATA_DIR: dataDir, HTTP_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // Its own process group, so that all of it can get SIGINT, as from a terminal.
  });
  let output = '';
  for (const stream of [bot.stdout, bot.stderr]) stream.on('data', (data) => (output += data));
  const ended = new Promise((resolve) => bot.once('exit', (code, signal) => resolve(code ?? signal)));
  try {
    const startedAt = Date.now();
    await waitForHealth(port, ended);
    process.stdout.write(`npm start was healthy after ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
    process.kill(-bot.pid, 'SIGINT');
    const code = await Promise.race([ended, sleep(stopTimeoutMs, 'still running', { ref: false })]);
    if (code !== 0) throw new Error(`After Ctrl-C it should have ended with 0; it ended with: ${code}`);
  } catch (error) {
    throw new Error(`${error.message}\nIts output was:\n${output}`, { cause: error });
  } finally {
    endGroup(bot.pid);
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function waitForHealth(port, ended) {
  const deadline = Date.now() + startTimeoutMs;
  let end;
  void ended.then((code) => (end = code));
  let last = 'no answer';
  while (Date.now() < deadline) {
    if (end !== undefined) throw new Error(`npm start ended with ${end} before it was healthy.`);
    try {
      const response = await fetch(`http://127.0.0.1:${port}/health`);
      if (response.ok) return;
      last = await response.text();
    } catch {
      // Not listening yet.
    }
    await sleep(200);
  }
  throw new Error(`npm start was not healthy within ${startTimeoutMs / 1000} s: ${last}`);
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended, as it should.
  }
}

async function findFreePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
