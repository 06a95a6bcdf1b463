import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPlayground } from '../index.js';
import type { Person, Playground, Server } from '../index.js';
import { callRest, errorCodes, errorPaths } from './call-rest.js';
import { RawBot } from './raw-bot.js';

let playground: Playground;
let bot: RawBot;
let flat: Server;
let asha: Person;

beforeAll(async () => {
  playground = await startPlayground({ globalRequestsPerSecond: 10_000 });
  [asha] = playground.createUsers('Asha') as [Person];
  flat = playground.createServer({ name: 'Flat', members: [asha] });
  bot = await RawBot.login(playground, 1);
  await callRest(playground, 'PUT', `/applications/${playground.applicationId}/commands`, [greet]);
});
afterAll(async () => {
  await bot.close();
  await playground.close();
});

const greet = { name: 'greet', description: 'Greets' };
const long = (count: number) => 'x'.repeat(count);
const row = (...components: object[]) => ({ type: 1, components });
const button = (more: object = {}) => ({ type: 2, style: 2, label: 'Go', custom_id: 'go', ...more });
const options = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ label: `L${n}`, value: `v${n}` }));
const strings = (more: object = {}) => ({ type: 3, custom_id: 'pick', options: options(3), ...more });
const text = (content: string) => ({ type: 10, content });
const v2 = (...components: object[]) => ({ flags: 32_768, components });
const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));
const option = (more: object = {}) => ({ type: 3, name: 'word', description: 'A word', ...more });
const command = (more: object = {}) => ({ ...greet, ...more });
const input = (more: object = {}) => ({ type: 4, custom_id: 'name', style: 1, ...more });
const label = (component: object, more: object = {}) => ({ type: 18, label: 'Name', component, ...more });
const modal = (more: object = {}) => ({
  custom_id: 'form',
  title: 'Form',
  components: [label(input())],
  ...more,
});

/** What is sent, where the error stands, and the error's own code. */
type Violation = readonly [what: string, body: unknown, path: string, code: string];

const messageViolations: Violation[] = [
  ['content over 2000 characters', { content: long(2001) }, 'content', 'BASE_TYPE_MAX_LENGTH'],
  ['content that is a number', { content: 5 }, 'content', 'BASE_TYPE_BAD_TYPE'],
  ['11 embeds', { embeds: times(11, () => ({ title: 'x' })) }, 'embeds', 'BASE_TYPE_MAX_LENGTH'],
  ['a title over 256', { embeds: [{ title: long(257) }] }, 'embeds.0.title', 'BASE_TYPE_MAX_LENGTH'],
  [
    'a description over 4096',
    { embeds: [{ description: long(4097) }] },
    'embeds.0.description',
    'BASE_TYPE_MAX_LENGTH',
  ],
  ['an empty embed', { embeds: [{}] }, 'embeds.0.description', 'BASE_TYPE_REQUIRED'],
  [
    '26 fields',
    { embeds: [{ fields: times(26, () => ({ name: 'a', value: 'b' })) }] },
    'embeds.0.fields',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'an empty field value',
    { embeds: [{ fields: [{ name: 'a', value: '' }] }] },
    'embeds.0.fields.0.value',
    'BASE_TYPE_REQUIRED',
  ],
  [
    'an empty field name',
    { embeds: [{ fields: [{ name: ' ', value: 'b' }] }] },
    'embeds.0.fields.0.name',
    'BASE_TYPE_REQUIRED',
  ],
  [
    'a field without a value',
    { embeds: [{ fields: [{ name: 'a' }] }] },
    'embeds.0.fields.0.value',
    'BASE_TYPE_REQUIRED',
  ],
  [
    'a field value over 1024',
    { embeds: [{ fields: [{ name: 'a', value: long(1025) }] }] },
    'embeds.0.fields.0.value',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    '6001 characters over all embeds',
    { embeds: [{ description: long(3001) }, { description: long(3000) }] },
    'embeds',
    'MAX_EMBED_SIZE_EXCEEDED',
  ],
  [
    'a colour out of range',
    { embeds: [{ title: 'a', color: 16_777_216 }] },
    'embeds.0.color',
    'NUMBER_TYPE_MAX',
  ],
  [
    'an image that is no URL',
    { embeds: [{ image: { url: 'here' } }] },
    'embeds.0.image.url',
    'URL_TYPE_INVALID_URL',
  ],
  [
    'an image that was not attached',
    { embeds: [{ image: { url: 'attachment://a.png' } }] },
    'embeds.0.image.url',
    'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
  ],
  [
    'six rows',
    { content: 'a', components: times(6, (n) => row(button({ custom_id: `b${n}` }))) },
    'components',
    'BASE_TYPE_BAD_LENGTH',
  ],
  [
    'six buttons in a row',
    { content: 'a', components: [row(...times(6, (n) => button({ custom_id: `b${n}` })))] },
    'components.0.components',
    'BASE_TYPE_MAX_LENGTH',
  ],
  ['an empty row', { content: 'a', components: [row()] }, 'components.0.components', 'BASE_TYPE_MIN_LENGTH'],
  [
    'a custom id twice',
    { content: 'a', components: [row(button(), button())] },
    'components.0.components.1.custom_id',
    'COMPONENT_CUSTOM_ID_DUPLICATED',
  ],
  [
    'a custom id twice over two rows',
    { content: 'a', components: [row(button()), row(button())] },
    'components.1.components.0.custom_id',
    'COMPONENT_CUSTOM_ID_DUPLICATED',
  ],
  [
    'a custom id over 100',
    { content: 'a', components: [row(button({ custom_id: long(101) }))] },
    'components.0.components.0.custom_id',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'an empty custom id',
    { content: 'a', components: [row(button({ custom_id: '' }))] },
    'components.0.components.0.custom_id',
    'BASE_TYPE_MIN_LENGTH',
  ],
  [
    'a button without custom id',
    { content: 'a', components: [row({ type: 2, style: 1, label: 'a' })] },
    'components.0.components.0.custom_id',
    'BASE_TYPE_REQUIRED',
  ],
  [
    'a label over 80',
    { content: 'a', components: [row(button({ label: long(81) }))] },
    'components.0.components.0.label',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'a button without label',
    { content: 'a', components: [row({ type: 2, style: 1, custom_id: 'a' })] },
    'components.0.components.0',
    'BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED',
  ],
  [
    'a link without URL',
    { content: 'a', components: [row({ type: 2, style: 5, label: 'a' })] },
    'components.0.components.0.url',
    'BASE_TYPE_REQUIRED',
  ],
  [
    'a link with a custom id',
    { content: 'a', components: [row(button({ style: 5, url: 'https://example.org' }))] },
    'components.0.components.0',
    'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
  ],
  [
    'a URL on a plain button',
    { content: 'a', components: [row(button({ url: 'https://example.org' }))] },
    'components.0.components.0.url',
    'BUTTON_COMPONENT_URL_NOT_ALLOWED',
  ],
  [
    'a select beside a button',
    { content: 'a', components: [row(strings(), button())] },
    'components.0.components.1',
    'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
  ],
  [
    'two selects in a row',
    { content: 'a', components: [row(strings(), strings({ custom_id: 'b' }))] },
    'components.0.components.1',
    'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
  ],
  [
    'min over max',
    { content: 'a', components: [row(strings({ min_values: 3, max_values: 2 }))] },
    'components.0.components.0.min_values',
    'NUMBER_TYPE_MAX',
  ],
  [
    'max over the options there are',
    { content: 'a', components: [row(strings({ max_values: 4 }))] },
    'components.0.components.0.max_values',
    'NUMBER_TYPE_MAX',
  ],
  [
    'max over 25',
    { content: 'a', components: [row({ type: 5, custom_id: 'u', max_values: 26 })] },
    'components.0.components.0.max_values',
    'NUMBER_TYPE_MAX',
  ],
  [
    '26 options',
    { content: 'a', components: [row(strings({ options: options(26) }))] },
    'components.0.components.0.options',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'no options',
    { content: 'a', components: [row(strings({ options: [] }))] },
    'components.0.components.0.options',
    'BASE_TYPE_MIN_LENGTH',
  ],
  [
    'an option value twice',
    { content: 'a', components: [row(strings({ options: [...options(1), ...options(1)] }))] },
    'components.0.components.0.options.1.value',
    'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
  ],
  [
    'an empty option label',
    { content: 'a', components: [row(strings({ options: [{ label: '', value: 'a' }] }))] },
    'components.0.components.0.options.0.label',
    'BASE_TYPE_MIN_LENGTH',
  ],
  [
    'a placeholder over 150',
    { content: 'a', components: [row(strings({ placeholder: long(151) }))] },
    'components.0.components.0.placeholder',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'a text display without the V2 flag',
    { content: 'a', components: [text('b')] },
    'components.0.type',
    'UNION_TYPE_CHOICES',
  ],
  [
    'an unknown component',
    { content: 'a', components: [{ type: 99 }] },
    'components.0.type',
    'UNION_TYPE_CHOICES',
  ],
  [
    'content beside V2',
    { ...v2(text('a')), content: 'b' },
    'content',
    'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
  ],
  [
    'embeds beside V2',
    { ...v2(text('a')), embeds: [{ title: 'b' }] },
    'embeds',
    'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
  ],
  [
    '4001 characters of V2 text',
    v2(text(long(2001)), { type: 17, components: [text(long(2000))] }),
    'components',
    'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
  ],
  [
    '41 components of V2',
    v2({ type: 17, components: times(39, () => text('a')) }, text('b')),
    'components',
    'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
  ],
  ['an empty text display', v2(text('')), 'components.0.content', 'BASE_TYPE_MIN_LENGTH'],
  [
    'a section without accessory',
    v2({ type: 9, components: [text('a')] }),
    'components.0.accessory',
    'BASE_TYPE_REQUIRED',
  ],
  [
    'a file that was not attached',
    v2({ type: 13, file: { url: 'attachment://a.csv' } }),
    'components.0.file.url',
    'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
  ],
  [
    'a container in a container',
    v2({ type: 17, components: [{ type: 17, components: [text('a')] }] }),
    'components.0.components.0.type',
    'UNION_TYPE_CHOICES',
  ],
  [
    'a mention kind both parsed and listed',
    { content: 'a', allowed_mentions: { parse: ['users'], users: ['1'] } },
    'allowed_mentions',
    'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
  ],
  [
    'an unknown mention kind',
    { content: 'a', allowed_mentions: { parse: ['all'] } },
    'allowed_mentions.parse.0',
    'BASE_TYPE_CHOICES',
  ],
  ['a nonce over 25', { content: 'a', nonce: long(26) }, 'nonce', 'BASE_TYPE_MAX_LENGTH'],
];

const commandViolations: Violation[] = [
  ['no name', { description: 'a' }, 'name', 'BASE_TYPE_REQUIRED'],
  ['a name with a space', command({ name: 'two words' }), 'name', 'APPLICATION_COMMAND_INVALID_NAME'],
  ['a name in capitals', command({ name: 'Greet' }), 'name', 'APPLICATION_COMMAND_INVALID_NAME'],
  ['a name over 32', command({ name: long(33) }), 'name', 'BASE_TYPE_MAX_LENGTH'],
  [
    'a localised name with a space',
    command({ name_localizations: { hi: 'a b' } }),
    'name_localizations.hi',
    'APPLICATION_COMMAND_INVALID_NAME',
  ],
  ['no description', { name: 'greet' }, 'description', 'BASE_TYPE_REQUIRED'],
  ['a description over 100', command({ description: long(101) }), 'description', 'BASE_TYPE_MAX_LENGTH'],
  [
    '26 options',
    command({ options: times(26, (n) => option({ name: `o${n}` })) }),
    'options',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'an option name twice',
    command({ options: [option(), option()] }),
    'options.1.name',
    'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
  ],
  [
    'a required option after an optional one',
    command({ options: [option(), option({ name: 'b', required: true })] }),
    'options.1',
    'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
  ],
  [
    'an option without description',
    command({ options: [{ type: 3, name: 'a' }] }),
    'options.0.description',
    'BASE_TYPE_REQUIRED',
  ],
  [
    'an unknown option type',
    command({ options: [option({ type: 12 })] }),
    'options.0.type',
    'UNION_TYPE_CHOICES',
  ],
  [
    '26 choices',
    command({ options: [option({ choices: times(26, (n) => ({ name: `c${n}`, value: `${n}` })) })] }),
    'options.0.choices',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'a choice twice',
    command({
      options: [
        option({
          choices: [
            { name: 'a', value: '1' },
            { name: 'a', value: '2' },
          ],
        }),
      ],
    }),
    'options.0.choices.1',
    'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS',
  ],
  [
    'choices and autocomplete',
    command({ options: [option({ autocomplete: true, choices: [{ name: 'a', value: '1' }] })] }),
    'options.0.choices',
    'APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID',
  ],
  [
    'min_length over max_length',
    command({ options: [option({ min_length: 5, max_length: 4 })] }),
    'options.0.min_length',
    'APPLICATION_COMMAND_OPTIONS_MIN_LENGTH_INVALID',
  ],
  [
    'max_length over 6000',
    command({ options: [option({ max_length: 6001 })] }),
    'options.0.max_length',
    'NUMBER_TYPE_MAX',
  ],
  [
    'min_value over max_value',
    command({ options: [option({ type: 4, min_value: 2, max_value: 1 })] }),
    'options.0.min_value',
    'APPLICATION_COMMAND_OPTIONS_MIN_VALUE_INVALID',
  ],
  [
    'a subcommand beside an option',
    command({ options: [{ type: 1, name: 'sub', description: 'a' }, option()] }),
    'options.0',
    'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
  ],
  [
    'a subcommand in a subcommand',
    command({
      options: [
        { type: 1, name: 'sub', description: 'a', options: [{ type: 1, name: 'sub', description: 'a' }] },
      ],
    }),
    'options.0.options.0.type',
    'UNION_TYPE_CHOICES',
  ],
  [
    'a nested required option after an optional one',
    command({
      options: [
        {
          type: 1,
          name: 'sub',
          description: 'a',
          options: [option(), option({ name: 'b', required: true })],
        },
      ],
    }),
    'options.0.options.1',
    'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
  ],
  [
    'a description on a context menu',
    { type: 2, name: 'Show', description: 'a' },
    'description',
    'APPLICATION_COMMAND_DESCRIPTION_INVALID',
  ],
  [
    'options on a context menu',
    { type: 3, name: 'Show', options: [option()] },
    'options',
    'APPLICATION_COMMAND_OPTIONS_INVALID',
  ],
];

const modalViolations: Violation[] = [
  ['a title over 45', modal({ title: long(46) }), 'data.title', 'BASE_TYPE_MAX_LENGTH'],
  ['no custom id', { title: 'a', components: [label(input())] }, 'data.custom_id', 'BASE_TYPE_REQUIRED'],
  ['no components', modal({ components: [] }), 'data.components', 'BASE_TYPE_MIN_LENGTH'],
  [
    'six components',
    modal({ components: times(6, (n) => label(input({ custom_id: `c${n}` }))) }),
    'data.components',
    'BASE_TYPE_BAD_LENGTH',
  ],
  [
    'a custom id twice',
    modal({ components: [label(input()), label(input())] }),
    'data.components.1.component.custom_id',
    'COMPONENT_CUSTOM_ID_DUPLICATED',
  ],
  [
    'a label over 45',
    modal({ components: [label(input(), { label: long(46) })] }),
    'data.components.0.label',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'a label description over 100',
    modal({ components: [label(input(), { description: long(101) })] }),
    'data.components.0.description',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'a value over its max_length',
    modal({ components: [label(input({ value: 'abc', max_length: 2 }))] }),
    'data.components.0.component.value',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'a value over 4000',
    modal({ components: [label(input({ value: long(4001) }))] }),
    'data.components.0.component.value',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'min_length over max_length',
    modal({ components: [label(input({ min_length: 3, max_length: 2 }))] }),
    'data.components.0.component.min_length',
    'TEXT_INPUT_COMPONENT_MIN_LENGTH_INVALID',
  ],
  [
    'a placeholder over 100',
    modal({ components: [label(input({ placeholder: long(101) }))] }),
    'data.components.0.component.placeholder',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'a row input without label',
    modal({ components: [row(input())] }),
    'data.components.0.components.0.label',
    'BASE_TYPE_REQUIRED',
  ],
  [
    'a button in a label',
    modal({ components: [label(button())] }),
    'data.components.0.component.type',
    'UNION_TYPE_CHOICES',
  ],
  [
    'a preset beyond max_values',
    modal({
      components: [
        label({
          type: 5,
          custom_id: 'u',
          default_values: [
            { id: '1', type: 'user' },
            { id: '2', type: 'user' },
          ],
        }),
      ],
    }),
    'data.components.0.component.default_values',
    'BASE_TYPE_MAX_LENGTH',
  ],
];

describe('what Discord refuses in a message', () => {
  test.each(messageViolations)('%s', async (_what, body, path, code) => {
    const answer = await callRest(playground, 'POST', `/channels/${flat.channel.id}/messages`, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 50035, message: 'Invalid Form Body' });
    expect(errorPaths(answer.body)).toEqual([path]);
    expect(errorCodes(answer.body)).toEqual([code]);
    expect(flat.messages()).toHaveLength(0);
  });

  test.each([
    ['nothing at all', {}],
    ['blank content', { content: ' ' }],
    ['V2 without components', { flags: 32_768 }],
  ])('%s is an empty message', async (_what, body) => {
    const answer = await callRest(playground, 'POST', `/channels/${flat.channel.id}/messages`, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 50006 } });
  });

  test('the answer to an interaction is checked alike, under data', async () => {
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    const body = { type: 4, data: { content: long(2001) } };
    const answer = await callRest(playground, 'POST', `/interactions/${id}/${token}/callback`, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(errorPaths(answer.body)).toEqual(['data.content']);
  });
});

describe('what Discord refuses in a command', () => {
  const path = () => `/applications/${playground.applicationId}/commands`;

  test.each(commandViolations)('%s', async (_what, body, at, code) => {
    const single = await callRest(playground, 'POST', path(), body);
    expect(single).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(errorPaths(single.body)).toEqual([at]);
    expect(errorCodes(single.body)).toEqual([code]);
    const bulk = await callRest(playground, 'PUT', path(), [greet, body]);
    expect(errorPaths(bulk.body)).toEqual([`1.${at}`]);
    expect(playground.commands()).toEqual(['greet']);
  });

  test('two commands of one name', async () => {
    const answer = await callRest(playground, 'PUT', path(), [greet, greet]);
    expect(errorCodes(answer.body)).toEqual(['APPLICATION_COMMANDS_DUPLICATE_NAME']);
    expect(errorPaths(answer.body)).toEqual(['1']);
  });

  test('over 8000 characters', async () => {
    const choices = times(25, (n) => ({ name: `${n} ${long(90)}`, value: long(90) + String(n) }));
    const body = command({ options: times(2, (n) => option({ name: `o${n}`, choices })) });
    const answer = await callRest(playground, 'POST', path(), body);
    expect(errorCodes(answer.body)).toEqual(['APPLICATION_COMMAND_TOO_LARGE']);
  });

  test('101 commands', async () => {
    const answer = await callRest(
      playground,
      'PUT',
      path(),
      times(101, (n) => command({ name: `c${n}` })),
    );
    expect(answer).toMatchObject({ status: 400, body: { code: 30032 } });
  });

  test('a list that is no list', async () => {
    const answer = await callRest(playground, 'PUT', path(), {});
    expect(errorCodes(answer.body)).toEqual(['LIST_TYPE_CONVERT']);
  });
});

describe('what Discord refuses in a modal', () => {
  test.each(modalViolations)('%s', async (_what, data, path, code) => {
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    const answer = await callRest(playground, 'POST', `/interactions/${id}/${token}/callback`, {
      type: 9,
      data,
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(errorPaths(answer.body)).toEqual([path]);
    expect(errorCodes(answer.body)).toEqual([code]);
  });
});

describe('what Discord refuses in a first answer', () => {
  test.each([
    ['no type', {}, 'type', 'BASE_TYPE_REQUIRED'],
    ['an unknown type', { type: 3 }, 'type', 'BASE_TYPE_CHOICES'],
    ['an update where there is no message', { type: 7, data: { content: 'a' } }, 'type', 'BASE_TYPE_CHOICES'],
    ['a deferred update where there is no message', { type: 6 }, 'type', 'BASE_TYPE_CHOICES'],
    ['choices for a command', { type: 8, data: { choices: [] } }, 'type', 'BASE_TYPE_CHOICES'],
    [
      'the V2 flag in a deferral',
      { type: 5, data: { flags: 32_768 } },
      'data.flags',
      'MESSAGE_FLAGS_INVALID',
    ],
    [
      '26 choices',
      { type: 8, data: { choices: times(26, () => ({ name: 'a', value: 'a' })) } },
      'data.choices',
      'BASE_TYPE_MAX_LENGTH',
    ],
  ] satisfies Violation[])('%s', async (_what, body, path, code) => {
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    const answer = await callRest(playground, 'POST', `/interactions/${id}/${token}/callback`, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(errorPaths(answer.body)).toEqual([path]);
    expect(errorCodes(answer.body)).toEqual([code]);
  });
});

describe('what Discord accepts', () => {
  test.each([
    ['content of 2000', { content: long(2000) }],
    ['6000 characters of embeds', { embeds: [{ description: long(3000) }, { description: long(3000) }] }],
    [
      'five rows of five buttons',
      {
        content: 'a',
        components: times(5, (r) => row(...times(5, (n) => button({ custom_id: `${r}.${n}` })))),
      },
    ],
    ['only components', { components: [row(button())] }],
    [
      'a select of each kind',
      {
        content: 'a',
        components: [
          row(strings()),
          ...[5, 6, 7, 8].map((type) => row({ type, custom_id: `s${type}`, min_values: 0, max_values: 25 })),
        ],
      },
    ],
    ['40 components of V2', v2({ type: 17, components: times(38, () => text('a')) }, text('b'))],
    ['4000 characters of V2 text', v2(text(long(4000)))],
    [
      'a section, a separator, a gallery',
      v2(
        { type: 9, components: [text('a')], accessory: button() },
        { type: 14 },
        { type: 12, items: [{ media: { url: 'https://example.org/a.png' } }] },
      ),
    ],
    ['null where nothing is', { content: 'a', embeds: null, components: null, allowed_mentions: null }],
    [
      'a link',
      { content: 'a', components: [row({ type: 2, style: 5, label: 'a', url: 'https://example.org' })] },
    ],
  ])('%s', async (_what, body) => {
    const answer = await callRest(playground, 'POST', `/channels/${flat.channel.id}/messages`, body);
    expect(answer).toMatchObject({ status: 200, body: { channel_id: flat.channel.id } });
  });

  test.each([
    ['a name in Devanagari', command({ name: 'हिसाब' })],
    ['rights as a string', command({ default_member_permissions: '32' })],
    [
      'subcommands and groups',
      command({
        options: [
          {
            type: 1,
            name: 'a',
            description: 'a',
            options: [option({ required: true }), option({ name: 'b' })],
          },
          { type: 2, name: 'g', description: 'a', options: [{ type: 1, name: 'b', description: 'a' }] },
        ],
      }),
    ],
    ['a context menu', { type: 3, name: 'Add as expense' }],
  ])('%s', async (_what, body) => {
    const path = `/applications/${playground.applicationId}/guilds/${flat.id}/commands`;
    expect((await callRest(playground, 'PUT', path, [body])).status).toBe(200);
  });
});

describe('other refusals', () => {
  const channel = () => `/channels/${flat.channel.id}/messages`;

  test.each([
    ['a wrong token', 'GET', () => '/users/@me', 401, 0, 'wrong'],
    ['an unknown channel', 'GET', () => '/channels/1', 404, 10003, undefined],
    ['an unknown message', 'GET', () => `${channel()}/1`, 404, 10008, undefined],
    ['an unknown server', 'GET', () => '/guilds/1', 404, 10004, undefined],
    ['an unknown person', 'GET', () => `/guilds/${flat.id}/members/1`, 404, 10013, undefined],
    [
      'an unknown command',
      'GET',
      () => `/applications/${playground.applicationId}/commands/1`,
      404,
      10063,
      undefined,
    ],
    ['an unknown interaction', 'POST', () => '/interactions/1/x/callback', 404, 10062, undefined],
    ['an unknown webhook', 'POST', () => `/webhooks/${playground.applicationId}/x`, 404, 10015, undefined],
  ])('%s', async (_what, method, path, status, code, token) => {
    const how = token === undefined ? {} : { token };
    const answer = await callRest(playground, method, path(), method === 'GET' ? undefined : {}, how);
    expect(answer).toMatchObject({ status, body: { code } });
  });

  test('a person who is not in the server', async () => {
    const [stranger] = playground.createUsers('Stranger');
    const answer = await callRest(playground, 'GET', `/guilds/${flat.id}/members/${stranger?.id ?? ''}`);
    expect(answer).toMatchObject({ status: 404, body: { code: 10007 } });
  });

  test('broken JSON', async () => {
    expect(await callRest(playground, 'POST', channel(), '{')).toMatchObject({
      status: 400,
      body: { code: 50109 },
    });
  });

  test.each([
    ['the first half of a character', '\ud83d'],
    ['the second half', 'a\ude42b'],
    ['halves in the wrong order', '\ude42\ud83d'],
  ])('%s, in any text and for the whole request', async (_what, half) => {
    const isRefused = { status: 400, body: { code: 50109 } };
    expect(await callRest(playground, 'POST', channel(), { content: half })).toMatchObject(isRefused);
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    const choices = [
      { name: 'Whole', value: 'whole' },
      { name: half, value: 'half' },
    ];
    const path = `/interactions/${id}/${token}/callback`;
    expect(await callRest(playground, 'POST', path, { type: 8, data: { choices } })).toMatchObject(isRefused);
    expect((await callRest(playground, 'POST', channel(), { content: '\ud83d\ude42' })).status).toBe(200);
  });

  test('a channel the bot may not see, and one it may not write in', async () => {
    const hidden = flat.createChannel('hidden');
    flat.setPermissions(playground.bot, 0x400n);
    const body = { content: 'a' };
    const refused = await callRest(playground, 'POST', `/channels/${hidden.id}/messages`, body);
    expect(refused).toMatchObject({ status: 403, body: { code: 50013 } });
    flat.setPermissions(playground.bot, 0n);
    const unseen = await callRest(playground, 'POST', `/channels/${hidden.id}/messages`, body);
    expect(unseen).toMatchObject({ status: 403, body: { code: 50001 } });
    flat.setPermissions(playground.bot, 0xffff_ffff_ffffn);
  });

  test('all members without the Server Members intent', async () => {
    playground.faults.refuseMembersIntent = true;
    const answer = await callRest(playground, 'GET', `/guilds/${flat.id}/members?limit=10`);
    expect(answer).toMatchObject({ status: 403, body: { code: 50001 } });
    playground.faults.refuseMembersIntent = false;
  });

  test("somebody else's message cannot be edited", async () => {
    const { id } = flat.as(asha).write('hello');
    const answer = await callRest(playground, 'PATCH', `${channel()}/${id}`, { content: 'b' });
    expect(answer).toMatchObject({ status: 403, body: { code: 50005 } });
  });
});
