import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  currencyCode,
  day,
  discordId,
  flag,
  maxStateLength,
  optional,
  packState,
  typedText,
  unpackState,
  wholeNumber,
  type StateOf,
} from '../../../commands/contract/state.js';
import { decodePieces, encodePieces } from '../../../src/discord/custom-id.js';

const shape = {
  number: wholeNumber,
  person: optional(discordId),
  from: optional(day),
  isVoid: flag,
  currency: optional(currencyCode),
  text: optional(typedText(30)),
};

const snowflake = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
const anyDay = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const anyText = fc
  .array(fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), fc.constantFrom('|', '¦', '¬', '😀', '9')), {
    minLength: 1,
    maxLength: 30,
  })
  .map((characters) => characters.join(''))
  .filter((text) => text !== '');
const state: fc.Arbitrary<StateOf<typeof shape>> = fc.record(
  {
    number: fc.integer({ min: 0, max: 999_999_999 }),
    person: snowflake,
    from: anyDay,
    isVoid: fc.constant(true as const),
    currency: fc.constantFrom('INR', 'USD'),
    text: anyText,
  },
  { requiredKeys: ['number'] },
);

describe('the state of a button', () => {
  test('comes back as it was, whatever people typed into it', () => {
    fc.assert(
      fc.property(state, (given) => {
        const encoded = encodePieces(packState(shape, given));
        expect(unpackState(shape, decodePieces(encoded) ?? [])).toEqual(given);
      }),
    );
  });

  test('never takes more characters than its shape says', () => {
    fc.assert(
      fc.property(state, (given) => {
        const encoded = encodePieces(packState(shape, given));
        expect(Array.from(encoded).length).toBeLessThanOrEqual(maxStateLength(shape));
      }),
    );
  });

  test.each([
    ['2026-11-26', '2026-11-26'],
    ['6568-08-17', '6568-08-17'],
    // Too far to be told apart in four characters.
    ['6568-08-18', '9999-12-31'],
    ['7000-01-01', '9999-12-31'],
    ['9999-12-31', '9999-12-31'],
  ])('keeps the day %s as %s', (given, kept) => {
    const packed = day.pack(given);
    expect(packed.length).toBeLessThanOrEqual(4);
    expect(day.unpack(packed)).toBe(kept);
  });

  test.each([
    ['a number', ['x']],
    ['a number that is missing', []],
    ['an id', ['1', 'ÄÖ']],
    ['a day', ['1', '', '!']],
    ['a flag', ['1', '', '', 'w']],
  ])('that another version wrote is an outdated button: %s', (_what, packed) => {
    expect(() => unpackState(shape, packed)).toThrow(expect.objectContaining({ code: 'buttonOutdated' }));
  });

  test('may grow at its end: what older messages lack is left out', () => {
    const { number } = shape;
    const grown = { number, text: optional(typedText(5)) };
    expect(unpackState(grown, packState({ number }, { number: 7 }))).toEqual({ number: 7 });
  });
});
