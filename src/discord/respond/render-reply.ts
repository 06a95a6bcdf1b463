import {
  ButtonStyle,
  ComponentType,
  MessageFlags,
  TextInputStyle,
  type APIActionRowComponent,
  type APIAllowedMentions,
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  type APIContainerComponent,
  type APIModalInteractionResponseCallbackData,
  type APIStringSelectComponent,
} from 'discord-api-types/v10';
import type { Choice } from '../../../commands/contract/option.js';
import type {
  Block,
  Button,
  Menu,
  Modal,
  ModalField,
  Reply,
  ReplyFile,
} from '../../../commands/contract/answer.js';
import type { Voice } from '../../texts/voice.js';
import { encodeCustomId, encodePieces } from '../custom-id.js';
import { cutText, fitText } from './fit-text.js';
import { commandLimits, messageLimits, modalLimits } from '../limits.js';

/** A message as Discord takes it, in an interaction's answer, a follow-up or a channel. */
export interface MessageBody {
  readonly flags: number;
  readonly components: APIContainerComponent[];
  readonly allowed_mentions: APIAllowedMentions;
  readonly attachments: { id: string; filename: string }[];
}

export interface MessageFile {
  readonly name: string;
  readonly data: string | Buffer;
}

export interface RenderedMessage {
  readonly body: MessageBody;
  readonly files: readonly MessageFile[];
}

const accentColours = { plain: undefined, good: 0x2d9d6e, bad: 0xd9534f } as const;

const buttonStyles = {
  primary: ButtonStyle.Primary,
  secondary: ButtonStyle.Secondary,
  success: ButtonStyle.Success,
  danger: ButtonStyle.Danger,
} as const;

/** So many components are always left for the text, however many buttons and files there are. */
const componentsForText = 3;

/**
 * A reply in Discord's form, within all of Discord's limits: what does not fit is cut here and nowhere else.
 * Nobody is pinged but the users whom the reply names.
 */
export function renderReply(reply: Reply, voice: Voice, ephemeral: boolean): RenderedMessage {
  const files = nameFiles(reply.files ?? []);
  const attached = renderFiles(files);
  // The container itself is one component.
  const menu = renderMenu(reply.menu);
  const budget = messageLimits.components - 1 - attached.length - 2 * menu.length;
  const rows = renderButtons(reply.buttons ?? [], budget - componentsForText);
  const used = rows.reduce((sum, row) => sum + 1 + row.components.length, 0);
  const text = renderBlocks(reply.blocks, budget - used, voice);
  const components: APIComponentInContainer[] = [...text, ...attached, ...menu, ...rows];
  if (components.length === 0) components.push({ type: ComponentType.TextDisplay, content: '…' });
  const accent = accentColours[reply.tone ?? 'plain'];
  return {
    body: {
      flags: MessageFlags.IsComponentsV2 | (ephemeral ? MessageFlags.Ephemeral : 0),
      components: [
        { type: ComponentType.Container, ...(accent !== undefined && { accent_color: accent }), components },
      ],
      allowed_mentions: { parse: [], users: [...new Set(reply.pings)].slice(0, messageLimits.pings) },
      attachments: files.map((file, index) => ({ id: String(index), filename: file.name })),
    },
    files: files.map(({ name, content }) => ({
      name,
      data: typeof content === 'string' ? Buffer.from(content) : Buffer.from(content),
    })),
  };
}

function renderBlocks(blocks: readonly Block[], budget: number, voice: Voice): APIComponentInContainer[] {
  const shown = blocks.filter((block) => block.kind === 'divider' || block.text.trim() !== '');
  if (!shown.some((block) => block.kind === 'text')) return [];
  const { linesCut } = voice.replies.messages;
  const fewer = shown.length > budget ? mergeBlocks(shown, budget) : shown;
  return fitText(fewer, messageLimits.text, (count) => linesCut({ count })).map((block) =>
    block.kind === 'divider'
      ? { type: ComponentType.Separator, divider: true }
      : { type: ComponentType.TextDisplay, content: block.text },
  );
}

/** The same text in fewer pieces: first neighbours are joined, then the lines between them are left out. */
function mergeBlocks(blocks: readonly Block[], budget: number): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (block.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: `${last.text}\n${block.text}` };
    } else {
      joined.push(block);
    }
  }
  if (joined.length <= budget) return joined;
  const texts = blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []));
  return [{ kind: 'text', text: texts.join('\n') }];
}

/** A menu fills a row of its own. */
function renderMenu(menu: Menu | undefined): APIActionRowComponent<APIStringSelectComponent>[] {
  if (menu === undefined || menu.entries.length === 0) return [];
  const select: APIStringSelectComponent = {
    type: ComponentType.StringSelect,
    custom_id: encodeCustomId(menu.action),
    placeholder: cutText(menu.placeholder, messageLimits.menuPlaceholder),
    options: menu.entries.slice(0, messageLimits.menuEntries).map(({ label, picked }) => ({
      label: cutText(label.trim() || '…', messageLimits.menuLabel),
      value: encodePieces(picked),
    })),
  };
  return [{ type: ComponentType.ActionRow, components: [select] }];
}

function renderButtons(
  rows: readonly (readonly Button[])[],
  budget: number,
): APIActionRowComponent<APIButtonComponentWithCustomId>[] {
  const rendered: APIActionRowComponent<APIButtonComponentWithCustomId>[] = [];
  const copies = new Map<string, number>();
  let left = budget;
  for (const row of rows.flatMap(partRow)) {
    const buttons = row.slice(0, Math.max(0, left - 1));
    if (buttons.length === 0) continue;
    left -= 1 + buttons.length;
    rendered.push({
      type: ComponentType.ActionRow,
      components: buttons.map((button) => renderButton(button, copies)),
    });
  }
  return rendered;
}

function partRow(row: readonly Button[]): (readonly Button[])[] {
  const count = Math.ceil(row.length / messageLimits.buttonsInRow);
  return Array.from({ length: count }, (_, index) =>
    row.slice(index * messageLimits.buttonsInRow, (index + 1) * messageLimits.buttonsInRow),
  );
}

function renderButton(button: Button, copies: Map<string, number>): APIButtonComponentWithCustomId {
  const original = encodeCustomId(button.action);
  const copy = copies.get(original) ?? 0;
  copies.set(original, copy + 1);
  return {
    type: ComponentType.Button,
    style: buttonStyles[button.style ?? 'secondary'],
    label: cutText(button.label.trim() || '…', messageLimits.buttonLabel),
    custom_id: encodeCustomId(button.action, copy),
    ...(button.disabled && { disabled: true }),
  };
}

function renderFiles(files: readonly ReplyFile[]): APIComponentInContainer[] {
  const pictures = files.filter((file) => file.inline);
  const others = files.filter((file) => !file.inline);
  const urlOf = (file: ReplyFile) => ({ url: `attachment://${file.name}` });
  return [
    ...(pictures.length === 0
      ? []
      : [
          {
            type: ComponentType.MediaGallery as const,
            items: pictures.map((file) => ({ media: urlOf(file) })),
          },
        ]),
    ...others.map((file) => ({ type: ComponentType.File as const, file: urlOf(file) })),
  ];
}

/** Files under names that `attachment://` can refer to: plain ASCII, and each only once in a message. */
function nameFiles(files: readonly ReplyFile[]): ReplyFile[] {
  const taken = new Set<string>();
  return files.slice(0, messageLimits.files).map((file) => {
    const name = plainFileName(file.name, taken);
    taken.add(name.toLowerCase());
    return { ...file, name };
  });
}

function plainFileName(typed: string, taken: ReadonlySet<string>): string {
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(typed)?.[0] ?? '';
  const stem = plainWord(typed.slice(0, typed.length - ending.length)) || 'file';
  for (let copy = 1; ; copy += 1) {
    const tail = copy === 1 ? ending : `-${copy}${ending}`;
    const name = `${stem.slice(0, messageLimits.fileName - tail.length)}${tail}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

function plainWord(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .replace(/^[_-]+|[_-]+$/g, '');
}

/** A modal in Discord's form. @throws Error when its state is too long for a custom id: a bug */
export function renderModal(modal: Modal): APIModalInteractionResponseCallbackData {
  return {
    custom_id: encodeCustomId(modal.action),
    title: cutText(modal.title, modalLimits.title),
    components: modal.fields.slice(0, modalLimits.fields).map(renderField),
  };
}

function renderField(field: ModalField): APIModalInteractionResponseCallbackData['components'][number] {
  const maxLength = Math.min(Math.max(field.maxLength, 1), modalLimits.value);
  return {
    type: ComponentType.Label,
    label: cutText(field.label, modalLimits.label),
    ...(field.description && { description: cutText(field.description, modalLimits.description) }),
    component: {
      type: ComponentType.TextInput,
      custom_id: field.id.slice(0, messageLimits.customId),
      style: TextInputStyle.Short,
      required: field.required,
      max_length: maxLength,
      ...(field.value && { value: field.value.slice(0, maxLength) }),
      ...(field.placeholder && { placeholder: cutText(field.placeholder, modalLimits.placeholder) }),
    },
  };
}

/** Choices in Discord's form; one whose value does not fit is left out, since a cut value is another value. */
export function renderChoices(choices: readonly Choice[]): { name: string; value: string | number }[] {
  return choices
    .filter(({ name, value }) => {
      const fits = typeof value === 'number' || (value !== '' && value.length <= commandLimits.choiceValue);
      return fits && name.trim() !== '';
    })
    .slice(0, commandLimits.choices)
    .map(({ name, value }) => ({ name: cutText(name, commandLimits.choiceName), value }));
}
