import { DiscordjsErrorCodes } from 'discord.js';
import { closeCodes } from '../limits.js';

/** Discord refuses what was configured; the message says which variable to mend. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
}

/**
 * Explains a permanent refusal by the name of its variable; undefined for errors that a retry may solve.
 * @param error what the login threw
 * @param closeCode with which Discord closed the connection, where it did
 */
export function explainRefusal(error: unknown, closeCode: number | undefined): GatewayError | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === DiscordjsErrorCodes.TokenInvalid || closeCode === closeCodes.authenticationFailed) {
    return new GatewayError(
      "Discord refuses DISCORD_TOKEN: copy the bot's token again from its application's page, under Bot",
    );
  }
  if (closeCode === closeCodes.invalidShard || closeCode === closeCodes.shardingRequired) {
    return new GatewayError(
      'Discord refuses SHARDS and SHARD_COUNT: too few shards, or a shard that does not exist',
    );
  }
  if (closeCode === closeCodes.invalidIntents || closeCode === closeCodes.disallowedIntents) {
    return new GatewayError('Discord refuses the intents that this version of the bot needs');
  }
  return undefined;
}
