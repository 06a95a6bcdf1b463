import { describe, expect, test } from '@jest/globals';
import { getCurrency } from '../../src/money/currency.js';
import {
  type PeopleLookup,
  toPayments,
  parsePeople,
  type ResolvedPeople,
  resolvePeople,
} from '../../src/split/parse-people.js';
import type { UserError } from '../../src/errors/user-error.js';
import { catchUserError, sentenceOf } from '../money/catch-user-error.js';
import { lookupOf, member } from './people-lookup.js';

const inr = getCurrency('INR');

function resolve(text: string, changes: Partial<PeopleLookup> = {}): ResolvedPeople {
  return resolvePeople(parsePeople(text, { currency: inr }), lookupOf(changes));
}

function refusal(text: string, changes: Partial<PeopleLookup> = {}): UserError {
  return catchUserError(() => resolve(text, changes));
}

const manyIds = (count: number) => Array.from({ length: count }, (_, index) => `${1000 + index}`);

describe('resolvePeople', () => {
  test('keeps people and values in the order typed', () => {
    expect(resolve('<@3> 370 me 5 @asha rest')).toEqual({
      userIds: ['3', '1', '2'],
      split: { kind: 'exact', values: [37_000, 500, 'rest'] },
      namedIds: ['3', '2'],
      leftOut: [],
      named: [
        { start: 9, end: 11, ref: { type: 'me' } },
        { start: 14, end: 19, ref: { type: 'user', userId: '2' } },
      ],
    });
  });

  test('only listed people share, not even the person who types', () => {
    expect(resolve('<@2>').userIds).toEqual(['2']);
  });

  test('a role stands for its members by id, and its value is the value of each', () => {
    expect(resolve('<@&50>').userIds).toEqual(['2', '3', '10']);
    expect(resolve('<@&50> x2 <@4> x1').split.values).toEqual([2_000_000, 2_000_000, 2_000_000, 1_000_000]);
  });

  test('everyone is every member', () => {
    expect(resolve('everyone').userIds).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '10']);
    expect(resolve('@everyone')).toEqual(resolve('सब'));
  });

  test('#11 takes those of its people who are still here, and says who was left out', () => {
    expect(resolve('#11 me')).toMatchObject({ userIds: ['4', '2', '1'], leftOut: ['77'] });
  });

  test('without values a person counts once, however often named', () => {
    expect(resolve('<@2> <@2> <@&50> #11').userIds).toEqual(['2', '3', '10', '4']);
  });

  test('with values a person named twice is an error that names them', () => {
    expect(refusal('<@2> 5 <@2> 5').code).toBe('peopleTwice');
    const error = refusal('<@&50> x1 <@3> x2');
    expect(error.code).toBe('peopleTwice');
    expect(sentenceOf(error)).toMatch(/^<@3> is named twice, the second time by <@3> `x2`/);
  });

  test('only people named one by one may be pinged, and never who types', () => {
    expect(resolve('<@1> <@2> @आशा <@&50> #11 me').namedIds).toEqual(['2', '4']);
  });

  test('a typed name counts if one member may be meant, with spaces and in any script', () => {
    expect(resolve('@Ravi Kumar @आशा').userIds).toEqual(['3', '4']);
  });

  test.each([
    ['<@9>', 'personIsBot', '<@9> is a bot'],
    ['@robot', 'personIsBot', '<@9> is a bot'],
    ['<@99> 40%', 'personNotInServer', '<@99> is not in this server'],
    ['<@&99>', 'roleUnknown', '<@&99> is no role'],
    ['<@&51>', 'roleEmpty', '<@&51> has no members'],
    ['@nobody', 'nameUnknown', '`@nobody`'],
    ['@sam', 'nameAmbiguous', '`@sam` may be <@5>, <@6>.'],
    ['#99', 'peopleExpenseUnknown', '`#99`'],
    ['#12', 'peopleExpenseAllLeft', '`#12`'],
  ])('%s is refused: %s', (text, code, words) => {
    const error = refusal(text);
    expect(error.code).toBe(code);
    expect(sentenceOf(error)).toContain(words);
  });

  test('everyone is refused where members cannot be listed', () => {
    expect(refusal('सब', { everyone: undefined })).toMatchObject({
      code: 'everyoneUnknown',
      data: { typed: 'सब' },
    });
  });

  test('who has left an expense and is named besides is not left out', () => {
    const usersById = new Map([['77', { isBot: false }]]);
    expect(resolve('#11 <@77>', { usersById })).toMatchObject({ userIds: ['4', '2', '77'], leftOut: [] });
  });

  test('who types is in the server, whatever was found', () => {
    expect(resolve('<@1>', { usersById: new Map() }).userIds).toEqual(['1']);
  });

  test('an ambiguous name lists ten who may be meant, and says how many more', () => {
    const sentence = sentenceOf(refusal('@sam', { nameOwners: manyIds(12).map((id) => member(id, 'sam')) }));
    expect(sentence).toContain('<@1009> or 2 more');
    expect(sentence).not.toContain('<@1010>');
  });

  test('more than 25 through roles or everyone is for those who may mention everyone', () => {
    const roleMembers = (count: number) => new Map([['50', manyIds(count)]]);
    expect(resolve('<@&50>', { roleMembers: roleMembers(25) }).userIds).toHaveLength(25);
    expect(refusal('<@&50>', { roleMembers: roleMembers(26) }).code).toBe('peopleManyForbidden');
    expect(refusal('everyone', { everyone: manyIds(26) })).toMatchObject({
      code: 'peopleManyForbidden',
      data: { count: 26, limit: 25 },
    });
    expect(resolve('everyone', { everyone: manyIds(25) }).userIds).toHaveLength(25);
    expect(resolve('<@&50>', { roleMembers: roleMembers(26), mayMentionMany: true }).userIds).toHaveLength(
      26,
    );
    expect(
      refusal('<@&50> <@&51>', {
        roleMembers: new Map([
          ['50', manyIds(13)],
          ['51', ['1', ...manyIds(26)]],
        ]),
      }).code,
    ).toBe('peopleManyForbidden');
  });

  test('more than 25 named one by one, or through #n, need no right', () => {
    const ids = manyIds(30);
    const usersById = new Map(ids.map((id) => [id, { isBot: false }]));
    expect(resolve(ids.map((id) => `<@${id}>`).join(' '), { usersById }).userIds).toHaveLength(30);
    const expensePeople = new Map([[11, { present: ids, left: [] }]]);
    expect(resolve('#11', { expensePeople }).userIds).toHaveLength(30);
  });

  test('1000 people are accepted, 1001 refused', () => {
    const changes = (count: number) => ({ everyone: manyIds(count), mayMentionMany: true });
    expect(resolve('everyone', changes(1000)).userIds).toHaveLength(1000);
    expect(refusal('everyone', changes(1001))).toMatchObject({
      code: 'peopleTooMany',
      data: { count: 1001, limit: 1000 },
    });
  });
});

describe('toPayments', () => {
  const payers = (text: string, amountMinor: number) => toPayments(resolve(text), { amountMinor }, inr);

  test('one payer without a value pays all', () => {
    expect(payers('me', 100_000)).toEqual([{ userId: '1', amountMinor: 100_000 }]);
  });

  test('several people pay their own values', () => {
    expect(payers('<@1> 600 <@2> 400', 100_000)).toEqual([
      { userId: '1', amountMinor: 60_000 },
      { userId: '2', amountMinor: 40_000 },
    ]);
    expect(payers('<@2> 40% <@1> rest', 1001).map(({ amountMinor }) => amountMinor)).toEqual([400, 601]);
  });

  test('several without values pay equal parts, leftovers from the first typed', () => {
    expect(payers('<@2> <@1>', 101)).toEqual([
      { userId: '2', amountMinor: 51 },
      { userId: '1', amountMinor: 50 },
    ]);
  });

  test('who pays nothing is no payer', () => {
    expect(payers('<@1> 10 <@2> 0', 1000)).toEqual([{ userId: '1', amountMinor: 1000 }]);
  });

  test('payments that do not make the total are refused, by how much', () => {
    const error = catchUserError(() => payers('<@1> 600 <@2> 399.99', 100_000));
    expect(error).toMatchObject({ code: 'splitShort', data: { subject: 'payments', currency: 'INR' } });
    expect(sentenceOf(error)).toMatch(
      /^Payments make ₹999\.99, ₹0\.01 short of ₹1,000\.00\. Nothing was saved\./,
    );
    expect(catchUserError(() => payers('<@1> 600 <@2> 400.01', 100_000)).code).toBe('splitOver');
    expect(catchUserError(() => payers('<@1> 600', 100_000)).code).toBe('splitShort');
  });
});
