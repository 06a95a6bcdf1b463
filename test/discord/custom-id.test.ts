import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countCharacters } from '../../src/limits.js';
import {
  decodeCustomId,
  decodePicked,
  decodePieces,
  encodeCustomId,
  encodePieces,
  longestCustomId,
} from '../../src/discord/custom-id.js';

const word = fc.stringMatching(/^[a-z]{1,10}$/);
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('|', '2|', '¦', '🙂', '👨‍👩‍👧', 'चि', '\n', ''),
);

describe('a custom id', () => {
  test('brings back the action and its state, whatever people typed into it', () => {
    const ref = fc.record({ command: word, action: word, state: fc.array(piece, { maxLength: 5 }) });
    fc.assert(
      fc.property(ref, fc.integer({ min: 0, max: 30 }), (action, copy) => {
        expect(decodeCustomId(encodeCustomId(action, copy))).toEqual({ ...action, isOld: false });
      }),
    );
  });

  test('reads as version, command, action, and each piece behind its length', () => {
    expect(encodeCustomId({ command: 'es', action: 'show', state: ['12', '', 'a|b'] })).toBe(
      '2|es|show|21203a|b',
    );
  });

  test('of 100 characters as Discord counts them is made, of 101 is a bug', () => {
    const stateOf = (length: number) => ({
      command: 'es',
      action: 'show',
      state: ['🙂'.repeat(35), '🙂'.repeat(35), '🙂'.repeat(length)],
    });
    expect(countCharacters(encodeCustomId(stateOf(17)))).toBe(100);
    expect(() => encodeCustomId(stateOf(18))).toThrow('too long');
  });

  test('is never longer than was foreseen', () => {
    const longest = encodeCustomId({ command: 'es', action: 'show', state: ['x'.repeat(30), '12'] }, 9);
    expect(countCharacters(longest)).toBe(longestCustomId('es', 'show', 30 + 1 + 2 + 1));
  });

  test.each([
    '',
    '2',
    '2|es',
    '2||show',
    '3|es|show|212',
    'es|show',
    '2x|es|show',
    '{"a":1}',
    '2|es|show|912',
  ])('that this version did not make is not understood: %s', (customId) => {
    expect(decodeCustomId(customId)).toBeUndefined();
  });

  test('of any text never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `2|es|show|${text}`),
        ),
        (customId) => {
          const decoded = decodeCustomId(customId);
          expect(decoded === undefined || decoded.command.length > 0).toBe(true);
        },
      ),
    );
  });
});

describe('what the bot wrote until November 2026', () => {
  test.each([
    ['1|es|show|12', { command: 'es', action: 'show', state: ['12'] }],
    ['1.3|b|page|0|9ka3x1|2m|INR', { command: 'b', action: 'page', state: ['0', '9ka3x1', '2m', 'INR'] }],
    ['1|el|page|1|||¦¬0¬1', { command: 'el', action: 'page', state: ['1', '', '', '|¦¬'] }],
    ['1|pr|save', { command: 'pr', action: 'save', state: [] }],
  ])('is read: %s', (customId, action) => {
    expect(decodeCustomId(customId)).toEqual({ ...action, isOld: true });
  });

  test('in a menu is read too, with the ids as they are packed now', () => {
    const old = decodeCustomId('1|b|because');
    const ids = ['100000000000000001', '1575548650720972830'];
    expect(old && decodePicked(`${ids.join(' ')} INR`, old)).toEqual([
      ...ids.map((id) => BigInt(id).toString(36)),
      'INR',
    ]);
  });
});

test('pieces come back as they were, and no other text is taken for pieces', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      expect(decodePieces(encodePieces(pieces))).toEqual(pieces);
    }),
  );
  expect(decodePieces('3ab')).toBeUndefined();
  expect(decodePieces('|ab')).toBeUndefined();
});
