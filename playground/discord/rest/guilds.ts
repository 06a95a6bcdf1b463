import { channelObject, guildObject, memberObject } from '../api-objects.js';
import { refuse, refuseBody } from '../discord-error.js';
import type { WorldGuild } from '../world.js';
import type { Call, Reply, Route } from './router.js';
import { param } from './router.js';

export const guildRoutes: readonly Route[] = [
  { method: 'GET', path: '/guilds/:guild', run: getGuild },
  {
    method: 'GET',
    path: '/guilds/:guild/roles',
    run: (call) => ({ body: [...findGuild(call).roles.values()] }),
  },
  { method: 'GET', path: '/guilds/:guild/roles/member-counts', run: countRoleMembers },
  {
    method: 'GET',
    path: '/guilds/:guild/channels',
    run: (call) => ({
      body: [...findGuild(call).channels.values()].map((channel) => channelObject(call.world, channel)),
    }),
  },
  { method: 'GET', path: '/guilds/:guild/members', run: listMembers },
  { method: 'GET', path: '/guilds/:guild/members/search', run: searchMembers },
  { method: 'GET', path: '/guilds/:guild/members/:user', run: getMember },
];

/** @throws DiscordError 10004 */
function findGuild({ world, params }: Call): WorldGuild {
  const guild = world.guilds.get(params['guild'] ?? '');
  if (guild?.members.has(world.botId) !== true) throw refuse('unknownGuild');
  return guild;
}

function getGuild(call: Call): Reply {
  const guild = findGuild(call);
  const counts = call.query.get('with_counts') === 'true';
  const count = guild.members.size;
  return {
    body: {
      ...guildObject(guild),
      ...(counts ? { approximate_member_count: count, approximate_presence_count: count } : {}),
    },
  };
}

/**
 * How many members each role has, bots included. The role of everyone is left out.
 * @see https://docs.discord.com/developers/resources/guild#get-guild-role-member-counts
 */
function countRoleMembers(call: Call): Reply {
  const guild = findGuild(call);
  const counts = new Map([...guild.roles.keys()].map((roleId) => [roleId, 0]));
  for (const { roleIds } of guild.members.values()) {
    for (const roleId of roleIds) counts.set(roleId, (counts.get(roleId) ?? 0) + 1);
  }
  counts.delete(guild.id);
  return { body: Object.fromEntries(counts) };
}

/** The whole list needs the Server Members intent. @see https://discord.com/developers/docs/resources/guild#list-guild-members */
function listMembers(call: Call): Reply {
  const guild = findGuild(call);
  if (call.faults.refuseMembersIntent) throw refuse('missingAccess');
  const limit = parseLimit(call);
  const after = BigInt(call.query.get('after') ?? 0);
  const members = [...guild.members.values()]
    .filter(({ userId }) => BigInt(userId) > after)
    .toSorted((a, b) => (BigInt(a.userId) < BigInt(b.userId) ? -1 : 1))
    .slice(0, limit);
  return { body: members.map((member) => memberObject(call.world, member)) };
}

function searchMembers(call: Call): Reply {
  const guild = findGuild(call);
  const query = call.query.get('query') ?? '';
  if (query === '') {
    throw refuseBody([{ path: ['query'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }]);
  }
  return { body: findByName(call.world, guild, query, parseLimit(call)) };
}

/** Members whose name or nickname begins with the query. */
export function findByName(world: Call['world'], guild: WorldGuild, query: string, limit: number) {
  const start = query.toLowerCase();
  const found = [...guild.members.values()].filter((member) => {
    const { username, global_name } = world.user(member.userId);
    return [username, global_name, member.nick].some(
      (name) => name?.toLowerCase().startsWith(start) === true,
    );
  });
  return found.slice(0, limit).map((member) => memberObject(world, member));
}

function getMember(call: Call): Reply {
  const member = findGuild(call).members.get(param(call, 'user'));
  if (member === undefined) {
    throw refuse(call.world.users.has(param(call, 'user')) ? 'unknownMember' : 'unknownUser');
  }
  return { body: memberObject(call.world, member) };
}

function parseLimit({ query }: Call): number {
  const limit = Number(query.get('limit') ?? 1);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit;
  const message = 'int value should be between 1 and 1000.';
  throw refuseBody([{ path: ['limit'], code: 'NUMBER_TYPE_RANGE', message }]);
}
