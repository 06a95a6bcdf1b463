import { ButtonStyle, MessageFlags } from 'discord-api-types/v10';
import type { APIEmbed, APIMessage } from 'discord-api-types/v10';
import { countCharacters } from './count-characters.js';
import { isGiven } from './given.js';
import type { FieldError } from './discord-error.js';

type Path = readonly (string | number)[];

/** A component as sent, after the check of the schema. */
export interface ComponentBody {
  readonly type: number;
  readonly [key: string]: unknown;
}

export interface MessageBody {
  readonly content?: string | null;
  readonly embeds?: readonly APIEmbed[] | null;
  readonly components?: readonly ComponentBody[] | null;
  readonly attachments?:
    readonly { readonly id: string | number; readonly description?: string | null }[] | null;
  readonly allowed_mentions?: AllowedMentions | null;
  readonly flags?: number | null;
  readonly nonce?: string | number | null;
  readonly enforce_nonce?: boolean | null;
  readonly tts?: boolean | null;
  readonly poll?: unknown;
  readonly message_reference?: { readonly message_id: string } | null;
}

export interface AllowedMentions {
  readonly parse?: readonly string[] | null;
  readonly users?: readonly string[] | null;
  readonly roles?: readonly string[] | null;
}

const embedCharacterLimit = 6000;
const textCharacterLimit = 4000;
const textByteLimit = 10_170;
const bytesBesideEachText = 12;
const mediaItemLimit = 64;
const componentCountLimit = 40;
const rowCountLimit = 5;
const fileCountLimit = 10;
const contentCharacterLimit = 2000;

/** @see https://discord.com/developers/docs/components/reference#component-object-component-types */
const selectTypes: ReadonlySet<number> = new Set([3, 5, 6, 7, 8]);

export function isSelect(component: { readonly type: number }): boolean {
  return selectTypes.has(component.type);
}

/** Checks rules of a message that the schema lacks. @param flags those that the message will have */
export function checkMessageRules(
  body: MessageBody,
  flags: number,
  fileNames: readonly string[],
  at: Path = [],
): FieldError[] {
  const components = body.components ?? [];
  const isV2 = (flags & MessageFlags.IsComponentsV2) !== 0;
  return [
    ...checkContent(body, at),
    ...checkFileCount(fileNames, [...at, 'attachments']),
    ...checkEmbeds(body.embeds ?? [], fileNames, [...at, 'embeds']),
    ...(isV2 ? checkLegacyFields(body, at) : checkRowsOnly(components, [...at, 'components'])),
    ...(isV2 ? checkTotals(components, [...at, 'components']) : []),
    ...components.flatMap((component, index) =>
      checkComponent(component, fileNames, [...at, 'components', index]),
    ),
    ...checkCustomIds(components, [...at, 'components']),
    ...checkMentions(body.allowed_mentions ?? {}, [...at, 'allowed_mentions']),
  ];
}

/** The components of a message, as the rules need them. */
export function componentsOf({ components = [] }: APIMessage): readonly ComponentBody[] {
  return components as unknown as ComponentBody[];
}

/** Every component of a tree with its place, parents first. */
export function* walkComponents(
  components: readonly ComponentBody[],
  at: Path = [],
): Generator<readonly [ComponentBody, Path]> {
  for (const [index, component] of components.entries()) {
    const here = [...at, index];
    yield [component, here];
    const children = component['components'];
    if (Array.isArray(children)) yield* walkComponents(children as ComponentBody[], [...here, 'components']);
    for (const key of ['accessory', 'component']) {
      const child = component[key] as ComponentBody | undefined;
      if (child !== undefined) yield [child, [...here, key]];
    }
  }
}

function checkContent(body: MessageBody, at: Path): FieldError[] {
  if (countCharacters(body.content ?? '') <= contentCharacterLimit) return [];
  const message = `Must be ${contentCharacterLimit} or fewer in length.`;
  return [{ path: [...at, 'content'], code: 'BASE_TYPE_MAX_LENGTH', message }];
}

function checkFileCount(fileNames: readonly string[], at: Path): FieldError[] {
  if (fileNames.length <= fileCountLimit) return [];
  const message = `Must be ${fileCountLimit} or fewer in length.`;
  return [{ path: at, code: 'BASE_TYPE_MAX_LENGTH', message }];
}

function checkEmbeds(embeds: readonly APIEmbed[], fileNames: readonly string[], at: Path): FieldError[] {
  const errors = embeds.flatMap((embed, index) => checkEmbed(embed, fileNames, [...at, index]));
  const total = embeds.reduce((sum, embed) => sum + countEmbedCharacters(embed), 0);
  if (total > embedCharacterLimit) {
    const message = `Embed size exceeds maximum size of ${embedCharacterLimit}`;
    errors.push({ path: at, code: 'MAX_EMBED_SIZE_EXCEEDED', message });
  }
  return errors;
}

function checkEmbed(embed: APIEmbed, fileNames: readonly string[], at: Path): FieldError[] {
  const errors: FieldError[] = [];
  const isEmpty =
    countEmbedCharacters(embed) === 0 && embed.image === undefined && embed.thumbnail === undefined;
  if (isEmpty) errors.push(required([...at, 'description']));
  for (const [index, field] of (embed.fields ?? []).entries()) {
    if (field.name.trim() === '') errors.push(required([...at, 'fields', index, 'name']));
    if (field.value.trim() === '') errors.push(required([...at, 'fields', index, 'value']));
  }
  for (const key of ['image', 'thumbnail'] as const) {
    errors.push(...checkFileReference(embed[key]?.url, fileNames, [...at, key, 'url']));
  }
  return errors;
}

function countEmbedCharacters(embed: APIEmbed): number {
  const fields = (embed.fields ?? []).map(({ name, value }) => name + value);
  const parts = [embed.title, embed.description, embed.footer?.text, embed.author?.name, ...fields];
  return parts.reduce((sum, part) => sum + countCharacters(part ?? ''), 0);
}

function checkLegacyFields(body: MessageBody, at: Path): FieldError[] {
  const legacy = (['content', 'embeds', 'poll'] as const).filter((key) => {
    const value = body[key];
    return (
      value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
    );
  });
  return legacy.map((key) => ({
    path: [...at, key],
    code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
    message: `The '${key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
  }));
}

function checkRowsOnly(components: readonly ComponentBody[], at: Path): FieldError[] {
  const errors: FieldError[] = components.flatMap(({ type }, index) =>
    type === 1
      ? []
      : [
          {
            path: [...at, index, 'type'],
            code: 'UNION_TYPE_CHOICES',
            message: 'Value of field "type" must be one of (1,).',
          },
        ],
  );
  if (components.length > rowCountLimit) {
    errors.push({ path: at, code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be between 1 and 5 in length.' });
  }
  return errors;
}

/**
 * Whether Discord answers 500 to a valid message: it does when the text displays have too many bytes, or the galleries
 * too many items. Found by experiment; it is not documented.
 */
export function breaksDiscord(components: readonly ComponentBody[], flags: number): boolean {
  if ((flags & MessageFlags.IsComponentsV2) === 0) return false;
  const textBytes = displayedTexts(components).reduce(
    (sum, text) => sum + Buffer.byteLength(text) + bytesBesideEachText,
    0,
  );
  const mediaItems = [...walkComponents(components)].reduce(
    (sum, [{ items }]) => sum + (Array.isArray(items) ? items.length : 0),
    0,
  );
  return textBytes > textByteLimit || mediaItems > mediaItemLimit;
}

function displayedTexts(components: readonly ComponentBody[]): string[] {
  return [...walkComponents(components)].flatMap(([{ content }]) =>
    typeof content === 'string' ? [content] : [],
  );
}

function checkTotals(components: readonly ComponentBody[], at: Path): FieldError[] {
  const all = [...walkComponents(components)].map(([component]) => component);
  const errors: FieldError[] = [];
  if (all.length > componentCountLimit) {
    const message = `Number of components exceeds maximum of ${componentCountLimit}`;
    errors.push({ path: at, code: 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', message });
  }
  const characters = displayedTexts(components).reduce((sum, text) => sum + countCharacters(text), 0);
  if (characters > textCharacterLimit) {
    const message = `Components displayable text size exceeds maximum size of ${textCharacterLimit}`;
    errors.push({ path: at, code: 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', message });
  }
  return errors;
}

function checkComponent(component: ComponentBody, fileNames: readonly string[], at: Path): FieldError[] {
  return [...walkComponents([component])].flatMap(([node, path]) => {
    const here = [...at, ...path.slice(1)];
    if (node.type === 1) return checkRow(node, here);
    if (node.type === 2) return checkButton(node, here);
    if (isSelect(node)) return checkSelect(node, here);
    if (node.type === 13) {
      const { url } = node['file'] as { url: string };
      return checkFileReference(url, fileNames, [...here, 'file', 'url']);
    }
    return [];
  });
}

/** A row holds five buttons or one select. */
function checkRow(row: ComponentBody, at: Path): FieldError[] {
  const components = row['components'] as readonly ComponentBody[];
  if (components.length === 1 || !components.some(isSelect)) return [];
  const index = Math.max(components.findIndex(isSelect), 1);
  const message = 'The specified component exceeds the maximum width';
  return [{ path: [...at, 'components', index], code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', message }];
}

function checkButton(button: ComponentBody, at: Path): FieldError[] {
  const errors: FieldError[] = [];
  const isLink = button['style'] === ButtonStyle.Link;
  const hasId = typeof button['custom_id'] === 'string';
  if (isLink && typeof button['url'] !== 'string') errors.push(required([...at, 'url']));
  if (!isLink && button['style'] !== ButtonStyle.Premium && !hasId)
    errors.push(required([...at, 'custom_id']));
  if (isLink && hasId) {
    const message = 'A custom id and url cannot both be specified';
    errors.push({ path: at, code: 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE', message });
  }
  if (!isLink && typeof button['url'] === 'string') {
    const message = 'This button style cannot have a url';
    errors.push({ path: [...at, 'url'], code: 'BUTTON_COMPONENT_URL_NOT_ALLOWED', message });
  }
  const hasLabel = typeof button['label'] === 'string' && button['label'] !== '';
  if (!hasLabel && !isGiven(button['emoji']) && button['style'] !== ButtonStyle.Premium) {
    const message = 'A button must have a label or emoji';
    errors.push({ path: at, code: 'BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED', message });
  }
  return errors;
}

/** Rules of selects in messages and modals. */
export function checkSelect(select: ComponentBody, at: Path): FieldError[] {
  const errors: FieldError[] = [];
  const min = (select['min_values'] as number | null | undefined) ?? 1;
  const max = (select['max_values'] as number | null | undefined) ?? 1;
  if (min > max) {
    const message = `int value should be less than or equal to ${max}.`;
    errors.push({ path: [...at, 'min_values'], code: 'NUMBER_TYPE_MAX', message });
  }
  if (select.type === 3) {
    const values = (select['options'] as { value: string }[]).map(({ value }) => value);
    if (max > values.length) {
      const message = `int value should be less than or equal to ${values.length}.`;
      errors.push({ path: [...at, 'max_values'], code: 'NUMBER_TYPE_MAX', message });
    }
    errors.push(...checkOptionValues(values, at));
  }
  const defaults = select['default_values'];
  if (Array.isArray(defaults) && defaults.length > max) {
    const message = `Must be ${max} or fewer in length.`;
    errors.push({ path: [...at, 'default_values'], code: 'BASE_TYPE_MAX_LENGTH', message });
  }
  return errors;
}

function checkOptionValues(values: readonly string[], at: Path): FieldError[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) === index
      ? []
      : [
          {
            path: [...at, 'options', index, 'value'],
            code: 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
            message: 'The specified option value is already used',
          },
        ],
  );
}

/** No two components of a message or modal share a custom id. */
export function checkCustomIds(components: readonly ComponentBody[], at: Path): FieldError[] {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  for (const [component, path] of walkComponents(components, at)) {
    const customId = component['custom_id'];
    if (typeof customId !== 'string') continue;
    if (seen.has(customId)) {
      const message = 'Component custom id cannot be duplicated';
      errors.push({ path: [...path, 'custom_id'], code: 'COMPONENT_CUSTOM_ID_DUPLICATED', message });
    }
    seen.add(customId);
  }
  return errors;
}

/** `parse: ['users']` and a list of users exclude each other; roles too. */
function checkMentions(mentions: AllowedMentions, at: Path): FieldError[] {
  return (['users', 'roles'] as const)
    .filter((key) => mentions.parse?.includes(key) === true && (mentions[key] ?? []).length > 0)
    .map((key) => ({
      path: at,
      code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
      message: `parse:["${key}"] and ${key}: [ids...] are mutually exclusive.`,
    }));
}

function checkFileReference(url: string | undefined, fileNames: readonly string[], at: Path): FieldError[] {
  if (url?.startsWith('attachment://') !== true) return [];
  if (fileNames.includes(url.slice('attachment://'.length))) return [];
  const message = `The referenced attachment was not found: ${url}`;
  return [{ path: at, code: 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND', message }];
}

function required(path: Path): FieldError {
  return { path, code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
}
