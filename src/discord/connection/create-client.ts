import { Client, GatewayIntentBits, Options } from 'discord.js';

export interface ClientOptions {
  /** REST base without version, e.g. `http://127.0.0.1:4000/api`; undefined: Discord's own. */
  readonly apiUrl?: string | undefined;
  /** Which shards this process runs; left out: all that Discord recommends. */
  readonly shards?: readonly number[] | 'auto';
  /** How many shards there are over all processes; undefined: as many as this process runs. */
  readonly shardCount?: number | undefined;
}

/**
 * A discord.js client that listens to servers and, where Discord allows it, to their members.
 * @param withMembers whether it asks for the Server Members intent
 */
export function createClient(options: ClientOptions, withMembers: boolean): Client {
  const { apiUrl } = options;
  return new Client({
    ...toShardOptions(options),
    intents: [GatewayIntentBits.Guilds, ...(withMembers ? [GatewayIntentBits.GuildMembers] : [])],
    makeCache: smallCaches,
    rest: { ...(apiUrl !== undefined && { api: apiUrl }), retries: 1 },
  });
}

function toShardOptions({ shards = 'auto', shardCount }: ClientOptions) {
  if (shards !== 'auto') return { shards: [...shards], shardCount: shardCount ?? shards.length };
  if (shardCount !== undefined)
    return { shards: Array.from({ length: shardCount }, (_, id) => id), shardCount };
  // With `auto` the count is ignored, but one left at its default would be read from the environment, unchecked.
  return { shards: 'auto' as const, shardCount: 2 };
}

/** Servers with their channels and roles, and the bot itself. The member directory has its own cache of members. */
const smallCaches = Options.cacheWithLimits({
  ApplicationCommandManager: 0,
  ApplicationEmojiManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  DMMessageManager: 0,
  EntitlementManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildForumThreadManager: 0,
  GuildInviteManager: 0,
  GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  GuildTextThreadManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadManager: 0,
  ThreadMemberManager: 0,
  UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
  VoiceStateManager: 0,
});
