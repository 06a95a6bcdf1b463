import type { NewRole } from '../api.js';
import type { World, WorldChannel, WorldGuild, WorldMember, WorldRole } from './world.js';

// Every object here is complete, so that unchanged client libraries work.

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

export function memberObject(world: World, member: WorldMember) {
  return { ...memberWithoutUser(member), user: world.user(member.userId) };
}

/** As messages and resolved data carry it. */
export function memberWithoutUser(member: WorldMember) {
  return {
    avatar: null,
    avatar_decoration_data: null,
    banner: null,
    collectibles: null,
    communication_disabled_until: null,
    flags: 0,
    joined_at: isoTime(member.joinedAtMs),
    nick: member.nick,
    pending: false,
    premium_since: null,
    roles: [...member.roleIds],
    mute: false,
    deaf: false,
  };
}

export function roleObject(id: string, role: NewRole, position: number): WorldRole {
  const { name, permissions = 0n, color = 0, isHoisted = false } = role;
  return {
    id,
    name,
    permissions: permissions.toString(),
    position,
    color,
    colors: { primary_color: color, secondary_color: null, tertiary_color: null },
    hoist: isHoisted,
    managed: false,
    mentionable: true,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  };
}

export function channelObject(world: World, channel: WorldChannel) {
  const last_message_id =
    [...channel.messages.values()].findLast(({ onlyFor }) => onlyFor === undefined)?.id ?? null;
  if (channel.recipientId !== undefined) {
    return {
      id: channel.id,
      type: 1,
      last_message_id,
      flags: 0,
      recipients: [world.user(channel.recipientId)],
    };
  }
  return {
    id: channel.id,
    type: 0,
    last_message_id,
    flags: 0,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: null,
    rate_limit_per_user: 0,
    topic: null,
    position: channel.position,
    permission_overwrites: [...channel.overwrites.values()],
    nsfw: false,
  };
}

export function guildObject(guild: WorldGuild) {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: guild.ownerId,
    application_id: null,
    region: 'india',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: [...guild.roles.values()],
    default_message_notifications: 0,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: guild.locale,
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
  };
}

/** GUILD_CREATE. @param allMembers false: only the bot itself is in it */
export function guildCreateObject(world: World, guild: WorldGuild, allMembers: boolean) {
  const members = [...guild.members.values()].filter(({ userId }) => allMembers || userId === world.botId);
  return {
    ...guildObject(guild),
    joined_at: isoTime(guild.createdAtMs),
    large: guild.members.size > 50,
    unavailable: false,
    member_count: guild.members.size,
    members: members.map((member) => memberObject(world, member)),
    channels: [...guild.channels.values()].map((channel) => channelObject(world, channel)),
    threads: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function applicationObject(world: World, memberIntent: boolean) {
  return {
    id: world.applicationId,
    name: world.user(world.botId).username,
    icon: null,
    description: '',
    type: null,
    // GATEWAY_GUILD_MEMBERS_LIMITED and APPLICATION_COMMAND_BADGE.
    flags: (memberIntent ? 1 << 15 : 0) | (1 << 23),
    flags_new: String((memberIntent ? 1 << 15 : 0) | (1 << 23)),
    bot: world.user(world.botId),
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: [...world.users.values()].find(({ bot }) => bot !== true) ?? world.user(world.botId),
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: ['bot', 'applications.commands'],
    integration_types_config: { 0: {} },
    rpc_origins: [],
  };
}

export function botUserObject(world: World) {
  return { ...world.user(world.botId), mfa_enabled: true, locale: 'en-US', verified: true, email: null };
}
