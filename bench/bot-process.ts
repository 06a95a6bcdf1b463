import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Playground } from 'discord-playground';

export interface BotProcess {
  readUsage(): Promise<Usage>;
  stop(): Promise<void>;
}

/**
 * Starts a bot as in production: a separate process with environment variables.
 * @param program its path from the root of the project
 */
export function startBotProcess(
  program: string,
  playground: Pick<Playground, 'apiUrl' | 'token'>,
  more: Readonly<Record<string, string>> = {},
): BotProcess {
  const child = fork(program, {
    execArgv: ['--import', './bench/report-usage.mjs'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: botEnvironment(playground, more),
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    readUsage: () => readUsage(child),
    stop: () => endProcess(child),
  };
}

export function botEnvironment(
  { apiUrl, token }: Pick<Playground, 'apiUrl' | 'token'>,
  more: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  return { ...process.env, DISCORD_API_URL: apiUrl, DISCORD_TOKEN: token, HTTP_PORT: '0', ...more };
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

/** What `report-usage.mjs` tells. */
export interface Usage {
  /** The processor time of all its threads since the start. */
  readonly cpuMs: number;
  /** The most memory that it had since the start. */
  readonly highestMemoryBytes: number;
  /** When the first answer to each interaction left it, in ms since 1970, by the interaction's id. */
  readonly answeredAtMs: Readonly<Record<string, number>>;
}

async function readUsage(child: ChildProcess): Promise<Usage> {
  const answer = once(child, 'message') as Promise<[Usage]>;
  child.send('usage');
  const [usage] = await answer;
  return usage;
}
