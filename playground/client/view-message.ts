import type { APIEmbed, APIMessage } from 'discord-api-types/v10';
import type { ButtonView, FileView, MessageView, SelectView } from '../api.js';
import { componentsOf, isSelect, walkComponents } from '../discord/rules-messages.js';
import type { ComponentBody } from '../discord/rules-messages.js';
import type { StoredMessage, World } from '../discord/world.js';

/** A live view of a message: later edits show in it. */
export function viewMessage(world: World, stored: StoredMessage): MessageView {
  return {
    id: stored.id,
    ephemeral: stored.onlyFor !== undefined,
    get message() {
      return stored.api;
    },
    get text() {
      return collectText(stored.api);
    },
    get buttons() {
      return listButtons(stored.api);
    },
    get selects() {
      return listSelects(stored.api);
    },
    get files() {
      return listFiles(world, stored.api);
    },
    get pings() {
      return stored.pings;
    },
  };
}

function allComponents(message: APIMessage): ComponentBody[] {
  return [...walkComponents(componentsOf(message))].map(([component]) => component);
}

function collectText(message: APIMessage): string {
  const displays = allComponents(message).flatMap(({ type, content }) => (type === 10 ? [content] : []));
  return [message.content, ...message.embeds.flatMap(collectEmbedText), ...displays]
    .filter((part): part is string => typeof part === 'string' && part !== '')
    .join('\n');
}

function collectEmbedText(embed: APIEmbed): (string | undefined)[] {
  const fields = (embed.fields ?? []).flatMap(({ name, value }) => [name, value]);
  return [embed.author?.name, embed.title, embed.description, ...fields, embed.footer?.text];
}

function listButtons(message: APIMessage): ButtonView[] {
  return allComponents(message)
    .filter(({ type }) => type === 2)
    .map((button) => ({
      label: (button['label'] as string | undefined) ?? '',
      customId: (button['custom_id'] as string | undefined) ?? '',
      disabled: button['disabled'] === true,
      style: button['style'] as number,
      url: button['url'] as string | undefined,
    }));
}

function listSelects(message: APIMessage): SelectView[] {
  return allComponents(message)
    .filter(isSelect)
    .map((select) => ({
      customId: select['custom_id'] as string,
      placeholder: (select['placeholder'] as string | undefined) ?? '',
      type: select.type,
      options: (select['options'] as SelectView['options'] | undefined) ?? [],
      disabled: select['disabled'] === true,
    }));
}

function listFiles(world: World, message: APIMessage): FileView[] {
  return message.attachments.map(({ id, filename }) => ({
    name: filename,
    content: new TextDecoder().decode(world.files.get(id)?.content),
  }));
}
