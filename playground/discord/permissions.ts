import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { WorldChannel, WorldGuild } from './world.js';

/** The permissions of @everyone in a new server, as far as they matter to a bot. */
export const everyonePermissions =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.EmbedLinks |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.MentionEveryone |
  PermissionFlagsBits.UseExternalEmojis |
  PermissionFlagsBits.AddReactions |
  PermissionFlagsBits.UseApplicationCommands |
  PermissionFlagsBits.SendMessagesInThreads;

export const allPermissions = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/**
 * The permissions of a member in a channel, or in the server if no channel is given.
 * @see https://discord.com/developers/docs/topics/permissions#permission-overwrites
 */
export function permissionsOf(guild: WorldGuild, userId: string, channel?: WorldChannel): bigint {
  const member = guild.members.get(userId);
  if (member === undefined) return 0n;
  if (guild.ownerId === userId && channel?.overwrites.get(userId) === undefined) return allPermissions;
  let bits = [guild.id, ...member.roleIds]
    .map((roleId) => BigInt(guild.roles.get(roleId)?.permissions ?? '0'))
    .reduce((all, roleBits) => all | roleBits, 0n);
  const own = channel?.overwrites.get(userId);
  if (own !== undefined) return (bits & ~BigInt(own.deny)) | BigInt(own.allow);
  if ((bits & PermissionFlagsBits.Administrator) !== 0n) bits = allPermissions;
  return bits;
}

export function mayIn(guild: WorldGuild, userId: string, channel: WorldChannel, bit: bigint): boolean {
  return (permissionsOf(guild, userId, channel) & bit) === bit;
}
