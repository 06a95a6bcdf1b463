import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCurrency } from '../../src/money/currency.js';
import { formatPercent, formatWeight } from '../../src/split/format-share-value.js';
import { parsePeople } from '../../src/split/parse-people.js';
import { readPeople } from '../../src/split/read-people.js';

test('percentages and weights are shown as they are typed', () => {
  expect(formatPercent(40_000_000)).toBe('40%');
  expect(formatPercent(33_333_333)).toBe('33.333333%');
  expect(formatPercent(10_000)).toBe('0.01%');
  expect(formatPercent(0)).toBe('0%');
  expect(formatPercent(-1_500_000)).toBe('-1.5%');
  expect(formatWeight(1_500_000)).toBe('x1.5');
});

test('what is shown can be typed again', () => {
  const currency = getCurrency('INR');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000_000 }), (micros) => {
      const values = [formatPercent(micros), formatWeight(micros)].map(
        (shown) => readPeople(parsePeople(`me ${shown}`, { currency }), []).entries[0]?.value,
      );
      expect(values).toEqual([
        { kind: 'percent', micros },
        { kind: 'weight', micros },
      ]);
    }),
  );
});
