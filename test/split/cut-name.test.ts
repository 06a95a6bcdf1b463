import { describe, expect, test } from '@jest/globals';
import { getCurrency } from '../../src/money/currency.js';
import type { UserError } from '../../src/errors/user-error.js';
import type { NameOwner } from '../../src/split/people.js';
import { parsePeople } from '../../src/split/parse-people.js';
import { readPeople } from '../../src/split/read-people.js';
import { catchUserError, sentenceOf } from '../money/catch-user-error.js';
import { member, mentionOf, role } from './people-lookup.js';

const currency = getCurrency('INR');

/** Members by id. */
const people: Readonly<Record<string, readonly string[]>> = {
  '1': ['Class'],
  '2': ['Class 2024'],
  '3': ['Anna'],
  '4': ['Lena'],
  '5': ['Anna Lena', 'anna_l'],
  '6': ['Jose\u0301 Marti\u0301'],
  '7': ['Me 2'],
  '8': ['Room #12'],
  '9': ['Singh 50% off'],
  '10': ['everyone 5'],
  '11': ['Straße'],
  '12': ['Ａｓｈａ'],
  '13': ['❤️ Ravi'],
  '14': ['7 Up x2'],
  '15': ['O’Brien'],
  '16': ["D'Arcy ‘Fitz’"],
  '17': ['İrem Işık'],
  '18': ['ΝΙΚΟΣ Παππάς'],
  '19': ['Jean‑Luc'],
};
const owners: readonly NameOwner[] = [
  ...Object.entries(people).map(([id, names]) => member(id, ...names)),
  role('50', 'Flat'),
  role('51', 'Flat 4'),
];

/** Each person with the value in the form it was typed in. */
function read(text: string, among: readonly NameOwner[] = owners) {
  const { entries, named } = readPeople(parsePeople(text, { currency }), among);
  const shown = entries.map(({ ref, value }) => {
    const who = 'userId' in ref ? ref.userId : 'roleId' in ref ? `&${ref.roleId}` : ref.type;
    return value === undefined
      ? who
      : `${who}=${'amountMinor' in value ? value.amountMinor / 100 : value.kind}`;
  });
  return { shown, named };
}

function refusal(text: string, among: readonly NameOwner[] = owners): UserError {
  return catchUserError(() => read(text, among));
}

describe('the longest name that fits is taken', () => {
  test.each([
    // A number at the end of a name is no value while somebody is called so.
    ['@Class 2024', ['2']],
    ['@Class 2025', ['1=2025']],
    ['@class 2024 50', ['2=50']],
    ['@Class, 2024', ['1=2024']],
    ['@Class\n2024', ['1=2024']],
    ['@Room #12', ['8']],
    ['@Singh 50% off 50%, me 50%', ['9=percent', 'me=percent']],
    ['@7 Up x2', ['14']],
    ['@7 Up x2 x2', ['14=weight']],
    ['@Me 2', ['7']],
    ['@Me 3', ['me=3']],
    ['@me', ['me']],
    ['@everyone 5', ['10']],
    ['@everyone 6', ['everyone=6']],
    ['everyone 5', ['everyone=5']],
    // A comma ends a name.
    ['@Anna Lena', ['5']],
    ['@Anna, @Lena', ['3', '4']],
    ['@Anna @Lena', ['3', '4']],
    ['@Anna 5, @Lena 6', ['3=5', '4=6']],
    ['@Anna\n@Lena', ['3', '4']],
    // Words behind the name are values and people as anywhere.
    ['@Anna me @Lena everyone', ['3', 'me', '4', 'everyone']],
    ['@Anna #12 @Lena', ['3', 'expense', '4']],
    ['@Anna Rs. 370/- me 5 inr', ['3=370', 'me=5']],
    ['@Anna 1,250.50 me 2', ['3=1250.5', 'me=2']],
    ['@Anna 40 % me 60%', ['3=percent', 'me=percent']],
    ['@Anna x 2 me x1', ['3=weight', 'me=weight']],
    // Any case, any Unicode form, any name of a member, and what Discord once put behind names.
    ['@ANNA  lena', ['5']],
    ['@ANNA_L', ['5']],
    ['@Jos\u00e9 Mart\u00ed 5', ['6=5']],
    ['@jose\u0301 marti\u0301', ['6']],
    ['@STRASSE', ['11']],
    ['@STRAẞE', ['11']],
    ['@asha', ['12']],
    ['@❤ ravi', ['13']],
    // Whatever the keyboard makes of an apostrophe or a hyphen, and in the small letters of every language.
    ["@O'Brien 5", ['15=5']],
    ['@o`brien', ['15']],
    ['@O´BRIEN', ['15']],
    ["@d’arcy 'fitz'", ['16']],
    ['@jean-luc', ['19']],
    ['@irem ışık', ['17']],
    ['@İREM IŞIK', ['17']],
    ['@νικοσ παππάς', ['18']],
    // Commas of other scripts are commas.
    ['@Anna，@Lena', ['3', '4']],
    ['@Anna 5، @Lena 6', ['3=5', '4=6']],
    ['@Anna、me', ['3', 'me']],
    ['@Anna#0', ['3']],
    ['@Anna#0000 5', ['3=5']],
    ['@anna lena#1234 5', ['5=5']],
    // A role's name is as good as its mention.
    ['@Flat', ['&50']],
    ['@flat 4', ['&51']],
    ['@Flat 5', ['&50=5']],
    ['@Flat, 4', ['&50=4']],
  ])('%j: %j', (text, expected) => {
    expect(read(text).shown).toEqual(expected);
  });
});

describe('what is not sure is refused', () => {
  test.each([
    ['@Anna, Lena', 'peopleWordUnknown', '`Lena` is neither'],
    ['@Lena Anna', 'peopleWordUnknown', '`Anna` is neither'],
    ['@clas', 'nameIncomplete', 'Nobody here is called `@clas`. You may mean <@1>, <@2>.'],
    ['@fla 5', 'nameIncomplete', 'You may mean <@&50>, <@&51>.'],
    ['@Anna L', 'peopleWordUnknown', '`L` is neither'],
    ['@jose', 'nameUnknown', 'Nobody here is called `@jose`.'],
    ['@jos\u00e9 mar', 'nameIncomplete', 'You may mean <@6>.'],
    ['@νικος παπ', 'nameIncomplete', 'You may mean <@18>.'],
    ['@Νικοσ Π', 'nameIncomplete', 'You may mean <@18>.'],
    ['@Anna、Lena', 'peopleWordUnknown', '`Lena` is neither'],
    ['@Zoe', 'nameUnknown', 'Nobody here is called `@Zoe`.'],
    ['@Class 2024, @Anna 5', 'peopleValueMissing', '`@Class 2024` has no value'],
    ['@Class 2024 5 6', 'peopleTwoValues', '`@Class 2024 5 6` has two values'],
    ['@Anna 5 @Lena 5%', 'peopleMixedKinds', '`@Anna 5` and `@Lena 5%`'],
    ['@Anna -5', 'amountSigned', '`-5`'],
    ['@\u200b', 'nameUnknown', 'Nobody here is called'],
  ])('%j: %s', (text, code, words) => {
    const error = refusal(text);
    expect(sentenceOf(error)).toContain(words);
    expect(error.code).toBe(code);
  });

  test('a name of two members, and of a member and a role, with both', () => {
    const sams = [member('5', 'Sam', 'sam'), member('6', 'Samantha', 'sam'), role('51', 'SAM')];
    expect(sentenceOf(refusal('@sam 370', sams))).toContain('`@sam` may be <@5>, <@6>, <@&51>.');
    expect(read('@samantha', sams).shown).toEqual(['6']);
  });
});

test('a text can be written with mentions in place of its names', () => {
  const text = '@Class 2024 5, @Anna#0 6 @flat\n7 me 8 @José Martí 9 @me 1';
  let written = text;
  for (const { start, end, ref } of read(text).named.toReversed()) {
    written = written.slice(0, start) + mentionOf(ref) + written.slice(end);
  }
  expect(written).toBe('<@2> 5, <@3> 6 <@&50>\n7 <@1> 8 <@6> 9 <@1> 1');
  expect(read(written, []).shown).toEqual(read(text).shown.map((one) => one.replace('me=', '1=')));
});
