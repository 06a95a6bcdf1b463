import type { AttachedFile, ChannelHandle, Person, Role } from '../api.js';
import { ClientRefusal } from '../api.js';
import { channelObject, memberWithoutUser } from '../discord/api-objects.js';
import { permissionsOf } from '../discord/permissions.js';
import { contentTypeOf } from '../discord/rest/read-body.js';
import type { StoredFile, World, WorldChannel, WorldGuild } from '../discord/world.js';

/** `data.resolved`: the objects behind the ids that an interaction names. */
export interface Resolved {
  users?: Record<string, unknown>;
  members?: Record<string, unknown>;
  roles?: Record<string, unknown>;
  channels?: Record<string, unknown>;
  attachments?: Record<string, unknown>;
  messages?: Record<string, unknown>;
}

/** Collects the objects that an interaction names. @see https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-resolved-data-structure */
export class Resolver {
  readonly resolved: Resolved = {};
  readonly guild: WorldGuild | undefined;

  constructor(
    readonly world: World,
    readonly channel: WorldChannel,
  ) {
    this.guild = channel.guildId === undefined ? undefined : world.guilds.get(channel.guildId);
  }

  /** Empty if nothing was named, so that the field is left out. */
  get found(): { resolved: Resolved } | Record<string, never> {
    return Object.keys(this.resolved).length === 0 ? {} : { resolved: this.resolved };
  }

  user(picked: unknown): string {
    const id = idOf(picked, /^<@!?(\d+)>$/);
    const user = this.world.users.get(id);
    if (user === undefined) throw new ClientRefusal(`There is no person ${id}`);
    (this.resolved.users ??= {})[id] = user;
    const member = this.guild?.members.get(id);
    if (member !== undefined && this.guild !== undefined) {
      const { deaf: _deaf, mute: _mute, ...partial } = memberWithoutUser(member);
      const permissions = permissionsOf(this.guild, id, this.channel).toString();
      (this.resolved.members ??= {})[id] = { ...partial, permissions };
    }
    return id;
  }

  role(picked: unknown): string {
    const id = idOf(picked, /^<@&(\d+)>$/);
    const role = this.guild?.roles.get(id);
    if (role === undefined) throw new ClientRefusal(`There is no role ${id} here`);
    (this.resolved.roles ??= {})[id] = role;
    return id;
  }

  mentionable(picked: unknown): string {
    const id = idOf(picked, /^<@[!&]?(\d+)>$/);
    return this.guild?.roles.has(id) === true ? this.role(id) : this.user(id);
  }

  channelPicked(picked: unknown, types: readonly number[] | undefined): string {
    const id = idOf(picked, /^<#(\d+)>$/);
    const channel = this.guild?.channels.get(id);
    if (channel === undefined) throw new ClientRefusal(`There is no channel ${id} here`);
    if (types !== undefined && types.length > 0 && !types.includes(0)) {
      throw new ClientRefusal(`#${channel.name} is not of the kind that can be picked`);
    }
    const permissions = '0';
    (this.resolved.channels ??= {})[id] = { ...channelObject(this.world, channel), permissions };
    return id;
  }

  attachment(picked: unknown): string {
    const file = toStoredFile(picked as AttachedFile);
    const { name, content, contentType } = file;
    const id = this.world.addFile(file);
    const url = `${this.world.origin}/attachments/${this.channel.id}/${id}/${encodeURIComponent(name)}`;
    const size = content.byteLength;
    (this.resolved.attachments ??= {})[id] = {
      ...{ id, filename: name, size, url, proxy_url: url, content_type: contentType, ephemeral: true },
    };
    return id;
  }
}

/** Makes an uploaded file. By default its type follows from its name. */
export function toStoredFile({ name, content, contentType = contentTypeOf(name) }: AttachedFile): StoredFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { name, content: Uint8Array.from(bytes), contentType };
}

/** The id of a person, role or channel, given as an object, a mention or an id. */
function idOf(picked: unknown, mention: RegExp): string {
  if (typeof picked === 'object' && picked !== null && 'id' in picked) {
    return (picked as Person | Role | ChannelHandle).id;
  }
  const text = String(picked);
  return mention.exec(text)?.[1] ?? text;
}
