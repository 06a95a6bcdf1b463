import {
  ButtonStyle,
  ComponentType,
  MessageFlags,
  type APIActionRowComponent,
  type APIAllowedMentions,
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  type APIContainerComponent,
  type APIStringSelectComponent,
} from 'discord-api-types/v10';
import type { Block, Button, Menu, Reply, ReplyFile } from '../../../commands/contract/answer.js';
import { isVisible } from '../../texts/readable-text.js';
import type { Voice } from '../../texts/voice.js';
import { encodeCustomId, encodePieces } from '../custom-id.js';
import { fitText, shorten } from './fit-text.js';
import { messageLimits } from '../limits.js';
import { nameFiles } from './name-files.js';

/** A message as Discord takes it, in an interaction's answer, a follow-up or a channel. */
export interface MessageBody {
  readonly flags: number;
  readonly components: APIContainerComponent[];
  readonly allowed_mentions: APIAllowedMentions;
  readonly attachments: { id: string; filename?: string }[];
}

/** A file that a message has already, and keeps when it is edited. */
export interface KeptFile {
  readonly id: string;
  readonly name: string;
  readonly inline: boolean;
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

/** How many components are reserved for text, beside buttons and files. */
const componentsForText = 3;

/**
 * A reply in Discord's form, within all of Discord's limits: text that does not fit is cut here and nowhere else.
 * Only the users whom the reply lists are pinged.
 * @param kept shown before the files of the reply
 */
export function renderReply(
  reply: Reply,
  voice: Voice,
  ephemeral: boolean,
  kept?: KeptFile,
): RenderedMessage {
  const keptFiles = kept ? [kept] : [];
  const files = nameFiles(reply.files ?? [], ...keptFiles.map(({ name }) => name));
  const attached = renderFiles([...keptFiles, ...files]);
  // The container itself is one component.
  const menu = renderMenu(reply.menu);
  const budget = messageLimits.components - 1 - attached.length - 2 * menu.length;
  const copies: Copies = new Map();
  const rows = renderButtons(reply.buttons ?? [], budget - componentsForText, copies);
  const used = rows.reduce((sum, row) => sum + 1 + row.components.length, 0);
  const text = renderBlocks(reply.blocks, budget - used, voice, copies);
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
      attachments: [
        ...keptFiles.map(({ id }) => ({ id })),
        ...files.map((file, index) => ({ id: String(index), filename: file.name })),
      ],
    },
    files: files.map(({ name, content }) => ({
      name,
      data: typeof content === 'string' ? Buffer.from(content) : toBuffer(content),
    })),
  };
}

/** The same bytes, not copied. */
function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function renderBlocks(
  blocks: readonly Block[],
  budget: number,
  voice: Voice,
  copies: Copies,
): APIComponentInContainer[] {
  const shown = blocks.filter((block) => block.kind === 'divider' || isVisible(block.text));
  if (shown.every((block) => block.kind === 'divider')) return [];
  const { linesCut } = voice.replies.messages;
  const fewer = countComponents(shown) > budget ? mergeBlocks(shown, budget) : shown;
  return fitText(fewer, (count) => linesCut({ count })).map((block) => renderBlock(block, copies));
}

function renderBlock(block: Block, copies: Copies): APIComponentInContainer {
  if (block.kind === 'divider') return { type: ComponentType.Separator, divider: true };
  const text = { type: ComponentType.TextDisplay as const, content: block.text };
  if (block.kind === 'text') return text;
  return { type: ComponentType.Section, components: [text], accessory: renderButton(block.button, copies) };
}

/** A text with a button is three: the section that holds both counts too. */
function countComponents(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { kind }) => sum + (kind === 'textWithButton' ? 3 : 1), 0);
}

/**
 * The same text in fewer pieces: first texts lose their buttons and neighbours are joined, then the lines between them
 * are left out.
 */
function mergeBlocks(blocks: readonly Block[], budget: number): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (block.kind === 'divider') joined.push(block);
    else if (last?.kind === 'text') joined[joined.length - 1] = joinTexts([last, block]);
    else joined.push({ kind: 'text', text: block.text });
  }
  return joined.length <= budget ? joined : [joinTexts(blocks)];
}

function joinTexts(blocks: readonly Block[]): Block {
  const texts = blocks.flatMap((block) => (block.kind === 'divider' ? [] : [block.text]));
  return { kind: 'text', text: texts.join('\n') };
}

/** A menu fills a row of its own. */
function renderMenu(menu: Menu | undefined): APIActionRowComponent<APIStringSelectComponent>[] {
  if (menu === undefined || menu.entries.length === 0) return [];
  const select: APIStringSelectComponent = {
    type: ComponentType.StringSelect,
    custom_id: encodeCustomId(menu.action),
    placeholder: shorten(menu.placeholder, messageLimits.menuPlaceholder),
    options: menu.entries.slice(0, messageLimits.menuEntries).map(({ label, picked }) => ({
      label: shorten(isVisible(label) ? label : '…', messageLimits.menuLabel),
      value: encodePieces(picked),
    })),
  };
  return [{ type: ComponentType.ActionRow, components: [select] }];
}

/** How many buttons of a message do the same, by custom id. */
type Copies = Map<string, number>;

function renderButtons(
  rows: readonly (readonly Button[])[],
  budget: number,
  copies: Copies,
): APIActionRowComponent<APIButtonComponentWithCustomId>[] {
  const rendered: APIActionRowComponent<APIButtonComponentWithCustomId>[] = [];
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

function renderButton(button: Button, copies: Copies): APIButtonComponentWithCustomId {
  const original = encodeCustomId(button.action);
  const copy = copies.get(original) ?? 0;
  copies.set(original, copy + 1);
  return {
    type: ComponentType.Button,
    style: buttonStyles[button.style ?? 'secondary'],
    label: shorten(isVisible(button.label) ? button.label : '…', messageLimits.buttonLabel),
    custom_id: copy === 0 ? original : encodeCustomId(button.action, copy),
    ...(button.disabled && { disabled: true }),
  };
}

function renderFiles(files: readonly Pick<ReplyFile, 'name' | 'inline'>[]): APIComponentInContainer[] {
  const pictures = files.filter((file) => file.inline);
  const others = files.filter((file) => !file.inline);
  const urlOf = (file: { readonly name: string }) => ({ url: `attachment://${file.name}` });
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
