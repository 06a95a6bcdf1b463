import { GatewayIntentBits as Intents, OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';
import { ChannelActor } from './client/actor.js';
import { channelObject, memberObject, roleObject } from './discord/api-objects.js';
import type { Actor, ChannelHandle, MessageView, NewRole, NewServer, Person, Role, Server } from './api.js';
import type { Interactions } from './discord/interactions.js';
import { allPermissions, everyonePermissions } from './discord/permissions.js';
import { viewMessage } from './client/view-message.js';
import type { World, WorldChannel, WorldGuild, WorldMember } from './discord/world.js';

type PersonOf = (id: string) => Person;

/** Creates a server with #general, its people and the bot, and sends its event. */
export function createGuild(interactions: Interactions, personOf: PersonOf, wanted: NewServer): Server {
  const { world } = interactions;
  const id = wanted.id ?? world.nextId();
  const guild: WorldGuild = {
    id,
    name: wanted.name,
    ownerId: wanted.owner?.id ?? world.nextId(),
    locale: wanted.locale ?? 'en-US',
    createdAtMs: world.now(),
    roles: new Map([[id, roleObject(id, { name: '@everyone', permissions: everyonePermissions }, 0)]]),
    members: new Map(),
    channels: new Map(),
    isUnavailable: false,
  };
  world.guilds.set(id, guild);
  for (const person of wanted.members) guild.members.set(person.id, newMember(world, person.id));
  addBot(world, guild);
  world.addChannel({ name: 'general', guildId: id, recipientId: undefined, position: 0 });
  const server = new GuildHandle(interactions, personOf, guild);
  for (const role of wanted.roles ?? []) server.addQuietly(role);
  world.dispatch({ name: 'GUILD_CREATE', data: undefined, intent: Intents.Guilds, guildId: id });
  world.changed({ kind: 'server' });
  return server;
}

/** The bot comes with a role of its own, which goes with it. */
function addBot(world: World, guild: WorldGuild): void {
  const bot = newMember(world, world.botId);
  const roleId = world.nextId();
  const role = roleObject(roleId, { name: world.user(world.botId).username }, 1);
  guild.roles.set(roleId, { ...role, managed: true, mentionable: false, tags: { bot_id: world.botId } });
  bot.roleIds.add(roleId);
  guild.members.set(world.botId, bot);
}

function newMember(world: World, userId: string): WorldMember {
  return { userId, nick: null, roleIds: new Set(), joinedAtMs: world.now() };
}

class GuildHandle implements Server {
  readonly id: string;
  readonly name: string;
  readonly channel: ChannelHandle;
  readonly #world: World;

  constructor(
    readonly interactions: Interactions,
    readonly personOf: PersonOf,
    readonly guild: WorldGuild,
  ) {
    this.#world = interactions.world;
    this.id = guild.id;
    this.name = guild.name;
    const [general] = guild.channels.values();
    if (general === undefined) throw new Error('A server has a channel');
    this.channel = this.#handle(general);
  }

  as(person: Person): Actor {
    return this.channel.as(person);
  }

  messages(): readonly MessageView[] {
    return this.channel.messages();
  }

  createChannel(name: string): ChannelHandle {
    const position = this.guild.channels.size;
    const channel = this.#world.addChannel({ name, guildId: this.id, recipientId: undefined, position });
    this.#tell('CHANNEL_CREATE', channelObject(this.#world, channel), Intents.Guilds);
    return this.#handle(channel);
  }

  members(): readonly Person[] {
    return [...this.guild.members.keys()]
      .filter((id) => id !== this.#world.botId)
      .map((id) => this.personOf(id));
  }

  roles(): readonly Role[] {
    return [...this.guild.roles.values()]
      .filter(({ id }) => id !== this.id)
      .map(({ id, name }) => roleHandle(id, name));
  }

  addMember(person: Person, nickname?: string): void {
    const member = newMember(this.#world, person.id);
    member.nick = nickname ?? null;
    this.guild.members.set(person.id, member);
    this.#tellMember('GUILD_MEMBER_ADD', member);
  }

  removeMember(person: Person): void {
    if (!this.guild.members.delete(person.id)) return;
    const data = { guild_id: this.id, user: this.#world.user(person.id) };
    this.#tell('GUILD_MEMBER_REMOVE', data, Intents.GuildMembers);
  }

  setNickname(person: Person, nickname: string | null): void {
    const member = this.#member(person);
    member.nick = nickname;
    this.#tellMember('GUILD_MEMBER_UPDATE', member);
  }

  addRole(wanted: NewRole): Role {
    const role = this.addQuietly(wanted);
    this.#tell(
      'GUILD_ROLE_CREATE',
      { guild_id: this.id, role: this.guild.roles.get(role.id) },
      Intents.Guilds,
    );
    for (const person of wanted.members ?? []) this.#tellMember('GUILD_MEMBER_UPDATE', this.#member(person));
    return role;
  }

  /** Adds a role without an event, while the server is being created. */
  addQuietly(wanted: NewRole): Role {
    const id = this.#world.nextId();
    this.guild.roles.set(id, roleObject(id, wanted, this.guild.roles.size));
    for (const person of wanted.members ?? []) this.#member(person).roleIds.add(id);
    return roleHandle(id, wanted.name);
  }

  giveRole(person: Person, role: Role): void {
    this.#member(person).roleIds.add(role.id);
    this.#tellMember('GUILD_MEMBER_UPDATE', this.#member(person));
  }

  takeRole(person: Person, role: Role): void {
    this.#member(person).roleIds.delete(role.id);
    this.#tellMember('GUILD_MEMBER_UPDATE', this.#member(person));
  }

  removeRole(role: Role): void {
    this.guild.roles.delete(role.id);
    for (const member of this.guild.members.values()) member.roleIds.delete(role.id);
    this.#tell('GUILD_ROLE_DELETE', { guild_id: this.id, role_id: role.id }, Intents.Guilds);
  }

  setPermissions(person: Person, bits: bigint): void {
    for (const channel of this.guild.channels.values()) {
      const deny = (allPermissions & ~bits).toString();
      channel.overwrites.set(person.id, {
        id: person.id,
        type: OverwriteType.Member,
        allow: bits.toString(),
        deny,
      });
      this.#tell('CHANNEL_UPDATE', channelObject(this.#world, channel), Intents.Guilds);
    }
  }

  makeManager(person: Person): void {
    this.addRole({ name: 'Managers', members: [person], permissions: PermissionFlagsBits.ManageGuild });
  }

  expelBot(): void {
    const { members, roles } = this.guild;
    for (const roleId of members.get(this.#world.botId)?.roleIds ?? []) {
      if (roles.get(roleId)?.managed === true) roles.delete(roleId);
    }
    members.delete(this.#world.botId);
    this.#tell('GUILD_DELETE', { id: this.id }, Intents.Guilds);
  }

  inviteBot(): void {
    addBot(this.#world, this.guild);
    this.#tell('GUILD_CREATE', undefined, Intents.Guilds);
  }

  beginOutage(): void {
    this.guild.isUnavailable = true;
    this.#tell('GUILD_DELETE', { id: this.id, unavailable: true }, Intents.Guilds);
  }

  endOutage(): void {
    this.guild.isUnavailable = false;
    this.#tell('GUILD_CREATE', undefined, Intents.Guilds);
  }

  #member(person: Person): WorldMember {
    const member = this.guild.members.get(person.id);
    if (member === undefined) throw new Error(`${person.name} is not in ${this.name}`);
    return member;
  }

  #tellMember(name: string, member: WorldMember): void {
    this.#tell(name, { ...memberObject(this.#world, member), guild_id: this.id }, Intents.GuildMembers);
  }

  #tell(name: string, data: unknown, intent: number): void {
    this.#world.dispatch({ name, data, intent, guildId: this.id });
    this.#world.changed({ kind: 'server' });
  }

  #handle(channel: WorldChannel): ChannelHandle {
    return {
      id: channel.id,
      name: channel.name,
      messages: () => publicMessages(this.#world, channel),
      as: (person) => new ChannelActor(this.interactions, channel, person),
    };
  }
}

/** The public messages of a channel, oldest first. */
export function publicMessages(world: World, channel: WorldChannel): MessageView[] {
  return [...channel.messages.values()]
    .filter(({ onlyFor }) => onlyFor === undefined)
    .map((message) => viewMessage(world, message));
}

function roleHandle(id: string, name: string): Role {
  return { id, name, mention: `<@&${id}>` };
}
