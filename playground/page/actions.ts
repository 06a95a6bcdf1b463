import { ChannelActor } from '../client/actor.js';
import { ClientRefusal } from '../api.js';
import type { Answer, FieldValue, OptionValue, Person } from '../api.js';
import type { Interactions } from '../discord/interactions.js';
import type { PageAction, PageCommand, PageFile, PageModal, PageOutcome } from './protocol.js';
import { viewMessage } from '../client/view-message.js';

/** How many open forms are kept; the oldest is dropped first. */
const openModalLimit = 200;

/** Carries out people's actions on the page, as Discord's client would. */
export class PageActions {
  readonly #openModals = new Map<string, Answer>();

  constructor(readonly interactions: Interactions) {}

  /** The commands that a person may use in a channel, of all three kinds. */
  commands(userId: string, channelId: string): readonly PageCommand[] {
    return this.#actor(userId, channelId).commands();
  }

  async act(userId: string, channelId: string, action: PageAction): Promise<PageOutcome> {
    try {
      return await this.#do(this.#actor(userId, channelId), action);
    } catch (error) {
      if (error instanceof ClientRefusal) return { refusal: error.message };
      // A deferred answer did not come, or choices came too late.
      if (error instanceof Error && error.message.startsWith('Waited ')) return { isFailed: true };
      throw error;
    }
  }

  async #do(actor: ChannelActor, action: PageAction): Promise<PageOutcome> {
    switch (action.kind) {
      case 'write':
        actor.write(action.content, action.files?.map(toAttachedFile));
        return {};
      case 'slash':
        return this.#outcome(await actor.slash(action.command, toOptionValues(action.options)));
      case 'complete': {
        const { command, option, typed, others } = action;
        return { choices: await actor.complete(command, option, typed, toOptionValues(others)) };
      }
      case 'press':
        return this.#outcome(await actor.press(this.#message(actor, action.messageId), action.customId));
      case 'select': {
        const message = this.#message(actor, action.messageId);
        return this.#outcome(await actor.select(message, action.customId, action.values));
      }
      case 'submit':
        return this.#submit(actor, action);
      case 'user-command':
        return this.#outcome(await actor.userCommand(action.name, this.#person(action.userId)));
      case 'message-command': {
        const message = this.#message(actor, action.messageId);
        return this.#outcome(await actor.messageCommand(action.name, message));
      }
    }
  }

  async #submit(
    actor: ChannelActor,
    { modalId, fields }: Extract<PageAction, { kind: 'submit' }>,
  ): Promise<PageOutcome> {
    const opener = this.#openModals.get(modalId);
    if (opener === undefined) throw new ClientRefusal('There is no open form');
    const outcome = this.#outcome(await actor.submit(opener, toFieldValues(fields)));
    if (outcome.isFailed !== true) this.#openModals.delete(modalId);
    return outcome;
  }

  #outcome(answer: Answer): PageOutcome {
    const { id } = answer.interaction;
    const modal = this.interactions.record(id)?.modal;
    if (modal === undefined) return answer.failed ? { isFailed: true } : {};
    this.#openModals.set(id, answer);
    const [oldest] = this.#openModals.keys();
    if (this.#openModals.size > openModalLimit && oldest !== undefined) this.#openModals.delete(oldest);
    const shown: PageModal = {
      id,
      title: modal.title,
      components: modal.components,
    };
    return { modal: shown };
  }

  #actor(userId: string, channelId: string): ChannelActor {
    const channel = this.interactions.world.channels.get(channelId);
    if (channel === undefined) throw new ClientRefusal('There is no such channel');
    return new ChannelActor(this.interactions, channel, this.#person(userId));
  }

  #person(userId: string): Person {
    const user = this.interactions.world.users.get(userId);
    if (user === undefined) throw new ClientRefusal('There is no such person');
    return { id: userId, name: user.global_name ?? user.username, mention: `<@${userId}>` };
  }

  /** Finds a message that the person may see. */
  #message(actor: ChannelActor, messageId: string) {
    const stored = actor.channel.messages.get(messageId);
    if (stored === undefined || (stored.onlyFor !== undefined && stored.onlyFor !== actor.person.id)) {
      throw new ClientRefusal('The message is gone');
    }
    return viewMessage(this.interactions.world, stored);
  }
}

function toOptionValues(
  values: Extract<PageAction, { kind: 'slash' }>['options'],
): Record<string, OptionValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'object' ? toAttachedFile(value) : value,
    ]),
  );
}

function toFieldValues(
  fields: Extract<PageAction, { kind: 'submit' }>['fields'],
): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, FieldValue] => [
      name,
      isFiles(value) ? value.map(toAttachedFile) : value,
    ]),
  );
}

function isFiles(value: unknown): value is readonly PageFile[] {
  return Array.isArray(value) && value.length > 0 && typeof value[0] === 'object';
}

function toAttachedFile({ name, contentType, base64 }: PageFile) {
  const content = Uint8Array.from(Buffer.from(base64, 'base64'));
  return { name, content, ...(contentType === '' ? {} : { contentType }) };
}
