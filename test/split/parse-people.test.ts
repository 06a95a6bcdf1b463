import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCurrency } from '../../src/money/currency.js';
import { parsePeople } from '../../src/split/parse-people.js';
import type { PeopleEntries } from '../../src/split/people.js';
import { peopleNeeded, readPeople } from '../../src/split/read-people.js';
import type { SplitKind } from '../../src/split/split-expense.js';
import { UserError } from '../../src/errors/user-error.js';
import { catchUserError, sentenceOf } from '../money/catch-user-error.js';
import { tokenisePeople } from '../../src/split/tokenise-people.js';

const inr = getCurrency('INR');

const parse = (text: string, split?: SplitKind) =>
  parsePeople(text, { currency: inr, ...(split && { split }) });

function read(text: string, split?: SplitKind): PeopleEntries {
  return readPeople(parse(text, split), []);
}

function refusal(text: string, split?: SplitKind): UserError {
  return catchUserError(() => parse(text, split));
}

const amount = (amountMinor: number) => ({ kind: 'amount', amountMinor });
const percent = (micros: number) => ({ kind: 'percent', micros });
const weight = (micros: number) => ({ kind: 'weight', micros });
const rest = { kind: 'rest' };

describe('people are', () => {
  test.each([
    ['<@123>', { type: 'user', userId: '123' }],
    ['<@!123>', { type: 'user', userId: '123' }],
    ['<@&123>', { type: 'role', roleId: '123' }],
    ['me', { type: 'me' }],
    ['Me', { type: 'me' }],
    ['@everyone', { type: 'everyone' }],
    ['everyone', { type: 'everyone' }],
    ['सब', { type: 'everyone' }],
    ['#11', { type: 'expense', number: 11 }],
    ['#1', { type: 'expense', number: 1 }],
    ['#123456789', { type: 'expense', number: 123_456_789 }],
  ])('%s', (text, ref) => {
    expect(read(text)).toMatchObject({ split: 'equal', entries: [{ ref, piece: text }] });
  });
});

describe('a typed name is all up to', () => {
  test.each([
    ['@asha', ['asha']],
    ['@आशा', ['आशा']],
    ['@a.b_c-d', ['a.b_c-d']],
    ['@Ravi Kumar 370', ['Ravi Kumar 370']],
    ['@Anna, Lena 5', ['Anna']],
    ['@Room 1,250 x', ['Room 1,250 x']],
    ['@Anna\n@Lena', ['Anna', 'Lena']],
    ['@Anna  @Lena x2', ['Anna', 'Lena x2']],
    ['@Anna <@1>', ['Anna']],
    ['@Anna<@&1> 5', ['Anna']],
    // What begins like another word, and what it becomes if more stands behind it.
    ['@acme', ['acme']],
    ['@meera', ['meera']],
    ['@everyoneelse', ['everyoneelse']],
    ['@noteveryone', ['noteveryone']],
    ['@Asha rested', ['Asha rested']],
    ['@me 2', ['me 2']],
    ['@me @everyone, @सब', []],
    ['me 2', []],
  ])('%j', (text, names) => {
    const people = tokenisePeople(text);
    expect(people.flatMap(({ type, text }) => (type === 'name' ? [text.slice(1)] : []))).toEqual(names);
  });
});

describe('values make the split', () => {
  test.each([
    ['<@1> <@2>', 'equal', [undefined, undefined]],
    ['<@2> 370 <@3> 880', 'exact', [amount(37_000), amount(88_000)]],
    ['<@1> 1,250.50, <@2> ₹370', 'exact', [amount(125_050), amount(37_000)]],
    ['<@1> Rs. 370/- <@2> 5 inr', 'exact', [amount(37_000), amount(500)]],
    [
      '<@1> 0 <@2> 10.0051',
      'exact',
      [amount(0), { kind: 'unsettled', readings: { exact: { units: 100_051n, decimals: 4 } } }],
    ],
    ['<@1> 370 <@2> rest', 'exact', [amount(37_000), rest]],
    ['<@1> 370 <@2> बाकी', 'exact', [amount(37_000), rest]],
    ['<@1> rest <@2> REST', 'exact', [rest, rest]],
    ['<@1> 40% <@2> 33.333333%', 'percent', [percent(40_000_000), percent(33_333_333)]],
    ['<@1> 0% <@2> 100 %', 'percent', [percent(0), percent(100_000_000)]],
    ['<@1> 40% <@2> rest', 'percent', [percent(40_000_000), rest]],
    ['<@1> x 2 <@2> ×1000000', 'shares', [weight(2_000_000), weight(1_000_000_000_000)]],
    ['<@1> x2 <@2> X1.5', 'shares', [weight(2_000_000), weight(1_500_000)]],
  ])('%s: %s', (text, split, values) => {
    const people = read(text);
    expect(people.split).toBe(split);
    expect(people.entries.map(({ value }) => value)).toEqual(values);
  });

  test.each([
    ['percent', '<@1> 40 <@2> 60%', [percent(40_000_000), percent(60_000_000)]],
    ['percent', '<@1> 40 <@2> rest', [percent(40_000_000), rest]],
    ['shares', '<@1> 2 <@2> x1', [weight(2_000_000), weight(1_000_000)]],
    ['exact', '<@1> 2 <@2> ₹1', [amount(200), amount(100)]],
    ['exact', '<@1> 2 inr <@2> 1/- <@3> rest', [amount(200), amount(100), rest]],
    ['equal', '<@1> <@2>', [undefined, undefined]],
  ] as const)('with split:%s the sign may be left out: %s', (split, text, values) => {
    const people = read(text, split);
    expect(people.split).toBe(split);
    expect(people.entries.map(({ value }) => value)).toEqual(values);
  });

  test('pieces are kept as typed', () => {
    expect(read('<@1>   1,250.50,<@2> rest').entries.map(({ piece }) => piece)).toEqual([
      '<@1> 1,250.50',
      '<@2> rest',
    ]);
  });
});

describe('parsePeople refuses', () => {
  test.each<[string, string, SplitKind?]>([
    ['', 'peopleMissing'],
    [' , ', 'peopleMissing'],
    ['370', 'peopleValueWithoutPerson'],
    ['370 <@1>', 'peopleValueWithoutPerson'],
    ['rest <@1>', 'peopleValueWithoutPerson'],
    ['asha', 'peopleWordUnknown'],
    ['<@1> asha', 'peopleWordUnknown'],
    ['<@1> NaN', 'peopleWordUnknown'],
    // Signs alone, and names in brackets or quotes, are no values.
    ['<@1> & <@2>', 'peopleWordUnknown'],
    ['<@1>;<@2>', 'peopleWordUnknown'],
    ['<@1>: 500', 'peopleWordUnknown'],
    ['<@1> - 500', 'peopleWordUnknown'],
    ['(@Anna)', 'peopleWordUnknown'],
    ['＠Anna', 'peopleWordUnknown'],
    ['@', 'peopleWordUnknown'],
    ['@Anna, Lena', 'peopleWordUnknown'],
    ['@Anna 5, 6 7', 'peopleTwoValues'],
    ['@Anna <@1> 5 <@2> 5%', 'peopleMixedKinds'],
    ['@Anna, 5 <@1> 5%', 'peopleMixedKinds'],
    ['@Anna <@1> <@2> 5', 'peopleValueMissing'],
    ['@Anna <@1> 1e3', 'amountExponent'],
    ['@Anna <@1> 5', 'splitContradicted', 'equal'],
    ['@Anna <@1>', 'peopleValueMissing', 'shares'],
    ['#x', 'peopleExpenseNumber'],
    ['#0', 'peopleExpenseNumber'],
    ['#11,12', 'peopleExpenseNumber'],
    ['##11', 'peopleExpenseNumber'],
    ['#1234567890', 'peopleExpenseNumber'],
    ['#11x', 'peopleExpenseNumber'],
    ['<@1> arrest', 'peopleWordUnknown'],
    ['<@1> 40.00000000000000000%', 'percentTooFine'],
    ['<@1> 40.000000000000000000%', 'percentNotNumber'],
    ['#99999999999999999999', 'peopleExpenseNumber'],
    ['<@1> 1 000', 'peopleTwoValues'],
    ['<@1> 5 rest', 'peopleTwoValues'],
    ['<@1> 5 <@2> 5%', 'peopleMixedKinds'],
    ['<@1> x2 <@2> 5', 'peopleMixedKinds'],
    ['<@1> 5% <@2> rest <@3> x1', 'peopleMixedKinds'],
    ['<@1> 5 <@2>', 'peopleValueMissing'],
    ['<@1> <@2> rest', 'peopleValueMissing'],
    ['<@1> x2 <@2> rest', 'restWithWeights'],
    ['<@1> 5 <@2> 5', 'splitContradicted', 'equal'],
    ['<@1> rest', 'splitContradicted', 'equal'],
    ['<@1> 40% <@2> 60%', 'splitContradicted', 'exact'],
    ['<@1> ₹40 <@2> 60', 'splitContradicted', 'percent'],
    ['<@1> 40 inr <@2> 60', 'splitContradicted', 'percent'],
    ['<@1> 40/- <@2> 60', 'splitContradicted', 'percent'],
    ['<@1> 40 <@2>', 'peopleValueMissing', 'percent'],
    ['<@1> $abc1', 'percentNotNumber', 'percent'],
    ['<@1> 40% <@2> 1', 'splitContradicted', 'shares'],
    ['<@1> 2/- <@2> 1', 'splitContradicted', 'shares'],
    ['<@1> 2x <@2> 1', 'weightNotNumber', 'shares'],
    ['<@1> <@2>', 'splitNeedsValues', 'percent'],
    ['<@1> <@2>', 'splitNeedsValues', 'exact'],
    ['<@1> <@2>', 'splitNeedsValues', 'shares'],
    ['<@1> 1e3', 'amountExponent'],
    ['<@1> 0x10', 'amountHexadecimal'],
    ['<@1> -5', 'amountSigned'],
    ['<@1> ١٢', 'amountForeignDigits'],
    ['<@1> 1,00,0.00', 'amountGrouping'],
    ['<@1> $5', 'amountOtherCurrency'],
    ['<@1> 10000000.01', 'amountTooLarge'],
    ['<@1> -5%', 'percentNotNumber'],
    ['<@1> %', 'percentNotNumber'],
    ['<@1> 1e1%', 'percentNotNumber'],
    ['<@1> १०%', 'percentNotNumber'],
    ['<@1> 33.3333333%', 'percentTooFine'],
    ['<@1> 100.01%', 'percentTooLarge'],
    ['<@1> x0', 'weightZero'],
    ['<@1> 0', 'weightZero', 'shares'],
    ['<@1> x-1', 'weightNotNumber'],
    ['<@1> x.5', 'weightNotNumber'],
    ['<@1> x1e3', 'weightNotNumber'],
    ['<@1> x0.0000001', 'weightTooFine'],
    ['<@1> x1000001', 'weightTooLarge'],
  ])('%j: %s', (...[text, code, split]) => {
    expect(refusal(text, split).code).toBe(code);
  });

  test.each<[string, object, SplitKind?]>([
    ['@', { typed: '@' }],
    ['#x', { typed: '#x' }],
    ['<@1> 5 <@2> 5%', { typed: '<@1> 5', other: '<@2> 5%' }],
    ['<@1> x2 <@2> rest', { typed: '<@2> rest' }],
    ['<@1> 40% <@2> 1', { typed: '<@1> 40%', split: 'exact' }, 'exact'],
    ['<@1> <@2>', { split: 'shares' }, 'shares'],
    ['<@1> 33.3333333%', { typed: '33.3333333%', decimals: 6 }],
    ['<@1> 100.01%', { typed: '100.01%' }],
    ['<@1> x', { typed: 'x' }],
    ['<@1> x-1', { typed: 'x-1' }],
    ['<@1> 1e1%', { typed: '1e1%' }],
    ['<@1> x0.0000001', { typed: 'x0.0000001', decimals: 6 }],
    ['<@1> x1000001', { typed: 'x1000001', limitMicros: 1_000_000_000_000 }],
    ['<@1> x0', { typed: 'x0' }],
  ])('%j, and says of what it speaks: %j', (...[text, data, split]) => {
    expect(refusal(text, split).data).toEqual(data);
  });

  test('with the piece quoted', () => {
    expect(sentenceOf(refusal('<@1> 5 <@2> 5%'))).toMatch(/^<@1> `5` and <@2> `5%` are different kinds/);
    expect(sentenceOf(refusal('<@1> 5 <@2>'))).toMatch(/^<@2> has no value/);
    expect(sentenceOf(refusal('<@1> 1 000'))).toMatch(/^<@1> `1 000` has two values/);
    expect(sentenceOf(refusal('<@1> x0'))).toMatch(/^`x0` is a weight of nothing/);
  });

  test('any text with a UserError and nothing else', () => {
    const unit = fc.constantFrom(
      '<@1>',
      '<@&2>',
      ' ',
      ', ',
      '\n',
      '#1',
      '3',
      'x',
      '%',
      '.',
      '@a',
      '₹',
      'rest',
      'me',
      '-',
      'म',
    );
    const kinds = fc.constantFrom(undefined, 'equal', 'exact', 'percent', 'shares');
    const text = fc.oneof(fc.string({ unit, maxLength: 20 }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, kinds, (typed, split) => {
        try {
          const people = read(typed, split);
          expect(people.entries.length).toBeGreaterThan(0);
          expect(
            people.entries.every(({ value }) => (value === undefined) === (people.split === 'equal')),
          ).toBe(true);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          expect(sentenceOf(error as UserError).length).toBeGreaterThan(10);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

test('peopleNeeded names what must be looked up, each once', () => {
  const people = read('<@1> <@1> <@!2> <@&5> everyone #11 #11 me');
  expect(peopleNeeded(people)).toStrictEqual({
    userIds: ['1', '2'],
    roleIds: ['5'],
    everyone: true,
    expenses: [11],
  });
  expect(peopleNeeded(read('me <@&5>'))).toStrictEqual({
    userIds: [],
    roleIds: ['5'],
    everyone: false,
    expenses: [],
  });
});
