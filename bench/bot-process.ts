import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Playground } from 'discord-playground';

export interface BotProcess {
  /** The processor time of all its threads since the start. */
  cpuMs(): Promise<number>;
  /** The most memory that it had since the start. */
  highestMemoryBytes(): Promise<number>;
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
    async cpuMs() {
      const { userCPUTime, systemCPUTime } = await readUsage(child);
      return (userCPUTime + systemCPUTime) / 1000;
    },
    async highestMemoryBytes() {
      return (await readUsage(child)).maxRSS * 1024;
    },
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

async function readUsage(child: ChildProcess): Promise<NodeJS.ResourceUsage> {
  const answer = once(child, 'message') as Promise<[NodeJS.ResourceUsage]>;
  child.send('usage');
  const [usage] = await answer;
  return usage;
}
