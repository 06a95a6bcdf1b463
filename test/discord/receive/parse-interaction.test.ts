import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInteraction } from '../../../src/discord/receive/parse-interaction.js';

const asha = { id: '100000000000000001', username: 'asha', global_name: 'Asha' };
const base = {
  id: '900000000000000001',
  application_id: '800000000000000001',
  token: 'token',
  version: 1,
  guild_id: '700000000000000001',
  channel_id: '600000000000000001',
  member: { user: asha, nick: 'Asha K', permissions: String(1 << 5), roles: [] },
  locale: 'hi',
  guild_locale: 'en-US',
  attachment_size_limit: 1000,
};
const add = {
  ...base,
  type: 2,
  data: {
    id: '1',
    type: 1,
    name: 'expense',
    options: [
      {
        type: 1,
        name: 'add',
        options: [
          { type: 3, name: 'amount', value: '1000' },
          { type: 6, name: 'who', value: '100000000000000002' },
          { type: 11, name: 'receipt', value: '5' },
        ],
      },
    ],
    resolved: {
      users: {
        '100000000000000002': { id: '100000000000000002', username: 'ravi', bot: true },
        '100000000000000003': { id: '100000000000000003', username: 'gone' },
      },
      members: { '100000000000000002': { nick: null } },
      attachments: {
        '5': { id: '5', filename: 'a.png', url: 'http://x/a.png', size: 12, content_type: 'image/png' },
      },
    },
  },
};

describe('reading an interaction', () => {
  test('gives a slash command with its path, options, attachment and who typed', () => {
    expect(parseInteraction(add)).toEqual({
      kind: 'slash',
      id: base.id,
      token: 'token',
      applicationId: base.application_id,
      guildId: base.guild_id,
      channelId: base.channel_id,
      actor: { userId: asha.id, name: 'Asha K', canManageServer: true, canMentionMany: false },
      readerLocale: 'hi',
      serverLocale: 'en-US',
      attachmentLimitBytes: 1000,
      members: [
        { userId: asha.id, name: 'Asha K', isBot: false },
        { userId: '100000000000000002', name: 'ravi', isBot: true },
      ],
      path: 'expense add',
      options: {
        amount: '1000',
        who: '100000000000000002',
        receipt: { name: 'a.png', url: 'http://x/a.png', sizeBytes: 12, contentType: 'image/png' },
      },
    });
  });

  test('an administrator has every right, a direct message none', () => {
    const admin = { ...add, member: { ...base.member, permissions: String(1n << 3n) } };
    expect(parseInteraction(admin)?.actor).toMatchObject({ canManageServer: true, canMentionMany: true });
    const { member: _member, guild_id: _guild, ...direct } = add;
    const read = parseInteraction({ ...direct, user: asha });
    expect(read?.actor).toEqual({
      userId: asha.id,
      name: 'Asha',
      canManageServer: false,
      canMentionMany: false,
    });
    expect(read).toMatchObject({ guildId: undefined, members: [] });
  });

  test('gives what is being typed apart from the other options', () => {
    const data = {
      type: 1,
      name: 'expense',
      options: [
        {
          type: 1,
          name: 'show',
          options: [
            { type: 4, name: 'number', value: 12, focused: true },
            { type: 3, name: 'x', value: 'y' },
          ],
        },
      ],
    };
    expect(parseInteraction({ ...base, type: 4, data })).toMatchObject({
      kind: 'autocomplete',
      path: 'expense show',
      focused: { name: 'number', typed: '12' },
      options: { x: 'y' },
    });
  });

  test('gives a pressed button and a submitted modal', () => {
    const data = { component_type: 2, custom_id: '1|es|show|1' };
    expect(parseInteraction({ ...base, type: 3, message: { id: '5' }, data })).toMatchObject({
      kind: 'component',
      customId: '1|es|show|1',
      values: [],
      messageId: '5',
    });
    const components = [
      { type: 18, component: { type: 4, custom_id: 'name', value: 'Asha' } },
      { type: 1, components: [{ type: 4, custom_id: 'email', value: '' }] },
    ];
    expect(
      parseInteraction({ ...base, type: 5, data: { custom_id: '1|pr|save', components } }),
    ).toMatchObject({
      kind: 'modal',
      fields: { name: 'Asha', email: '' },
      messageId: undefined,
    });
  });

  test.each([1, 99])('leaves out kind %d, which we do not know', (type) => {
    expect(parseInteraction({ ...add, type })).toBeUndefined();
  });

  test('never throws, whatever arrives', () => {
    const keys = ['data', 'member', 'user', 'message', 'guild_id', 'id', 'token', 'locale'];
    const broken = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue());
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), broken), fc.integer({ min: 0, max: 6 }), (value, type) => {
        const patch = typeof value === 'object' ? value : { data: value };
        expect(() => parseInteraction(value)).not.toThrow();
        expect(() => parseInteraction(Object.assign({}, add, patch, { type }))).not.toThrow();
        expect(() => parseInteraction({ ...add, type, data: { ...add.data, options: value } })).not.toThrow();
      }),
    );
  });
});
