import { DiscordAPIError, RateLimitError, REST } from 'discord.js';

/**
 * An edit of a message in a channel waits no longer for its turn. Messages older than an hour can be edited only so
 * often, and a wait for that holds up the other edits of the channel.
 */
const editWaitMs = 15_000;
const editRoute = '/channels/:id/messages/:id';

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
    rejectOnRateLimit: ({ method, route, timeToReset, retryAfter, sublimitTimeout }) =>
      method === 'PATCH' &&
      route === editRoute &&
      Math.max(timeToReset, retryAfter, sublimitTimeout) > editWaitMs,
  });
  return rest.setToken(token);
}

/** The code of an error that Discord answered with, e.g. 10062; undefined for any other failure. */
export function discordErrorCode(error: unknown): number | undefined {
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : undefined;
}

/** Whether Discord lets nobody do it for longer than the request waits. */
export function isLimited(error: unknown): boolean {
  return error instanceof RateLimitError;
}

/** Whether trying again may help: Discord refused nothing, the request or its answer was lost on the way. */
export function isTransient(error: unknown): boolean {
  return !(error instanceof DiscordAPIError);
}
