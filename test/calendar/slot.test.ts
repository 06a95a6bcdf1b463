import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nameSlot, parseSlot } from '../../src/calendar/slot.js';

describe('the name of a slot', () => {
  test('is its instant in UTC, to the second', () => {
    expect(nameSlot(new Date('2026-11-28T18:30:00Z'))).toBe('20261128T183000Z');
    expect(nameSlot(new Date('2026-01-02T03:04:05.678Z'))).toBe('20260102T030405Z');
  });

  test('leads back to its instant', () => {
    const seconds = fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59Z') / 1_000 });
    fc.assert(
      fc.property(seconds, (second) => {
        const instant = new Date(second * 1_000);
        expect(parseSlot(nameSlot(instant))).toEqual(instant);
      }),
    );
  });

  test.each([
    '',
    '2026-11-28T18:30:00Z',
    '20261128T183000',
    '20261128T1830Z',
    '20261128T183000Zx',
    'x20261128T183000Z',
    '20261128 183000Z',
    '20260230T000000Z',
    '20261301T000000Z',
    '20261128T240000Z',
    '20261128T186000Z',
    '20261128T183060Z',
  ])('is not %j', (name) => {
    expect(parseSlot(name)).toBeUndefined();
  });
});
