import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { APIInteraction } from 'discord-api-types/v10';
import type { Gateway } from '../discord/gateway.js';
import type { Interactions } from '../discord/interactions.js';
import type { PageHistory, PageMessage, PagePerson, PageServer, PageWorld } from './protocol.js';
import { mayIn } from '../discord/permissions.js';
import type { StoredMessage, World, WorldChannel, WorldGuild } from '../discord/world.js';

const historyPage = 50;

/** The world as each person sees it. */
export class PageView {
  readonly #world: World;

  constructor(
    readonly interactions: Interactions,
    readonly gateway: Gateway,
  ) {
    this.#world = interactions.world;
  }

  /** @param userId an unknown id means the first person */
  world(userId: string): PageWorld {
    const homes = this.#homes();
    const people = [...this.#world.users.values()].map((user): PagePerson => {
      const serverName = homes.get(user.id);
      return {
        id: user.id,
        name: user.global_name ?? user.username,
        username: user.username,
        isBot: user.bot === true,
        ...(serverName === undefined ? {} : { serverName }),
      };
    });
    const humans = people.filter(({ isBot }) => !isBot);
    const me = humans.find(({ id }) => id === userId) ?? humans[0] ?? nobody;
    const guilds = [...this.#world.guilds.values()];
    return {
      me,
      people,
      botId: this.#world.botId,
      servers: guilds.filter((guild) => guild.members.has(me.id)).map((guild) => this.#server(guild, me.id)),
      dmChannelId: me === nobody ? '' : this.#world.dmChannel(me.id).id,
      locale: this.#world.locales.get(me.id) ?? 'en-US',
      isBotOnline: this.gateway.hasReadySession,
      closedDms: [...this.#world.closedDms],
    };
  }

  /** The name of each person's first server. */
  #homes(): ReadonlyMap<string, string> {
    const newestFirst = [...this.#world.guilds.values()].reverse();
    return new Map(newestFirst.flatMap(({ name, members }) => [...members.keys()].map((id) => [id, name])));
  }

  maySee(userId: string, channelId: string): boolean {
    const channel = this.#world.channels.get(channelId);
    if (channel === undefined) return false;
    if (channel.guildId === undefined) return channel.recipientId === userId;
    const guild = this.#world.guilds.get(channel.guildId);
    return guild !== undefined && canView(guild, userId, channel);
  }

  /** Undefined if the person may not see it. */
  message(userId: string, channelId: string, messageId: string): PageMessage | undefined {
    const stored = this.#world.channels.get(channelId)?.messages.get(messageId);
    return stored === undefined || !isFor(stored, userId) ? undefined : this.#message(stored);
  }

  /** The newest messages, or those before one. */
  history(userId: string, channelId: string, before: string | undefined): PageHistory {
    if (!this.maySee(userId, channelId)) return { messages: [], hasOlder: false };
    const all = [...(this.#world.channels.get(channelId)?.messages.values() ?? [])];
    const visible = all.filter(
      (stored) => isFor(stored, userId) && (before === undefined || BigInt(stored.id) < BigInt(before)),
    );
    return {
      messages: visible.slice(-historyPage).map((stored) => this.#message(stored)),
      hasOlder: visible.length > historyPage,
    };
  }

  #server(guild: WorldGuild, userId: string): PageServer {
    return {
      id: guild.id,
      name: guild.name,
      channels: [...guild.channels.values()]
        .filter((channel) => canView(guild, userId, channel))
        .map(({ id, name }) => ({ id, name })),
      roles: [...guild.roles.values()]
        .filter(({ id }) => id !== guild.id)
        .map(({ id, name, color, position, hoist, managed }) => ({
          ...{ id, name, color, position },
          isHoisted: hoist,
          isManaged: managed,
        })),
      members: [...guild.members.values()].map(({ userId: id, nick, roleIds }) => ({
        userId: id,
        nick,
        roleIds: [...roleIds],
      })),
    };
  }

  #message(stored: StoredMessage): PageMessage {
    const used = this.#commandBehind(stored);
    return {
      api: stored.api,
      isOnlyForMe: stored.onlyFor !== undefined,
      isThinking: stored.loading,
      pings: stored.pings,
      ...(used === undefined ? {} : { used }),
    };
  }

  /** The command that the message answers, if it is a first answer. */
  #commandBehind({ api }: StoredMessage): PageMessage['used'] {
    const id = api.interaction_metadata?.id;
    const record = id === undefined ? undefined : this.interactions.record(id);
    if (record === undefined || (api.type as number) !== 20) return undefined;
    const name = nameOfCommand(record.payload);
    return name === undefined ? undefined : { userId: record.userId, name };
  }
}

const nobody: PagePerson = { id: '', name: 'Nobody', username: 'nobody', isBot: false };

function isFor({ onlyFor }: StoredMessage, userId: string): boolean {
  return onlyFor === undefined || onlyFor === userId;
}

function canView(guild: WorldGuild, userId: string, channel: WorldChannel): boolean {
  return mayIn(guild, userId, channel, PermissionFlagsBits.ViewChannel);
}

interface NamedOption {
  readonly name: string;
  readonly type: number;
  readonly options?: readonly NamedOption[];
}

/** `expense add`: the command with its subcommands. */
function nameOfCommand({ data }: APIInteraction): string | undefined {
  const command = data as { name?: string; type?: number; options?: readonly NamedOption[] } | undefined;
  if (command?.name === undefined) return undefined;
  const names = [command.name];
  let [inner] = command.options ?? [];
  while (inner !== undefined && inner.type <= 2) {
    names.push(inner.name);
    [inner] = inner.options ?? [];
  }
  return `${command.type === 1 ? '/' : ''}${names.join(' ')}`;
}
