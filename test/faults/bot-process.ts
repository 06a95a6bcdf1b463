import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Playground } from 'discord-playground';
import { cacheDir } from '../harness/database.js';

const run = promisify(execFile);
const readyWithinMs = 30_000;
const linesKept = 5_000;

/** The bot, bundled from its current sources. */
export interface BotProgram {
  readonly file: string;
  remove(): Promise<void>;
}

/**
 * Bundles the bot and its libraries into few files, which start twice as fast. Other tests cover the usual build.
 */
export async function buildBot(): Promise<BotProgram> {
  const parent = path.join(cacheDir, 'faults');
  await mkdir(parent, { recursive: true });
  const dir = await mkdtemp(path.join(parent, 'bot-'));
  await run(path.resolve('node_modules/.bin/esbuild'), [
    path.resolve('src/main.ts'),
    ...['--bundle', '--splitting', '--platform=node', '--format=esm', '--target=node20'],
    ...['--external:*/demo/start-for-people.js', '--external:mongodb-memory-server', '--log-level=error'],
    ...['--out-extension:.js=.mjs', `--outdir=${dir}`],
    // Libraries in CommonJS look for a `require`.
    "--banner:js=import{createRequire as _createRequire}from'node:module';const require=_createRequire(import.meta.url);",
  ]);
  return {
    file: path.join(dir, 'main.mjs'),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

export interface BotOptions {
  readonly playground: Playground;
  readonly mongodbUri: string;
  /** Default: all shards. */
  readonly shard?: readonly [index: number, count: number];
}

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [key: string]: unknown;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A bot in its own process, as in production. */
export interface BotProcess {
  readonly pid: number;
  /** Resolves when it receives interactions; never if it ends before. */
  readonly ready: Promise<void>;
  readonly exited: Promise<Exit>;
  /** Its last log lines. */
  readonly lines: readonly LogLine[];
  /** Lines of level error and fatal, and Node's own output. */
  readonly errors: readonly LogLine[];
  /** Sends SIGKILL. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** Launches the bot with nothing but environment variables. */
export function launchBot({ file }: BotProgram, { playground, mongodbUri, shard }: BotOptions): BotProcess {
  const child = spawn(process.execPath, [file], {
    // Not in the project, where a developer may have an `.env`.
    cwd: path.dirname(file),
    env: {
      PATH: process.env['PATH'],
      DISCORD_TOKEN: playground.token,
      DISCORD_API_URL: playground.apiUrl,
      MONGODB_URI: mongodbUri,
      HTTP_PORT: '0',
      LOG_LEVEL: 'info',
      ...(shard && { SHARDS: String(shard[0]), SHARD_COUNT: String(shard[1]) }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const { lines, errors, ready } = follow(child);
  return {
    pid: child.pid ?? 0,
    ready,
    exited,
    lines,
    errors,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    signal(signal) {
      child.kill(signal);
    },
  };
}

function follow(child: ChildProcess) {
  const lines: LogLine[] = [];
  const errors: LogLine[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`The bot was not ready in ${readyWithinMs} ms:\n${JSON.stringify(lines, null, 1)}`));
    }, readyWithinMs);
    child.once('exit', () => {
      clearTimeout(timer);
    });
    const take = (text: string) => {
      const line = parseLine(text);
      lines.push(line);
      if (lines.length > linesKept) lines.shift();
      if (line.level === 'error' || line.level === 'fatal') errors.push(line);
      if (line.msg !== 'connected to Discord') return;
      clearTimeout(timer);
      resolve();
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', take);
    }
  });
  // Not every caller awaits it.
  ready.catch(() => undefined);
  return { lines, errors, ready };
}

/** Output that is not a log line is Node's report of a crash. */
function parseLine(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { level: 'error', msg: text };
  }
}

/** Whether a logged error is a mistake in the program. A request that is lost on its way fails as a TypeError too. */
export function isProgrammingError(line: LogLine): boolean {
  const { type, message } = (line['err'] ?? {}) as { type?: string; message?: string };
  const names = ['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError', 'AssertionError'];
  return names.includes(type ?? '') && message !== 'fetch failed';
}
