/** The first second of 2015, from which Discord's ids count. @see https://docs.discord.com/developers/reference#snowflakes */
const epochMs = 1_420_070_400_000n;

/** When something got its id. */
export function snowflakeTime(id: string): Date {
  return new Date(Number((BigInt(id) >> 22n) + epochMs));
}

/** The shard that carries a server. @see https://docs.discord.com/developers/events/gateway#sharding */
export function shardOf(guildId: string, shardCount: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(shardCount));
}
