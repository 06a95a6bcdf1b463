import { describe, expect, test } from '@jest/globals';
import type { APIApplicationCommandStringOption } from 'discord-api-types/v10';
import { createConnection, type Schema } from 'mongoose';
import { commands, otherActions } from '../../commands/index.js';
import type { ModalInteraction, SlashInteraction } from '../../src/discord/receive/parse-interaction.js';
import { indexCommands, routeInteraction } from '../../src/discord/receive/route-interaction.js';
import { UserError } from '../../src/errors/user-error.js';
import { countCharacters, isWithin, textLimits } from '../../src/limits.js';
import { schemas } from '../../src/storage/collections/schemas.js';
import { idOf } from './fake-context.js';

// Discord counts code points: everything that reads a text must allow as many, whatever they are, and not one more.

const index = indexCommands(commands, otherActions);
const base = {
  ...{ id: idOf(1), token: 't', applicationId: idOf(2), guildId: idOf(3), channelId: idOf(4) },
  actor: { userId: idOf(5), name: 'Asha', canManageServer: true, canMentionMany: true },
  ...{ readerLocale: 'en-US', serverLocale: 'en-US', attachmentLimitBytes: 1, members: [] },
};

/** A text of a number of code points, beginning with a letter and made of what is hard to count. */
const scripts: readonly (readonly [string, string])[] = [
  ['Latin letters', 'x'],
  ['Devanagari, three bytes each', 'कि'],
  ['emoji, two units of UTF-16 each', '🙂'],
  ['families, many code points to a grapheme', '👨‍👩‍👧‍👦'],
  ['flags', '🇮🇳'],
  ['letters under heaps of accents', 'e\u0301\u0323\u0336'],
  ['letters from right to left', 'קפה'],
  ['signs that take part in custom ids', '|¦¬'],
];
const textOf = (count: number, piece: string) =>
  ['x', ...Array.from<string>(piece.repeat(count))].slice(0, count).join('');

/** Every option that takes any text, with the command it belongs to. */
const textOptions = commands.flatMap(({ path, definition }) =>
  ((definition as { options?: APIApplicationCommandStringOption[] }).options ?? [])
    .filter((option) => (option.type as number) === 3 && option.choices === undefined)
    .map((option) => ({ path, option })),
);
const limited = textOptions.filter(({ option }) => option.max_length !== undefined);

function mistakeOf(path: string, given: Readonly<Record<string, unknown>>): string {
  const number = path === 'expense void' ? '1' : 1;
  const options = {
    amount: '1',
    description: 'Tea',
    for: 'me',
    number,
    ...(path === 'settle' && { to: idOf(6) }),
    ...given,
  };
  const interaction: SlashInteraction = { ...base, kind: 'slash', path, options };
  try {
    routeInteraction(index, interaction);
    return 'none';
  } catch (error) {
    if (error instanceof UserError) return (error as UserError).code;
    throw error;
  }
}

describe.each(limited.map(({ path, option }) => [`/${path} ${option.name}`, path, option] as const))(
  '%s',
  (_name, path, { name, max_length: limit = 0 }) => {
    test.each(scripts)('takes as many as Discord lets through of %s, and no more', (_what, piece) => {
      expect(countCharacters(textOf(limit, piece))).toBe(limit);
      expect(mistakeOf(path, { [name]: textOf(limit, piece) })).toBe('none');
      expect(mistakeOf(path, { [name]: textOf(limit + 1, piece) })).toBe('optionInvalid');
    });

    test('counts neither the spaces around it nor control characters', () => {
      expect(mistakeOf(path, { [name]: ` \0${textOf(limit, 'x')}\u0007 ` })).toBe('none');
    });

    test('takes half of a character for a whole one', () => {
      expect(mistakeOf(path, { [name]: textOf(limit, '\ud83d') })).toBe('none');
    });
  },
);

describe('a text that shows nothing', () => {
  test.each(textOptions.map(({ path, option }) => [`/${path} ${option.name}`, path, option.name] as const))(
    'is refused for %s',
    (_name, path, name) => {
      for (const nothing of [
        '\u200b',
        '\u3164',
        '\u2800 ',
        '\u00ad',
        '\u{e0041}',
        '\ufe0f',
        '\u0301',
        '\0\u202e',
      ]) {
        expect(mistakeOf(path, { [name]: nothing })).toBe('textInvisible');
      }
    },
  );

  test('is refused as a description also where it is only spaces', () => {
    expect(mistakeOf('expense add', { description: ' \u3000\n' })).toBe('textInvisible');
  });
});

describe('the fields of a form', () => {
  const submit = (name: string) => {
    const fields = { name, email: '', mobile: '' };
    const modal: ModalInteraction = {
      ...base,
      ...{ kind: 'modal', customId: '2|pe|save|', fields, messageId: undefined },
    };
    return () => routeInteraction(index, modal);
  };

  test.each(['\u200b\u3164', '\u2800', '\u202e\u202c'])(
    'must show something where they are filled: %j',
    (name) => {
      expect(submit(name)).toThrow(
        expect.objectContaining({ code: 'textInvisible', data: { option: 'name' } }),
      );
    },
  );

  test('may be empty', () => {
    expect(submit('')).not.toThrow();
    expect(submit('  ')).not.toThrow();
  });
});

describe('the database', () => {
  const unconnected = createConnection();
  unconnected.set('autoIndex', false);
  unconnected.set('autoCreate', false);
  /** The fields whose length the schemas limit, with what each may hold. */
  const fields = [
    ['expenses', 'description', textLimits.description],
    ['expenses', 'category', textLimits.category],
    ['users', 'name', textLimits.name],
    ['members', 'name', textLimits.name],
  ] as const;

  test.each(fields)(
    'lets %s hold a %s as long as people may type, in any script',
    async (collection, field, limit) => {
      const schema = schemas[collection] as unknown as Schema<Record<string, string>>;
      const model = unconnected.model(`${collection}-${field}`, schema);
      const check = (value: string) => new model({ [field]: value }).validate([field]);
      for (const [, piece] of scripts) {
        expect(isWithin(textOf(limit, piece), limit)).toBe(true);
        await expect(check(textOf(limit, piece))).resolves.toBeUndefined();
        await expect(check(textOf(limit + 1, piece))).rejects.toThrow(`longer than ${limit} characters`);
      }
    },
  );
});
