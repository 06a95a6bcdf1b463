import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type { Actor, Attachment, Member } from '../../../commands/contract/context.js';

/** The part that every kind of interaction has. */
interface InteractionBase {
  readonly id: string;
  readonly token: string;
  readonly applicationId: string;
  readonly guildId: string | undefined;
  readonly channelId: string | undefined;
  readonly actor: Actor;
  /** Discord's name of the reader's language, e.g. `en-GB`. */
  readonly readerLocale: string | undefined;
  /** Discord's name of the server's language. */
  readonly serverLocale: string | undefined;
  /** The largest file that Discord takes with an answer. */
  readonly attachmentLimitBytes: number;
  /** Members in the interaction, including the person who typed. */
  readonly members: readonly Member[];
}

export interface SlashInteraction extends InteractionBase {
  readonly kind: 'slash';
  /** What was typed after the slash, e.g. `expense add`. */
  readonly path: string;
  /** By name; users, roles and channels as ids, attachments as `Attachment`. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface AutocompleteInteraction extends InteractionBase {
  readonly kind: 'autocomplete';
  readonly path: string;
  /** The options besides the one that is being typed. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly focused: { readonly name: string; readonly typed: string };
}

export interface ComponentInteraction extends InteractionBase {
  readonly kind: 'component';
  readonly customId: string;
  /** What was selected; empty for a button. */
  readonly values: readonly string[];
  readonly messageId: string;
}

export interface ModalInteraction extends InteractionBase {
  readonly kind: 'modal';
  readonly customId: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The message whose button opened the modal. */
  readonly messageId: string | undefined;
}

export type Interaction =
  SlashInteraction | AutocompleteInteraction | ComponentInteraction | ModalInteraction;

type Json = Readonly<Record<string, unknown>>;

/** The largest file that anyone may upload. @see https://docs.discord.com/developers/reference#uploading-files */
const usualAttachmentLimitBytes = 10 * 1024 * 1024;

/**
 * An interaction as plain data, from the JSON of the gateway or an HTTP endpoint. Undefined for unknown
 * kinds and for anything else; never throws.
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
 */
export function parseInteraction(raw: unknown): Interaction | undefined {
  const json = asRecord(raw);
  const data = asRecord(json['data']);
  const base = parseBase(json, data);
  if (base === undefined) return undefined;
  switch (json['type']) {
    case InteractionType.ApplicationCommand:
      return parseSlash(base, data);
    case InteractionType.ApplicationCommandAutocomplete:
      return parseAutocomplete(base, data);
    case InteractionType.MessageComponent:
      return parseComponent(base, json, data);
    case InteractionType.ModalSubmit:
      return parseModal(base, json, data);
    default:
      return undefined;
  }
}

function parseBase(json: Json, data: Json): InteractionBase | undefined {
  const [id, token, applicationId] = [json['id'], json['token'], json['application_id']].map(asText);
  const member = asRecord(json['member']);
  const user = asRecord(json['member'] === undefined ? json['user'] : member['user']);
  const person = parseMember(user, member);
  if (!id || !token || !applicationId || !person) return undefined;
  const guildId = asText(json['guild_id']);
  const limit = json['attachment_size_limit'];
  return {
    id,
    token,
    applicationId,
    guildId,
    channelId: asText(json['channel_id']) ?? asText(asRecord(json['channel'])['id']),
    actor: { userId: person.userId, name: person.name, ...parseRights(member) },
    readerLocale: asText(json['locale']),
    serverLocale: asText(json['guild_locale']),
    attachmentLimitBytes: typeof limit === 'number' && limit > 0 ? limit : usualAttachmentLimitBytes,
    members: guildId === undefined ? [] : [person, ...parseResolvedMembers(asRecord(data['resolved']))],
  };
}

/** A user of Discord's, with the member that belongs to it, under the name that the server shows. */
export function parseMember(user: Json, member: Json): Member | undefined {
  const userId = asText(user['id']);
  if (!userId) return undefined;
  const name = asText(member['nick']) ?? asText(user['global_name']) ?? asText(user['username']) ?? userId;
  return { userId, name, isBot: user['bot'] === true };
}

function parseRights(member: Json): Pick<Actor, 'canManageServer' | 'canMentionMany'> {
  const typed = asText(member['permissions']) ?? '0';
  const permissions = /^\d{1,40}$/.test(typed) ? BigInt(typed) : 0n;
  const has = (flag: bigint) => (permissions & (flag | PermissionFlagsBits.Administrator)) !== 0n;
  return {
    canManageServer: has(PermissionFlagsBits.ManageGuild),
    canMentionMany: has(PermissionFlagsBits.MentionEveryone),
  };
}

/** Users whom the command names; only those with a member beside them are in the server. */
function parseResolvedMembers(resolved: Json): Member[] {
  const users = asRecord(resolved['users']);
  const members = asRecord(resolved['members']);
  return Object.keys(members).flatMap(
    (userId) => parseMember(asRecord(users[userId]), asRecord(members[userId])) ?? [],
  );
}

function parseSlash(base: InteractionBase, data: Json): SlashInteraction | undefined {
  if (data['type'] !== undefined && data['type'] !== ApplicationCommandType.ChatInput) return undefined;
  const typed = parseTyped(data);
  if (typed === undefined) return undefined;
  const resolved = asRecord(data['resolved']);
  const options = typed.options.map((option) => [
    asText(option['name']) ?? '',
    parseOption(option, resolved),
  ]);
  return { ...base, kind: 'slash', path: typed.path, options: Object.fromEntries(options) as Json };
}

function parseAutocomplete(base: InteractionBase, data: Json): AutocompleteInteraction | undefined {
  const typed = parseTyped(data);
  const focused = typed?.options.find((option) => option['focused'] === true);
  const name = asText(focused?.['name']);
  if (typed === undefined || focused === undefined || name === undefined) return undefined;
  const others = typed.options.filter((option) => option !== focused);
  const value = focused['value'];
  return {
    ...base,
    kind: 'autocomplete',
    path: typed.path,
    options: Object.fromEntries(others.map((option) => [asText(option['name']) ?? '', option['value']])),
    focused: {
      name,
      typed: typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '',
    },
  };
}

/** The whole path of a command, through group and subcommand, and the options at its end. */
function parseTyped(data: Json): { path: string; options: readonly Json[] } | undefined {
  const path = [asText(data['name'])];
  let options = asRecords(data['options']);
  for (let depth = 0; depth < 2; depth += 1) {
    const [first] = options;
    const isInner =
      first?.['type'] === ApplicationCommandOptionType.Subcommand ||
      first?.['type'] === ApplicationCommandOptionType.SubcommandGroup;
    if (!isInner) break;
    path.push(asText(first['name']));
    options = asRecords(first['options']);
  }
  return path.every(Boolean) ? { path: path.join(' '), options } : undefined;
}

function parseOption(option: Json, resolved: Json): unknown {
  const value = option['value'];
  if (option['type'] !== ApplicationCommandOptionType.Attachment) return value;
  return parseAttachment(asRecord(asRecord(resolved['attachments'])[String(value)]));
}

function parseAttachment(json: Json): Attachment | undefined {
  const [name, url] = [asText(json['filename']), asText(json['url'])];
  const size = json['size'];
  if (!name || !url || typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
  const contentType = asText(json['content_type']);
  return { name, url, sizeBytes: size, ...(contentType && { contentType }) };
}

function parseComponent(base: InteractionBase, json: Json, data: Json): ComponentInteraction | undefined {
  const customId = asText(data['custom_id']);
  const messageId = asText(asRecord(json['message'])['id']);
  if (customId === undefined || messageId === undefined) return undefined;
  return { ...base, kind: 'component', customId, values: asTexts(data['values']), messageId };
}

function parseModal(base: InteractionBase, json: Json, data: Json): ModalInteraction | undefined {
  const customId = asText(data['custom_id']);
  if (customId === undefined) return undefined;
  const fields = asRecords(data['components'])
    .flatMap((part) =>
      part['type'] === ComponentType.Label ? [asRecord(part['component'])] : asRecords(part['components']),
    )
    .flatMap((field) => {
      const [id, value] = [asText(field['custom_id']), asText(field['value'])];
      return id === undefined || value === undefined ? [] : [[id, value] as const];
    });
  const messageId = asText(asRecord(json['message'])['id']);
  return { ...base, kind: 'modal', customId, fields: Object.fromEntries(fields), messageId };
}

function asRecord(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function asRecords(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asRecord) : [];
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
