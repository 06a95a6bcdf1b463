// npm run bench: runs the benchmarks in bench/, or only the files named after `--`.
// It uses the fastest database available, and names it in the first line of the output.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from './build.mjs';
import { prepare, root, runScript, say } from './prepare.mjs';
import { runNode } from './run-program.mjs';

/** SecantusDB as a native server: up to 3 times as slow as MongoDB; the Python one is 10 to 20 times as slow. */
const nativeCrate = { name: 'secantus-mdb', version: '0.5.3-beta.193', program: 'secantusd-rs' };
const nativeRoot = path.join(root, '.cache', nativeCrate.name);
const loader = ['--import', './scripts/typescript-loader.mjs'];

await runScript(async () => {
  process.chdir(root);
  await prepare();
  await build();
  const named = process.argv.slice(2);
  const files = named.length > 0 ? named : readdirSync('bench').filter((file) => file.endsWith('.bench.ts'));
  if (files.length === 0) throw new Error('There is nothing in bench/ yet.');
  const server = await startServer();
  process.stdout.write(`Node ${process.version}, ${server.description}\n`);
  try {
    for (const file of files) {
      const args = [...loader, path.join('bench', path.basename(file))];
      const code = await runNode(args, { HISAAB_TEST_MONGODB_URI: server.uri });
      if (code !== 0) process.exitCode = code;
    }
  } finally {
    await server.stop();
  }
});

async function startServer() {
  const uri = process.env.HISAAB_TEST_MONGODB_URI ?? process.env.MONGODB_URI;
  if (uri) return { uri, description: 'the server that the environment names', stop: async () => undefined };
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hisaab-bench-'));
  const server =
    isMongodHere() || !findNativeServer() ? await startEmbedded(dataDir) : await startNative(dataDir);
  const stop = async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  return { ...server, stop };
}

function isMongodHere() {
  return spawnSync('mongod', ['--version']).status === 0;
}

/** Builds the native server, once, if cargo is installed. */
function findNativeServer() {
  const program = path.join(nativeRoot, 'bin', nativeCrate.program);
  if (existsSync(program)) return true;
  if (spawnSync('cargo', ['--version']).status !== 0) return false;
  say(`Building ${nativeCrate.name} ${nativeCrate.version} with cargo, once (about 3 minutes)`);
  const { name, version } = nativeCrate;
  const args = [
    'install',
    name,
    '--version',
    version,
    '--ignore-rust-version',
    '--root',
    nativeRoot,
    '--quiet',
  ];
  return spawnSync('cargo', args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

async function startNative(dataDir) {
  const program = path.join(nativeRoot, 'bin', nativeCrate.program);
  const child = spawn(program, ['--port', '0', '--storage-path', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // Ctrl-C must reach only the benchmark; the server ends after it.
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.once('exit', () => child.kill());
  const port = await Promise.race([readPort(child), ended.then(() => undefined)]);
  if (port === undefined) throw new Error(`${nativeCrate.program} ended as it started.`);
  return {
    uri: `mongodb://127.0.0.1:${port}/bench?replicaSet=secantus`,
    description: `SecantusDB (native) ${nativeCrate.version}`,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

function readPort(child) {
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        const port = /listening on \S*:(\d+)/i.exec(line)?.[1];
        if (port) resolve(port);
      });
    }
  });
}

/** Starts the server that `npm start` would use, but does not wait for the disk at each write. */
async function startEmbedded(dataDir) {
  const { startEmbeddedServer } = await import('../dist/src/embedded-database/embedded-server.js');
  const options = { dataDir, cacheDir: path.join(root, '.cache'), durable: false, log: say };
  const { uri, description, stop } = await startEmbeddedServer(options);
  return { uri, description, stop };
}
