import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commands, otherActions } from '../../commands/index.js';
import { maxStateLength } from '../../commands/contract/state.js';
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
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('|', '¦', '¬', '¬0', '¦|¬1', '', '😀', '3abc'),
);

describe('a custom id', () => {
  test('brings back the action and its state, whatever people typed into it', () => {
    const ref = fc.record({ command: word, action: word, state: fc.array(piece, { maxLength: 4 }) });
    fc.assert(
      fc.property(ref, fc.integer({ min: 0, max: 30 }), (action, copy) => {
        expect(decodeCustomId(encodeCustomId(action, copy))).toEqual({ ...action, isOld: false });
      }),
    );
  });

  test('reads as version, command, action and state', () => {
    expect(encodeCustomId({ command: 'es', action: 'show', state: ['12', ''] })).toBe('2|es|show|2120');
    expect(encodeCustomId({ command: 'pe', action: 'open', state: [] }, 3)).toBe('2.3|pe|open|');
  });

  test('takes as much room for what people type as that has characters', () => {
    const state = ['|'.repeat(30), '😀'.repeat(30), '¬'.repeat(27)];
    const customId = encodeCustomId({ command: 'e', action: 'go', state });
    expect(Array.from(customId)).toHaveLength(97);
    expect(decodeCustomId(customId)?.state).toEqual(state);
  });

  test('of 100 characters is made, of 101 is a bug', () => {
    const stateOf = (length: number) => ['x'.repeat(30), 'y'.repeat(30), 'z'.repeat(length)];
    const refOf = (length: number) => ({ command: 'e', action: 'go', state: stateOf(length) });
    expect(encodeCustomId(refOf(30))).toHaveLength(100);
    expect(() => encodeCustomId(refOf(31))).toThrow('too long for a custom id');
  });

  test('of every action of every command fits, whatever it carries', () => {
    const actions = [...commands, ...otherActions].flatMap(({ code, actions }) =>
      Object.entries(actions).map(([name, { state, picks = {} }]) => ({ code, name, state, picks })),
    );
    expect(actions.length).toBeGreaterThan(10);
    for (const { code, name, state, picks } of actions) {
      expect(longestCustomId(code, name, maxStateLength(state))).toBeLessThanOrEqual(100);
      expect(maxStateLength(picks)).toBeLessThanOrEqual(100);
    }
  });

  test.each([
    '',
    '2',
    '2|es',
    '2||show|',
    '3|es|show|212',
    '2|es|show|9ab',
    'es|show',
    '2x|es|show|',
    '{"a":1}',
  ])('that this version did not make is not understood: %s', (customId) => {
    expect(decodeCustomId(customId)).toBeUndefined();
  });

  test('of any text never throws', () => {
    fc.assert(
      fc.property(fc.string(), (customId) => {
        const decoded = decodeCustomId(customId);
        expect(decoded === undefined || decoded.command.length > 0).toBe(true);
      }),
    );
  });

  test('is never longer than was foreseen', () => {
    const longest = encodeCustomId({ command: 'es', action: 'show', state: ['x'.repeat(30), '12'] }, 9);
    expect(longest).toHaveLength(longestCustomId('es', 'show', 30 + 1 + 2 + 1));
  });

  test('whose pieces are cut off is no state', () => {
    expect(decodePieces(encodePieces(['abc', 'd']).slice(0, -1))).toBeUndefined();
  });
});

/** Until November 2026 the pieces stood between bars, and three signs in them were escaped. */
describe('a custom id of an older message', () => {
  test.each([
    ['1|es|show|12', { command: 'es', action: 'show', state: ['12'] }],
    ['1.2|b|page|0|||', { command: 'b', action: 'page', state: ['0', '', '', ''] }],
    ['1|pe|open', { command: 'pe', action: 'open', state: [] }],
    [
      '1|el|page|b11|v|||||a¦b¬0c¬1',
      { command: 'el', action: 'page', state: ['b11', 'v', '', '', '', '', 'a|b¦c¬'] },
    ],
  ])('is still read: %s', (customId, ref) => {
    expect(decodeCustomId(customId)).toEqual({ ...ref, isOld: true });
  });

  test('has values in its menu that are still read', () => {
    const ref = { command: 'b', action: 'because', state: [], isOld: true };
    expect(decodePicked('1575551139557519373 1575551139557519374 INR', ref)).toEqual([
      'byxi9ld3mcjx',
      'byxi9ld3mcjy',
      'INR',
    ]);
  });
});
