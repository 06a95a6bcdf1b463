import { EmbedType, GatewayIntentBits, MessageFlags, PermissionFlagsBits } from 'discord-api-types/v10';
import type { APIAttachment, APIEmbed, APIMessage } from 'discord-api-types/v10';
import { isGiven } from './given.js';
import { isoTime, memberWithoutUser } from './api-objects.js';
import { completeComponents } from './complete-components.js';
import type { RequestFile } from './rest/read-body.js';
import { DiscordError, refuse, refuseBody } from './discord-error.js';
import { mayIn } from './permissions.js';
import { breaksDiscord, checkMessageRules, componentsOf, walkComponents } from './rules-messages.js';
import type { AllowedMentions, MessageBody } from './rules-messages.js';
import type { StoredMessage, World, WorldChannel } from './world.js';

/** A new message with its context. */
export interface NewMessage {
  readonly channel: WorldChannel;
  readonly authorId: string;
  readonly body: MessageBody;
  readonly files?: readonly RequestFile[];
  readonly onlyFor?: string | undefined;
  readonly loading?: boolean;
  /** Fields of the answer to an interaction, e.g. its metadata. */
  readonly extra?: Partial<APIMessage>;
  /** The place of the message in the request's body, for error paths. */
  readonly at?: readonly string[];
}

/** How many messages a channel keeps. */
const messageLimit = 10_000;
const createFlags =
  MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

/** Creates a message and sends its event. @throws DiscordError if Discord would refuse it */
export function createMessage(world: World, what: NewMessage): StoredMessage {
  const { channel, body, files = [], onlyFor } = what;
  const flags =
    ((body.flags ?? 0) & createFlags) |
    (onlyFor === undefined ? 0 : MessageFlags.Ephemeral) |
    (what.loading === true ? MessageFlags.Loading : 0);
  const id = world.nextId();
  const attachments =
    what.loading === true ? [] : acceptMessage(world, channel, body, flags, files, [], what.at);
  const api = {
    type: 0,
    id,
    channel_id: channel.id,
    author: world.user(what.authorId),
    ...fillMessage(world, channel, body, attachments),
    timestamp: isoTime(world.now()),
    edited_timestamp: null,
    flags,
    pinned: false,
    tts: body.tts === true,
    ...(isGiven(body.nonce) ? { nonce: body.nonce } : {}),
    ...what.extra,
  } as unknown as APIMessage;
  const message: StoredMessage = {
    id,
    channelId: channel.id,
    api,
    onlyFor,
    pings: onlyFor === undefined ? findPings(world, channel, what.authorId, api, body.allowed_mentions) : [],
    loading: what.loading === true,
  };
  channel.messages.set(id, message);
  forgetOldest(world, channel);
  if (onlyFor === undefined) dispatchMessage(world, channel, 'MESSAGE_CREATE', message);
  world.touchMessage(message);
  return message;
}

/** Changes the given fields. @throws DiscordError if Discord would refuse it */
export function editMessage(
  world: World,
  message: StoredMessage,
  body: MessageBody,
  files: readonly RequestFile[] = [],
  at: readonly string[] = [],
): void {
  const channel = channelOf(world, message);
  const flags =
    (message.api.flags ?? 0) & ~(message.loading ? MessageFlags.Loading : 0) & ~MessageFlags.SuppressEmbeds;
  const nextFlags = flags | ((body.flags ?? 0) & (MessageFlags.IsComponentsV2 | MessageFlags.SuppressEmbeds));
  const becomesV2 = nextFlags & ~flags & MessageFlags.IsComponentsV2;
  const merged: MessageBody = {
    content: message.api.content,
    embeds: message.api.embeds,
    components: componentsOf(message.api),
    ...(becomesV2 === 0 ? {} : { content: '', embeds: [] }),
    ...withoutUndefined(body),
  };
  const kept = keepAttachments(message.api.attachments, body);
  const attachments = acceptMessage(world, channel, merged, nextFlags, files, kept, at);
  const { content, embeds, components, mentions, mention_roles, mention_everyone } = fillMessage(
    world,
    channel,
    merged,
    attachments,
  );
  const edited_timestamp = message.loading ? null : isoTime(world.now());
  // A new object, because events sent earlier keep the old one.
  message.api = Object.assign({}, message.api, {
    ...{ content, embeds, components, attachments, mentions, mention_roles, mention_everyone },
    flags: nextFlags,
    edited_timestamp,
  });
  message.loading = false;
  if (message.onlyFor === undefined) dispatchMessage(world, channel, 'MESSAGE_UPDATE', message);
  world.touchMessage(message);
}

function forgetOldest(world: World, channel: WorldChannel): void {
  const [oldest] = channel.messages.values();
  if (oldest === undefined || channel.messages.size <= messageLimit) return;
  channel.messages.delete(oldest.id);
  for (const { id } of oldest.api.attachments) world.files.delete(id);
}

export function deleteMessage(world: World, message: StoredMessage): void {
  const channel = channelOf(world, message);
  channel.messages.delete(message.id);
  if (message.onlyFor === undefined) {
    const guild = channel.guildId === undefined ? {} : { guild_id: channel.guildId };
    world.dispatch({
      name: 'MESSAGE_DELETE',
      data: { id: message.id, channel_id: channel.id, ...guild },
      intent: messageIntent(channel),
      guildId: channel.guildId,
    });
  }
  world.touchMessage(message, 'message-removed');
}

/** Checks a message and stores its files. */
function acceptMessage(
  world: World,
  channel: WorldChannel,
  body: MessageBody,
  flags: number,
  files: readonly RequestFile[],
  kept: readonly APIAttachment[],
  at: readonly string[] = [],
): APIAttachment[] {
  const names = [...kept.map(({ filename }) => filename), ...files.map(({ name }) => name)];
  const errors = checkMessageRules(body, flags, names, at);
  if (errors.length > 0) throw refuseBody(errors);
  if (breaksDiscord(body.components ?? [], flags)) throw refuse('internalError');
  const parts = [body.embeds ?? [], body.components ?? [], names, isGiven(body.poll) ? [body.poll] : []];
  if ((body.content ?? '').trim() === '' && parts.every(({ length }) => length === 0))
    throw refuse('emptyMessage');
  const added = files.map((file): APIAttachment => {
    const id = world.addFile(file);
    const url = `${world.origin}/attachments/${channel.id}/${id}/${encodeURIComponent(file.name)}`;
    const description = body.attachments?.find((other) => String(other.id) === file.index)?.description;
    return {
      id,
      filename: file.name,
      size: file.content.byteLength,
      url,
      proxy_url: url,
      content_type: file.contentType,
      ...(isGiven(description) ? { description } : {}),
      ...((flags & MessageFlags.Ephemeral) === 0 ? {} : { ephemeral: true }),
    };
  });
  return [...kept, ...added];
}

/** The attachments that an edit keeps: those it lists, or all. */
function keepAttachments(existing: readonly APIAttachment[], body: MessageBody): APIAttachment[] {
  if (!isGiven(body.attachments)) return [...existing];
  const listed = new Set(body.attachments.map(({ id }) => String(id)));
  return existing.filter(({ id }) => listed.has(id));
}

function fillMessage(
  world: World,
  channel: WorldChannel,
  body: MessageBody,
  attachments: readonly APIAttachment[],
) {
  const urls = new Map(attachments.map((attachment) => [`attachment://${attachment.filename}`, attachment]));
  const text = mentioningText(body);
  const allowed = allowMentions(text, body.allowed_mentions);
  return {
    content: body.content ?? '',
    mentions: allowed.users.flatMap((id) => {
      const user = world.users.get(id);
      const member =
        channel.guildId === undefined ? undefined : world.guilds.get(channel.guildId)?.members.get(id);
      return user === undefined
        ? []
        : [{ ...user, ...(member === undefined ? {} : { member: memberWithoutUser(member) }) }];
    }),
    mention_roles: allowed.roles,
    mention_everyone: allowed.everyone,
    attachments: [...attachments],
    embeds: (body.embeds ?? []).map((embed) => completeEmbed(embed, urls)),
    components: completeComponents(world, body.components ?? [], urls),
  };
}

function completeEmbed(embed: APIEmbed, urls: ReadonlyMap<string, APIAttachment>): APIEmbed {
  const { image, thumbnail, fields, ...rest } = embed;
  const media = (url: string) => ({ url: urls.get(url)?.url ?? url, proxy_url: urls.get(url)?.url ?? url });
  const present = Object.fromEntries(
    Object.entries(rest).filter(([, value]: [string, unknown]) => value !== null),
  );
  return {
    ...present,
    type: EmbedType.Rich,
    ...(isGiven(fields)
      ? { fields: fields.map((field) => ({ ...field, inline: field.inline === true })) }
      : {}),
    ...(isGiven(image) ? { image: media(image.url) } : {}),
    ...(isGiven(thumbnail) ? { thumbnail: media(thumbnail.url) } : {}),
  };
}

/** Content and text displays ping; embeds never do. */
function mentioningText(body: MessageBody): string {
  const displays = [...walkComponents(body.components ?? [])].map(([{ content }]) => content);
  return [body.content, ...displays].filter((text) => typeof text === 'string').join('\n');
}

/** @see https://discord.com/developers/docs/resources/message#allowed-mentions-object */
function allowMentions(text: string, allowed: AllowedMentions | null | undefined) {
  const users = unique([...text.matchAll(/<@!?(\d+)>/g)].map(([, id = '']) => id));
  const roles = unique([...text.matchAll(/<@&(\d+)>/g)].map(([, id = '']) => id));
  const everyone = /@(everyone|here)\b/.test(text);
  if (!isGiven(allowed)) return { users, roles, everyone };
  const parse = allowed.parse ?? [];
  return {
    users: parse.includes('users') ? users : users.filter((id) => allowed.users?.includes(id) === true),
    roles: parse.includes('roles') ? roles : roles.filter((id) => allowed.roles?.includes(id) === true),
    everyone: parse.includes('everyone') && everyone,
  };
}

function findPings(
  world: World,
  channel: WorldChannel,
  authorId: string,
  message: APIMessage,
  allowed: AllowedMentions | null | undefined,
): string[] {
  if (((message.flags ?? 0) & MessageFlags.SuppressNotifications) !== 0) return [];
  const guild = channel.guildId === undefined ? undefined : world.guilds.get(channel.guildId);
  const mayAll = guild !== undefined && mayIn(guild, authorId, channel, PermissionFlagsBits.MentionEveryone);
  const text = [
    message.content,
    ...[...walkComponents(componentsOf(message))].map(([{ content }]) => content),
  ]
    .filter((part) => typeof part === 'string')
    .join('\n');
  const { users, roles, everyone } = allowMentions(text, allowed);
  return [
    ...users.filter((id) => guild === undefined || guild.members.has(id)),
    ...roles.map((id) => `<@&${id}>`),
    ...(everyone && mayAll ? ['@everyone'] : []),
  ];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function withoutUndefined(body: MessageBody): MessageBody {
  return Object.fromEntries(
    Object.entries(body)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]: [string, unknown]) => [
        key,
        value === null && key !== 'allowed_mentions' ? emptyOf(key) : value,
      ]),
  );
}

/** The empty value of a field that an edit sets to null. */
function emptyOf(key: string): unknown {
  return key === 'content'
    ? ''
    : key === 'embeds' || key === 'components' || key === 'attachments'
      ? []
      : null;
}

function channelOf(world: World, message: StoredMessage): WorldChannel {
  const channel = world.channels.get(message.channelId);
  if (channel === undefined) throw new DiscordError(404, 10003, 'Unknown Channel');
  return channel;
}

function messageIntent(channel: WorldChannel): number {
  return channel.guildId === undefined ? GatewayIntentBits.DirectMessages : GatewayIntentBits.GuildMessages;
}

function dispatchMessage(world: World, channel: WorldChannel, name: string, message: StoredMessage): void {
  const guild = channel.guildId === undefined ? undefined : world.guilds.get(channel.guildId);
  const member = guild?.members.get(message.api.author.id);
  world.dispatch({
    name,
    data: {
      ...message.api,
      ...(guild === undefined ? {} : { guild_id: guild.id }),
      ...(member === undefined ? {} : { member: memberWithoutUser(member) }),
    },
    intent: messageIntent(channel),
    guildId: channel.guildId,
  });
}
