import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCurrency } from '../../src/money/currency.js';
import { UserError } from '../../src/errors/user-error.js';
import { foldName } from '../../src/split/fold-name.js';
import type { NameOwner, PersonRef } from '../../src/split/people.js';
import { parsePeople } from '../../src/split/parse-people.js';
import { readPeople } from '../../src/split/read-people.js';
import { member, mentionOf, role } from './people-lookup.js';

const currency = getCurrency('INR');

/** Words that names are made of: many of them look like values, people or other names. */
const nameWord = fc.constantFrom(
  ...[
    'Class',
    'Anna',
    'Lena',
    'José',
    'Straße',
    'आशा',
    'Ａｓｈａ',
    '❤️',
    'O’Neil',
    'İrem',
    'ΝΙΚΟΣ',
    'me',
    'everyone',
    'rest',
  ],
  ...['2024', '5', '40%', 'x2', 'x', '%', 'Rs.', 'inr', '₹7', '1,250', '#12', '#1234', 'Anna#1234'],
);
const name = fc.array(nameWord, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));

/** How people type a name. */
const changes: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  (name) => name.normalize('NFC'),
  (name) => name.normalize('NFD'),
  (name) => name.normalize('NFKC'),
  (name) => name.replaceAll(' ', '  '),
  (name) => `${name}#0`,
  (name) => name.replaceAll('’', "'"),
  (name) => name.toLocaleLowerCase('tr'),
];
const change = fc.constantFrom(...changes);

/** Values of one kind of split, as typed and as they are kept. */
const amount = fc.constantFrom(
  ['5', 500],
  ['2024', 202_400],
  ['1,250', 125_000],
  ['Rs. 7', 700],
  ['7 inr', 700],
  ['rest', 'rest'],
);
const percent = fc.constantFrom(['40%', 40_000_000], ['5 %', 5_000_000], ['rest', 'rest']);
const weight = fc.constantFrom(['x2', 2_000_000], ['x 5', 5_000_000]);
type Value = readonly [typed: string, kept: unknown];
const values = fc.oneof(
  fc.constant(undefined),
  ...[amount, percent, weight].map((value) => fc.constant(value as fc.Arbitrary<Value>)),
);

/** A server, and entries of a text: of whom, how it is typed, with which value. */
const scene = fc
  .record({
    members: fc.array(fc.array(name, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 8 }),
    roles: fc.array(name, { maxLength: 3 }),
    values,
  })
  .chain(({ members, roles, values: value }) =>
    fc.record({
      owners: fc.constant([
        ...members.map((names, index) => member(`${index + 1}`, ...names)),
        ...roles.map((of, index) => role(`${index + 50}`, of)),
      ]),
      entries: fc.array(
        fc.record({
          name: fc.constantFrom(...members.flat(), ...roles),
          change,
          value: value ?? fc.constant(undefined),
          next: fc.constantFrom(' ', ', ', '\n'),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
  );

/** Those who have a name. */
const ownersOf = (owners: readonly NameOwner[], folded: string): PersonRef[] =>
  owners.filter(({ names }) => names.includes(folded)).map(({ ref }) => ref);

function readKept(text: string, owners: readonly NameOwner[]): [PersonRef, unknown][] {
  return readPeople(parsePeople(text, { currency }), owners).entries.map(({ ref, value }) => {
    if (value === undefined) return [ref, undefined];
    if (value.kind === 'rest') return [ref, 'rest'];
    if (value.kind === 'unsettled') return [ref, value.readings];
    return [ref, value.kind === 'amount' ? value.amountMinor : value.micros];
  });
}

test('what was typed for a person is theirs, or an error if two have the name, and never another’s', () => {
  let read = 0;
  fc.assert(
    fc.property(scene, ({ owners, entries }) => {
      // `@me` and `@everyone` are no names, whoever is called so.
      fc.pre(entries.every((entry) => !['me', 'everyone'].includes(foldName(entry.name))));
      const isLonger = (folded: string) =>
        owners.some(({ names }) => names.some((longer) => longer.startsWith(`${folded} `)));
      const text = entries
        .map((entry) => {
          const typed = entry.change(entry.name);
          // Where a longer name might be meant, people put a comma behind the shorter one.
          const between = isLonger(foldName(entry.name)) ? ', ' : ' ';
          return `@${typed}${entry.value === undefined ? '' : `${between}${entry.value[0]}`}${entry.next}`;
        })
        .join('');
      const meant = entries.map((entry) => ownersOf(owners, foldName(entry.name)));
      const expected = meant.map(([ref], index) => [ref, entries[index]?.value?.[1]]);
      if (meant.every((refs) => refs.length === 1)) {
        expect(readKept(text, owners)).toEqual(expected);
        read += 1;
      } else {
        expect(() => readKept(text, owners)).toThrow(UserError);
      }
    }),
    { numRuns: 3000 },
  );
  expect(read).toBeGreaterThan(10);
});

test('with mentions in place of its names a text means the same', () => {
  fc.assert(
    fc.property(scene, ({ owners, entries }) => {
      const text = entries.map((entry) => `@${entry.name} ${entry.value?.[0] ?? ''}${entry.next}`).join('');
      let read: [PersonRef, unknown][];
      try {
        read = readKept(text, owners);
      } catch (error) {
        if (error instanceof UserError) return;
        throw error;
      }
      let written = text;
      const { named } = readPeople(parsePeople(text, { currency }), owners);
      for (const { start, end, ref } of named.toReversed()) {
        written = written.slice(0, start) + mentionOf(ref) + written.slice(end);
      }
      const meant = read.map(([ref, value]) => [
        ref.type === 'me' ? { type: 'user', userId: '1' } : ref,
        value,
      ]);
      expect(readKept(written, [])).toEqual(meant);
    }),
  );
});

test('a name is the same in every case and every Unicode form', () => {
  const any = fc.oneof(name, fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(any, fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'), (of, form) => {
      const folded = foldName(of);
      expect(foldName(of.normalize(form))).toBe(folded);
      expect(foldName(folded)).toBe(folded);
      expect(foldName(` ${of}\u200b `)).toBe(folded);
    }),
  );
});

test('every character of the first plane is the same in every Unicode form', () => {
  const forms = ['NFC', 'NFD', 'NFKC', 'NFKD'];
  const differing: string[] = [];
  for (let code = 0x20; code < 0xffff; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const of = `a${String.fromCharCode(code)}b`;
    const folded = foldName(of);
    if (foldName(folded) !== folded || forms.some((form) => foldName(of.normalize(form)) !== folded))
      differing.push(code.toString(16));
  }
  expect(differing).toEqual([]);
});

test('a text of six thousand characters is refused, whatever it consists of', () => {
  const owners = Array.from({ length: 1000 }, (_, index) => member(`${index}`, `a ${index}`));
  const units = ['@a ', '@a, ', 'a ', '\u0301', ' ', '@', ',', '1,', '#1 ', '@a\u00a0', '<@1>'];
  for (const unit of units) {
    const text = `@a ${unit.repeat(Math.floor(5990 / unit.length))}`;
    expect(() => readPeople(parsePeople(text, { currency }), owners)).toThrow(UserError);
  }
});
