import { Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import pRetry from 'p-retry';
import type { Command } from '../../../commands/contract/command.js';
import type { Log } from '../../ops/log.js';
import { composeCommands, type CommandJson } from './compose-commands.js';
import { toFingerprint } from './compare-commands.js';
import { isTransient } from './rest.js';

export interface Registration {
  readonly rest: REST;
  readonly applicationId: string;
  readonly commands: readonly Command[];
  readonly log: Log;
  readonly signal?: AbortSignal;
}

const firstRetryMs = 5_000;
const lastRetryMs = 300_000;

/**
 * Brings Discord's list of our commands up to date, writing only where it differs (Discord allows 200 new
 * commands a day). Tries again for as long as Discord cannot be reached; a list that Discord refuses is
 * logged and left: the bot still answers what is registered.
 */
export async function registerCommands(
  registration: Registration,
): Promise<'unchanged' | 'registered' | 'failed'> {
  const { log, signal } = registration;
  try {
    return await pRetry(() => bringUpToDate(registration), {
      retries: Infinity,
      minTimeout: firstRetryMs,
      maxTimeout: lastRetryMs,
      unref: true,
      ...(signal && { signal }),
      shouldRetry: ({ error }) => isTransient(error),
      onFailedAttempt({ error }) {
        if (isTransient(error))
          log.warn({ err: error }, 'the commands could not be registered; trying again');
      },
    });
  } catch (err) {
    if (!signal?.aborted) log.error({ err }, 'Discord refuses the commands; those registered earlier stay');
    return 'failed';
  }
}

async function bringUpToDate({
  rest,
  applicationId,
  commands,
  log,
}: Registration): Promise<'unchanged' | 'registered'> {
  const wanted = composeCommands(commands);
  const route = Routes.applicationCommands(applicationId);
  const query = new URLSearchParams({ with_localizations: 'true' });
  // Where the list cannot be read, it is written.
  const registered = await rest.get(route, { query }).catch((err: unknown) => {
    log.warn({ err }, 'the registered commands could not be read');
    return undefined;
  });
  if (Array.isArray(registered) && toFingerprint(registered as CommandJson[]) === toFingerprint(wanted))
    return 'unchanged';
  await rest.put(route, { body: wanted });
  log.info({ commands: wanted.length }, 'registered the commands');
  return 'registered';
}
