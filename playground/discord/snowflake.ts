import { randomInt } from 'node:crypto';

/** 1 January 2015, UTC. */
export const discordEpochMs = 1_420_070_400_000;

/**
 * Creates a generator of Discord ids: milliseconds since Discord's epoch, ten random bits of this start, a counter.
 * Ids grow even if the clock stands still or goes back.
 * @see https://discord.com/developers/docs/reference#snowflakes
 */
export function createSnowflakes(now: () => number): () => string {
  const start = BigInt(randomInt(1024));
  let lastMs = 0;
  let count = 0;
  return () => {
    const currentMs = Math.max(now() - discordEpochMs, lastMs);
    count = currentMs === lastMs ? count + 1 : 0;
    lastMs = currentMs;
    if (count === 4096) {
      lastMs += 1;
      count = 0;
    }
    return ((BigInt(lastMs) << 22n) | (start << 12n) | BigInt(count)).toString();
  };
}

/** The time of an id, in milliseconds since 1970. */
export function parseSnowflakeMs(id: string): number {
  return Number(BigInt(id) >> 22n) + discordEpochMs;
}

/** The shard that serves a guild. @see https://discord.com/developers/docs/events/gateway#sharding */
export function shardOfGuild(guildId: string, shardCount: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(shardCount));
}
