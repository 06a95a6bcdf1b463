import { InteractionContextType, InteractionType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { APIApplicationCommand, APIInteraction } from 'discord-api-types/v10';
import { channelObject, memberObject } from '../discord/api-objects.js';
import { fillModal, pickInSelect } from './fill-modal.js';
import { ClientRefusal } from '../api.js';
import type {
  Actor,
  Answer,
  AttachedFile,
  FieldValue,
  InteractionOptions,
  MessageView,
  OptionValue,
  Person,
} from '../api.js';
import type { InteractionRecord, Interactions } from '../discord/interactions.js';
import { createMessage } from '../discord/message-store.js';
import { permissionsOf } from '../discord/permissions.js';
import { Resolver, toStoredFile } from './resolve-picked.js';
import { componentsOf, isSelect, walkComponents } from '../discord/rules-messages.js';
import type { ComponentBody } from '../discord/rules-messages.js';
import { findCommand, typeOptions, typePartly } from './type-command.js';
import { viewMessage } from './view-message.js';
import { watchAnswer, watchChoices } from './watch-answer.js';
import type { StoredMessage, World, WorldChannel, WorldGuild } from '../discord/world.js';

/** Plays Discord's client for one person in one channel. */
export class ChannelActor implements Actor {
  readonly #world: World;

  constructor(
    readonly interactions: Interactions,
    readonly channel: WorldChannel,
    readonly person: Person,
  ) {
    this.#world = interactions.world;
  }

  async slash(
    typed: string,
    values: Readonly<Record<string, OptionValue>> = {},
    how: InteractionOptions = {},
  ): Promise<Answer> {
    const resolver = new Resolver(this.#world, this.channel);
    const found = findCommand(this.commands(), typed);
    const options = typeOptions(found, values, resolver);
    return this.#send(
      InteractionType.ApplicationCommand,
      { ...commandData(found.command), options, ...resolver.found },
      how,
    );
  }

  async complete(
    typed: string,
    option: string,
    text: string,
    others: Readonly<Record<string, OptionValue>> = {},
  ): ReturnType<Actor['complete']> {
    const resolver = new Resolver(this.#world, this.channel);
    const found = findCommand(this.commands(), typed);
    const options = typePartly(found, option, text, others, resolver);
    const data = { ...commandData(found.command), options, ...resolver.found };
    const record = this.#open(InteractionType.ApplicationCommandAutocomplete, data);
    this.#deliver(record, 1);
    return watchChoices(this.interactions, record);
  }

  async press(on: Answer | MessageView, label: string, how: InteractionOptions = {}): Promise<Answer> {
    const [source, button] = this.#findComponent(on, (component) => {
      return component.type === 2 && (component['label'] === label || component['custom_id'] === label);
    });
    if (button === undefined) throw new ClientRefusal(`There is no button ${label}`);
    if (button['disabled'] === true) throw new ClientRefusal(`The button ${label} is disabled`);
    if (button['custom_id'] === undefined) throw new ClientRefusal(`The button ${label} opens a page`);
    return this.#send(InteractionType.MessageComponent, componentData(button), how, source);
  }

  async select(
    on: Answer | MessageView,
    which: string,
    values: Parameters<Actor['select']>[2],
    how: InteractionOptions = {},
  ): Promise<Answer> {
    const [source, select] = this.#findComponent(on, (component) => {
      return isSelect(component) && (component['placeholder'] === which || component['custom_id'] === which);
    });
    if (select === undefined) throw new ClientRefusal(`There is no select ${which}`);
    if (select['disabled'] === true) throw new ClientRefusal(`The select ${which} is disabled`);
    const resolver = new Resolver(this.#world, this.channel);
    const picked = pickInSelect(select, values, which, resolver);
    // Without `resolved`, discord.js drops picks of people, roles and channels silently.
    const resolved = select.type === 3 ? {} : { resolved: resolver.resolved };
    const data = { ...componentData(select), values: picked, ...resolved };
    return this.#send(InteractionType.MessageComponent, data, how, source);
  }

  async submit(
    answer: Answer,
    fields: Readonly<Record<string, FieldValue>>,
    how: InteractionOptions = {},
  ): Promise<Answer> {
    const opener = this.interactions.record(answer.interaction.id);
    if (opener?.modal === undefined || opener.userId !== this.person.id)
      throw new ClientRefusal('There is no open form');
    const resolver = new Resolver(this.#world, this.channel);
    const components = fillModal(opener.modal, fields, resolver);
    const data = { custom_id: opener.modal.custom_id, components, ...resolver.found };
    return this.#send(InteractionType.ModalSubmit, data, how, opener.source);
  }

  async userCommand(name: string, target: Person, how: InteractionOptions = {}): Promise<Answer> {
    const command = this.#menuCommand(name, 2);
    const resolver = new Resolver(this.#world, this.channel);
    const data = { ...commandData(command), target_id: resolver.user(target), ...resolver.found };
    return this.#send(InteractionType.ApplicationCommand, data, how);
  }

  async messageCommand(
    name: string,
    target: MessageView | Answer,
    how: InteractionOptions = {},
  ): Promise<Answer> {
    const command = this.#menuCommand(name, 3);
    const { message } = target;
    const data = {
      ...commandData(command),
      target_id: message.id,
      resolved: { messages: { [message.id]: message } },
    };
    return this.#send(InteractionType.ApplicationCommand, data, how);
  }

  write(content: string, files: readonly AttachedFile[] = []): MessageView {
    this.#requireAccess();
    const message = createMessage(this.#world, {
      channel: this.channel,
      authorId: this.person.id,
      body: { content },
      files: files.map((file, index) => ({ ...toStoredFile(file), index: String(index) })),
    });
    return viewMessage(this.#world, message);
  }

  sees(): readonly MessageView[] {
    return [...this.channel.messages.values()]
      .filter(({ onlyFor }) => onlyFor === undefined || onlyFor === this.person.id)
      .map((message) => viewMessage(this.#world, message));
  }

  get #guild(): WorldGuild | undefined {
    return this.channel.guildId === undefined ? undefined : this.#world.guilds.get(this.channel.guildId);
  }

  #requireAccess(): void {
    if (this.channel.guildId === undefined) {
      if (this.channel.recipientId !== this.person.id)
        throw new ClientRefusal('This is not your conversation');
      return;
    }
    const members = this.#guild?.members;
    if (members?.has(this.person.id) !== true)
      throw new ClientRefusal(`${this.person.name} is not in this server`);
  }

  /** The commands that Discord's picker shows this person here. */
  commands(): APIApplicationCommand[] {
    this.#requireAccess();
    const guild = this.#guild;
    if (guild !== undefined && !guild.members.has(this.#world.botId)) return [];
    return this.#world.commandsIn(guild?.id).filter((command) => {
      const contexts = command.contexts ?? undefined;
      if (guild === undefined)
        return contexts?.includes(InteractionContextType.BotDM) ?? mayBeUsedInDms(command);
      if (contexts?.includes(InteractionContextType.Guild) === false) return false;
      return this.#isPermitted(guild, command.default_member_permissions);
    });
  }

  #isPermitted(guild: WorldGuild, wanted: string | null): boolean {
    if (wanted === null) return true;
    const bits = permissionsOf(guild, this.person.id, this.channel);
    if ((bits & PermissionFlagsBits.Administrator) !== 0n) return true;
    return BigInt(wanted) !== 0n && (bits & BigInt(wanted)) === BigInt(wanted);
  }

  #menuCommand(name: string, type: number): APIApplicationCommand {
    const command = this.commands().find((other) => other.name === name && (other.type as number) === type);
    if (command === undefined) throw new ClientRefusal(`There is no menu entry ${name}`);
    return command;
  }

  /** Looks on the message, then on its follow-ups. @throws ClientRefusal if the person does not see it */
  #findComponent(
    on: Answer | MessageView,
    matches: (component: ComponentBody) => boolean,
  ): [StoredMessage, ComponentBody | undefined] {
    const views = 'followUps' in on ? [on, ...on.followUps] : [on];
    const stored = views.flatMap((view) => this.#storedMessage(view.message.id) ?? []);
    const [first] = stored;
    if (first === undefined) throw new ClientRefusal('The message is gone, or only somebody else sees it');
    for (const message of stored) {
      for (const [component] of walkComponents(componentsOf(message.api))) {
        if (matches(component)) return [message, component];
      }
    }
    return [first, undefined];
  }

  #storedMessage(id: string): StoredMessage | undefined {
    const message = this.channel.messages.get(id);
    return message?.onlyFor === undefined || message.onlyFor === this.person.id ? message : undefined;
  }

  async #send(
    type: InteractionType,
    data: object,
    how: InteractionOptions,
    source?: StoredMessage,
  ): Promise<Answer> {
    const record = this.#open(type, data, source);
    this.#deliver(record, how.deliveries ?? 1);
    return watchAnswer(this.interactions, record, how);
  }

  #open(type: InteractionType, data: object, source?: StoredMessage): InteractionRecord {
    this.#requireAccess();
    const message = source === undefined ? {} : { message: source.api };
    const make = (id: string, token: string) =>
      ({ id, token, type, data, ...message, ...this.#context() }) as unknown as APIInteraction;
    return this.interactions.open(make, { userId: this.person.id, channel: this.channel, source });
  }

  #deliver({ payload }: InteractionRecord, count: number): void {
    for (let left = count; left > 0; left -= 1) deliverInteraction(this.#world, payload);
    this.#world.changed({ kind: 'interaction', channelId: this.channel.id, onlyFor: this.person.id });
  }

  /** Person, place and language of an interaction. */
  #context() {
    const guild = this.#guild;
    const user = this.#world.user(this.person.id);
    const everywhere = {
      application_id: this.#world.applicationId,
      version: 1,
      channel_id: this.channel.id,
      channel: channelObject(this.#world, this.channel),
      locale: this.#world.locales.get(this.person.id) ?? 'en-US',
      entitlements: [],
      authorizing_integration_owners: { 0: guild?.id ?? '0' },
      attachment_size_limit: this.#world.fileLimitBytes,
    };
    const member = guild?.members.get(this.person.id);
    if (guild === undefined || member === undefined) {
      return { ...everywhere, user, context: 1, app_permissions: dmPermissions.toString() };
    }
    return {
      ...everywhere,
      context: 0,
      guild_id: guild.id,
      guild: { id: guild.id, locale: guild.locale, features: [] },
      guild_locale: guild.locale,
      app_permissions: permissionsOf(guild, this.#world.botId, this.channel).toString(),
      member: {
        ...memberObject(this.#world, member),
        permissions: permissionsOf(guild, this.person.id, this.channel).toString(),
      },
    };
  }
}

/** The bot's permissions in direct messages. */
const dmPermissions =
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.EmbedLinks |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.ReadMessageHistory;

/** Sends an interaction to the bot, on the shard that serves its server. */
export function deliverInteraction(world: World, payload: APIInteraction): void {
  world.dispatch({ name: 'INTERACTION_CREATE', data: payload, intent: undefined, guildId: payload.guild_id });
}

function commandData(command: APIApplicationCommand) {
  const guild = command.guild_id === undefined ? {} : { guild_id: command.guild_id };
  return { id: command.id, name: command.name, type: command.type, ...guild };
}

function componentData(component: ComponentBody) {
  return { component_type: component.type, custom_id: component['custom_id'], id: component['id'] };
}

function mayBeUsedInDms(command: APIApplicationCommand): boolean {
  // Bots still use this older field.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return command.guild_id === undefined && command.dm_permission !== false;
}
