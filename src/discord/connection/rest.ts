import { DiscordAPIError, REST } from 'discord.js';

/**
 * The one client of Discord's REST interface.
 * @param apiUrl base without version; undefined: Discord's own
 */
export function createRest(token: string, apiUrl: string | undefined): REST {
  const rest = new REST({
    ...(apiUrl !== undefined && { api: apiUrl }),
    version: '10',
    // Answers to interactions have no global limit at Discord; the client would limit them to 50 a second.
    globalRequestsPerSecond: 5000,
    // A request that hangs must fail while there is still time to try again within the 3 s of a first answer.
    timeout: 5000,
    retries: 2,
  });
  return rest.setToken(token);
}

/** The code of an error that Discord answered with, e.g. 10062; undefined for any other failure. */
export function discordErrorCode(error: unknown): number | undefined {
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : undefined;
}

/** Whether trying again may help: Discord refused nothing, the request or its answer was lost on the way. */
export function isTransient(error: unknown): boolean {
  return !(error instanceof DiscordAPIError);
}
