import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeCustomId, encodeCustomId } from '../../src/discord/custom-id.js';

const word = fc.stringMatching(/^[a-z]{1,10}$/);

describe('a custom id', () => {
  test('brings back the action and its state, whatever people typed into it', () => {
    const ref = fc.record({
      command: word,
      action: word,
      state: fc.array(
        fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('|', '¦', '¬', '¬0', '¦|¬1', '')),
        {
          maxLength: 4,
        },
      ),
    });
    fc.assert(
      fc.property(ref, fc.integer({ min: 0, max: 30 }), (action, copy) => {
        fc.pre(encodedLength(action) <= 90);
        expect(decodeCustomId(encodeCustomId(action, copy))).toEqual(action);
      }),
    );
  });

  test('reads as version, command, action and state', () => {
    expect(encodeCustomId({ command: 'es', action: 'show', state: ['12'] })).toBe('1|es|show|12');
  });

  test('grows by no bar that people type', () => {
    const customId = encodeCustomId({ command: 'es', action: 'show', state: ['|'.repeat(90)] });
    expect(customId).toHaveLength(100);
    expect(decodeCustomId(customId)?.state).toEqual(['|'.repeat(90)]);
  });

  test('of 100 characters is made, of 101 is a bug', () => {
    const stateOf = (length: number) => ({ command: 'es', action: 'show', state: ['x'.repeat(length)] });
    expect(encodeCustomId(stateOf(90))).toHaveLength(100);
    expect(() => encodeCustomId(stateOf(91))).toThrow('101 characters');
  });

  test.each(['', '1', '1|es', '1||show', '2|es|show|12', 'es|show', '1x|es|show', '{"a":1}'])(
    'that this version did not make is not understood: %s',
    (customId) => {
      expect(decodeCustomId(customId)).toBeUndefined();
    },
  );

  test('of any text never throws', () => {
    fc.assert(
      fc.property(fc.string(), (customId) => {
        const decoded = decodeCustomId(customId);
        expect(decoded === undefined || decoded.command.length > 0).toBe(true);
      }),
    );
  });
});

function encodedLength(action: { command: string; action: string; state: string[] }): number {
  return [action.command, action.action, ...action.state].join('|').replace(/[¦¬]/g, '  ').length;
}
