import {
  CreatePrivateChannelRequestSchema,
  MessageCreateRequestSchema,
  MessageEditRequestPartialSchema,
} from 'discord-api-spec/zod';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { isGiven } from '../given.js';
import { channelObject } from '../api-objects.js';
import { refuse, refuseBody } from '../discord-error.js';
import { createMessage, deleteMessage, editMessage } from '../message-store.js';
import { mayIn } from '../permissions.js';
import type { MessageBody } from '../rules-messages.js';
import { parseSnowflakeMs } from '../snowflake.js';
import type { StoredMessage, WorldChannel } from '../world.js';
import { checkBody } from './check-body.js';
import type { Call, Reply, Route } from './router.js';
import { param } from './router.js';

/** How long a nonce is remembered; Discord says "the past few minutes". */
const nonceLifeMs = 3 * 60_000;

export const channelRoutes: readonly Route[] = [
  { method: 'POST', path: '/users/@me/channels', run: openDm },
  {
    method: 'GET',
    path: '/channels/:channel',
    run: (call) => ({ body: channelObject(call.world, findChannel(call)) }),
  },
  { method: 'GET', path: '/channels/:channel/messages', run: listMessages },
  { method: 'POST', path: '/channels/:channel/messages', run: sendMessage },
  {
    method: 'GET',
    path: '/channels/:channel/messages/:message',
    run: (call) => ({ body: findMessage(call).api }),
  },
  { method: 'PATCH', path: '/channels/:channel/messages/:message', run: changeMessage },
  { method: 'DELETE', path: '/channels/:channel/messages/:message', run: removeMessage },
];

function openDm(call: Call): Reply {
  checkBody(CreatePrivateChannelRequestSchema, call.json);
  const userId = (call.json as { recipient_id?: string | null }).recipient_id ?? '';
  if (userId === '') {
    throw refuseBody([
      { path: ['recipient_id'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' },
    ]);
  }
  if (!call.world.users.has(userId)) throw refuse('unknownUser');
  if (userId === call.world.botId) throw refuse('dmsClosed');
  return { body: channelObject(call.world, call.world.dmChannel(userId)) };
}

/** @throws DiscordError 10003, 50001 */
function findChannel(call: Call): WorldChannel {
  const { world } = call;
  const channel = world.channels.get(param(call, 'channel'));
  if (channel === undefined) throw refuse('unknownChannel');
  requirePermission(call, channel, PermissionFlagsBits.ViewChannel, 'missingAccess');
  return channel;
}

function requirePermission(
  { world }: Call,
  channel: WorldChannel,
  bit: bigint,
  refusal: 'missingAccess' | 'missingPermissions',
): void {
  if (channel.guildId === undefined) return;
  const guild = world.guilds.get(channel.guildId);
  if (guild?.members.has(world.botId) !== true) throw refuse('missingAccess');
  if (!mayIn(guild, world.botId, channel, bit)) throw refuse(refusal);
}

/** Finds a message that is not ephemeral. @throws DiscordError 10008 */
function findMessage(call: Call): StoredMessage {
  const message = findChannel(call).messages.get(param(call, 'message'));
  if (message === undefined || message.onlyFor !== undefined) throw refuse('unknownMessage');
  return message;
}

function listMessages(call: Call): Reply {
  const channel = findChannel(call);
  requirePermission(call, channel, PermissionFlagsBits.ReadMessageHistory, 'missingPermissions');
  const limit = Math.min(Number(call.query.get('limit') ?? 50), 100);
  const before = BigInt(call.query.get('before') ?? 0);
  const after = BigInt(call.query.get('after') ?? 0);
  const visible = [...channel.messages.values()]
    .filter(
      ({ onlyFor, id }) =>
        onlyFor === undefined && (before === 0n || BigInt(id) < before) && BigInt(id) > after,
    )
    .map(({ api }) => api);
  return { body: (after > 0n ? visible.slice(0, limit) : visible.slice(-limit)).reverse() };
}

function sendMessage(call: Call): Reply {
  const { world, files } = call;
  const channel = findChannel(call);
  requirePermission(call, channel, PermissionFlagsBits.SendMessages, 'missingPermissions');
  checkBody(MessageCreateRequestSchema, call.json);
  const body = call.json as MessageBody;
  if (files.length > 0)
    requirePermission(call, channel, PermissionFlagsBits.AttachFiles, 'missingPermissions');
  if (channel.recipientId !== undefined && world.closedDms.has(channel.recipientId))
    throw refuse('dmsClosed');
  const earlier = body.enforce_nonce === true ? findByNonce(call, channel, body.nonce) : undefined;
  if (earlier !== undefined) return { body: earlier.api };
  const message = createMessage(world, { channel, authorId: world.botId, body, files });
  return { body: message.api };
}

/** @see https://discord.com/developers/docs/resources/message#create-message */
function findByNonce(
  { world }: Call,
  channel: WorldChannel,
  nonce: string | number | null | undefined,
): StoredMessage | undefined {
  if (!isGiven(nonce) || nonce === '') return undefined;
  return [...channel.messages.values()].findLast(
    ({ api }) =>
      String(api.nonce) === String(nonce) &&
      api.author.id === world.botId &&
      world.now() - parseSnowflakeMs(api.id) < nonceLifeMs,
  );
}

function changeMessage(call: Call): Reply {
  const message = findMessage(call);
  if (message.api.author.id !== call.world.botId) throw refuse('othersMessage');
  checkBody(MessageEditRequestPartialSchema, call.json);
  editMessage(call.world, message, call.json as MessageBody, call.files);
  return { body: message.api };
}

function removeMessage(call: Call): Reply {
  const message = findMessage(call);
  if (message.api.author.id !== call.world.botId) {
    requirePermission(call, findChannel(call), PermissionFlagsBits.ManageMessages, 'missingPermissions');
  }
  deleteMessage(call.world, message);
  return {};
}
