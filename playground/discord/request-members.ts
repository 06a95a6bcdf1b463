import { memberObject } from './api-objects.js';
import { findByName } from './rest/guilds.js';
import type { World } from './world.js';

/** Op 8. @see https://discord.com/developers/docs/events/gateway-events#request-guild-members */
export interface MembersRequest {
  readonly guild_id: string;
  readonly query?: string;
  readonly limit?: number;
  readonly user_ids?: string | readonly string[];
  readonly nonce?: string;
}

const chunkSize = 1000;
const namedLimit = 100;
/** The whole list of a guild is sent at most once in this time. */
const wholeListPauseMs = 30_000;

interface MembersEvent {
  readonly name: 'GUILD_MEMBERS_CHUNK' | 'RATE_LIMITED';
  readonly data: unknown;
}

/**
 * The events that answer a request for members.
 * @param mayList whether the bot has the Server Members intent, which the whole list needs
 * @param listedAtMs when the whole list of each guild was last sent; updated here
 */
export function requestMembers(
  world: World,
  request: MembersRequest,
  mayList: boolean,
  listedAtMs: Map<string, number>,
): MembersEvent[] {
  const guild = world.guilds.get(request.guild_id);
  if (guild === undefined) return [];
  const nonce = request.nonce === undefined ? {} : { nonce: request.nonce };
  if (request.user_ids !== undefined) {
    const ids = [request.user_ids].flat().slice(0, namedLimit);
    const found = ids
      .flatMap((id) => guild.members.get(id) ?? [])
      .map((member) => memberObject(world, member));
    const not_found = ids.filter((id) => !guild.members.has(id));
    return chunk(guild.id, found, { not_found, ...nonce });
  }
  if ((request.query ?? '') !== '') {
    const limit = Math.min(request.limit ?? namedLimit, namedLimit) || namedLimit;
    return chunk(guild.id, findByName(world, guild, request.query ?? '', limit), nonce);
  }
  if (!mayList) return [];
  const pauseMs = wholeListPauseMs - (world.now() - (listedAtMs.get(guild.id) ?? -Infinity));
  if (pauseMs > 0) {
    const data = { opcode: 8, retry_after: pauseMs / 1000, meta: { guild_id: guild.id, ...nonce } };
    return [{ name: 'RATE_LIMITED', data }];
  }
  listedAtMs.set(guild.id, world.now());
  const limit = request.limit === undefined || request.limit === 0 ? Infinity : request.limit;
  const all = [...guild.members.values()].slice(0, limit).map((member) => memberObject(world, member));
  return chunk(guild.id, all, nonce);
}

function chunk(guildId: string, members: readonly unknown[], extra: object): MembersEvent[] {
  const count = Math.max(1, Math.ceil(members.length / chunkSize));
  return Array.from({ length: count }, (_, index) => ({
    name: 'GUILD_MEMBERS_CHUNK',
    data: {
      guild_id: guildId,
      members: members.slice(index * chunkSize, (index + 1) * chunkSize),
      chunk_index: index,
      chunk_count: count,
      ...extra,
    },
  }));
}
