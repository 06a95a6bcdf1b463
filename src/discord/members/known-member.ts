import type { APIGuildMember } from 'discord-api-types/v10';
import type { Member } from '../../../commands/contract/context.js';
import { foldName } from '../../split/fold-name.js';

/** A member as Discord sends one, in chunks, events and answers of REST. */
export type MemberPayload = Pick<APIGuildMember, 'user' | 'nick' | 'roles'>;

/** A member with what roles and names are looked up by. */
export interface KnownMember extends Member {
  readonly roleIds: readonly string[];
  /** Nickname, display name and user name, as `foldName` makes them. */
  readonly names: readonly string[];
}

export function toKnownMember({ user, nick, roles }: MemberPayload): KnownMember {
  const names = [nick, user.global_name, user.username].filter((name) => typeof name === 'string');
  return {
    userId: user.id,
    name: names[0] ?? user.id,
    isBot: user.bot ?? false,
    roleIds: roles,
    names: names.map(foldName),
  };
}
