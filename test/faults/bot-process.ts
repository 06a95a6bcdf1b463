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

/** The bot as one program, built from the sources as they stand. */
export interface BotProgram {
  readonly file: string;
  remove(): Promise<void>;
}

/**
 * Builds the bot and its libraries into few files, which start twice as fast as hundreds do. Whether the usual build
 * runs is for other tests.
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

export interface BotSurroundings {
  readonly playground: Playground;
  readonly mongodbUri: string;
  /** Which shard of how many; all of them unless said. */
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

/** A bot in a process of its own, as it runs in life. */
export interface BotProcess {
  readonly pid: number;
  /** Resolves when it hears what people type. Never, where it is ended before. */
  readonly ready: Promise<void>;
  readonly exited: Promise<Exit>;
  /** Its last lines. */
  readonly lines: readonly LogLine[];
  /** What it could not foresee, and what it could not answer. */
  readonly errors: readonly LogLine[];
  /** As a power cut would. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** Launches the bot with nothing but environment variables. */
export function launchBot(
  { file }: BotProgram,
  { playground, mongodbUri, shard }: BotSurroundings,
): BotProcess {
  const child = spawn(process.execPath, [file], {
    // Away from a developer's `.env`.
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
      const line = readLine(text);
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
  // Whoever waits for it gets the error; nobody has to.
  ready.catch(() => undefined);
  return { lines, errors, ready };
}

/** What is no line of the log is what Node says of a crash. */
function readLine(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { level: 'error', msg: text };
  }
}
