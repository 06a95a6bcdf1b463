import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { looksLike, type Comparable } from '../../src/ledger/looks-like.js';

const zone = 'Asia/Kolkata';
const hour = 3_600_000;
/** The 24th of November, six in the evening in India. */
const addedAt = new Date('2026-11-24T12:30:00Z');
const later = (ms: number) => new Date(addedAt.getTime() + ms);

const dinner: Comparable = {
  description: 'Dinner',
  currency: 'INR',
  amountMinor: 84_000,
  payers: [{ userId: '1', amountMinor: 84_000 }],
  participantIds: ['1', '2', '3'],
  date: '2026-11-24',
  createdAt: addedAt,
};

const again: Partial<Comparable> = { createdAt: later(3 * 60_000) };
const twoPaid = [
  { userId: '1', amountMinor: 40_000 },
  { userId: '2', amountMinor: 44_000 },
];
const twoPaidOtherwise = [
  { userId: '1', amountMinor: 44_000 },
  { userId: '2', amountMinor: 40_000 },
];
const yesterday = { date: '2026-11-23' };

const same: [string, Partial<Comparable>, Partial<Comparable>?][] = [
  ['typed again', {}],
  ['in another case', { description: 'DINNER' }],
  ['with other spaces', { description: ' din  ner ' }],
  ['with punctuation', { description: 'Dinner!' }],
  ['with an emoji', { description: '🍕 dinner 🍕' }],
  ['with more words', { description: 'Dinner at the sea' }],
  ['with fewer words', { description: 'dinner' }, { description: 'Big dinner, Friday' }],
  ['in another Unicode form', { description: 'Cafe\u0301' }, { description: 'CAFÉ' }],
  ['with another apostrophe', { description: 'Joe’s' }, { description: "Joe's" }],
  ['of emoji alone', { description: '🍕' }, { description: '🍕' }],
  ['in Hindi', { description: 'रात का खाना' }, { description: 'खाना' }],
  ['with the people in another order', { participantIds: ['3', '1', '2'] }],
  ['with two payers in another order', { payers: twoPaid }, { payers: twoPaid.toReversed() }],
  ['after a day, to the second', { createdAt: later(24 * hour), date: '2026-11-25' }],
  ['over midnight, without a date', { createdAt: later(8 * hour), date: '2026-11-25' }],
  ['for the same other day', yesterday, yesterday],
];

const other: [string, Partial<Comparable>, Partial<Comparable>?][] = [
  ['of another amount', { amountMinor: 84_001 }],
  ['in another currency', { currency: 'USD' }],
  ['of one more person', { participantIds: ['1', '2', '3', '4'] }],
  ['of one less', { participantIds: ['1', '2'] }],
  ['of other people', { participantIds: ['1', '2', '4'] }],
  ['paid by another', { payers: [{ userId: '2', amountMinor: 84_000 }] }],
  ['paid by two', { payers: twoPaid }],
  ['paid by the same two otherwise', { payers: twoPaid }, { payers: twoPaidOtherwise }],
  ['of something else', { description: 'Taxi' }],
  ['of a word that is one letter', { description: 'D' }],
  ['of other emoji', { description: '🍕' }, { description: '🍺' }],
  ['of emoji, where the other has words', { description: '🍕' }],
  ['after more than a day', { createdAt: later(24 * hour + 1), date: '2026-11-25' }],
  ['for another date, typed', yesterday],
  ['where the earlier one had its date typed', {}, yesterday],
];

const make = (fields: Partial<Comparable>, changed: Partial<Comparable> = {}) => ({
  ...dinner,
  ...fields,
  ...changed,
});

describe('an expense looks like an earlier one', () => {
  test.each(same)('%s', (_how, fields, earlier = {}) => {
    const [one, two] = [make(again, fields), make(earlier)];
    expect([looksLike(one, two, zone), looksLike(two, one, zone)]).toEqual([true, true]);
  });
});

describe('an expense is another one', () => {
  test.each(other)('%s', (_how, fields, earlier = {}) => {
    const [one, two] = [make(again, fields), make(earlier)];
    expect([looksLike(one, two, zone), looksLike(two, one, zone)]).toEqual([false, false]);
  });
});

test('whatever is typed again at once looks like itself, and whoever is asked first', () => {
  const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(texts, texts, (description, otherDescription) => {
      const one = make({ description });
      const two = make({ description: otherDescription }, again);
      expect(looksLike(one, make({ description }, again), zone)).toBe(true);
      expect(looksLike(one, two, zone)).toBe(looksLike(two, one, zone));
    }),
  );
});
