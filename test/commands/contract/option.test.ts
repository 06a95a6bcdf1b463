import { describe, expect, test } from '@jest/globals';
import { serverCommand } from '../../../commands/contract/command.js';
import {
  attachmentOption,
  choiceOption,
  flagOption,
  numberOption,
  textOption,
  channelOption,
  userOption,
} from '../../../commands/contract/option.js';

const command = serverCommand({
  path: 'expense try',
  code: 'try',
  describe: () => ({
    command: 'Try it',
    options: {
      number: 'A number',
      text: 'A text',
      kind: 'A kind',
      who: 'A person',
      where: 'A channel',
      really: 'Really',
      file: 'A file',
    },
    choices: { kind: { one: 'the first', two: 'the second' } },
  }),
  options: {
    number: numberOption({ required: true, complete: () => [{ name: '12', value: 12 }] }),
    text: textOption({ minLength: 1, maxLength: 5 }),
    kind: choiceOption(['one', 'two']),
    who: userOption(),
    where: channelOption(),
    really: flagOption(),
    file: attachmentOption(),
  },
  visibility: 'public',
  // What does not compile here would be a wrong type of an option.
  run: ({ number, text, kind, who, where, really, file }) => ({
    kind: 'reply',
    blocks: [number.toFixed(0), text?.trim(), kind, who, where, String(really === true), file?.name].map(
      (line) => ({
        kind: 'text' as const,
        text: line ?? '',
      }),
    ),
  }),
});

/** Whether what was typed passes the check of the options. */
function accepts(input: Readonly<Record<string, unknown>>): boolean {
  return command.input.safeParse({ number: 1, ...input }).success;
}

describe('an option, declared once', () => {
  test('gives what Discord registers', () => {
    expect(command.definition).toMatchObject({
      name: 'try',
      description: 'Try it',
      options: [
        { name: 'number', type: 4, required: true, min_value: 1, autocomplete: true },
        { name: 'text', type: 3, required: false, min_length: 1, max_length: 5 },
        {
          name: 'kind',
          type: 3,
          choices: [
            { name: 'the first', value: 'one' },
            { name: 'the second', value: 'two' },
          ],
        },
        { name: 'who', type: 6 },
        { name: 'where', type: 7, channel_types: [0] },
        { name: 'really', type: 5 },
        { name: 'file', type: 11, description: 'A file' },
      ],
    });
  });

  test('gives the check of what arrives', () => {
    expect(accepts({ text: 'tea', kind: 'two', who: '1', where: '2', really: false })).toBe(true);
    expect(accepts({ kind: 'three' })).toBe(false);
    expect(accepts({ number: 0 })).toBe(false);
    expect(accepts({ number: 1.5 })).toBe(false);
    expect(command.input.safeParse({}).success).toBe(false);
  });

  test('counts lengths as Discord does, in code points, without the spaces around', () => {
    expect(accepts({ text: '😀😀😀😀😀' })).toBe(true);
    expect(accepts({ text: '  चाय  ' })).toBe(true);
    expect(accepts({ text: '😀😀😀😀😀😀' })).toBe(false);
    expect(accepts({ text: '   ' })).toBe(false);
  });

  test('drops what shows nothing from a text that a program reads', () => {
    const read = textOption({ required: true, isRead: true }).schema;
    expect(read.parse('\u202a₹1,000\u202c\u200b')).toBe('₹1,000');
    expect(textOption({ required: true }).schema.parse('a\u200bb')).toBe('a\u200bb');
    expect(read.safeParse('\u200b').success).toBe(false);
  });

  test('offers choices where it has a completer', () => {
    expect(Object.keys(command.complete)).toEqual(['number']);
  });
});
