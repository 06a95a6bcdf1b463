import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCurrency } from '../../src/money/currency.js';
import { parsePeople } from '../../src/split/parse-people.js';
import { resolvePeople } from '../../src/split/resolve-people.js';
import { settleSplit } from '../../src/split/settle-split.js';
import { toPayments } from '../../src/split/to-payments.js';
import { writeParticipants, writePayers } from '../../src/split/write-people.js';
import { lookupOf } from './people-lookup.js';

const mention = (userId: string) => `<@${userId}>`;

test.each([
  ['INR', '1000.00', '<@1> <@2> <@3>'],
  ['INR', '100.00', '<@1> 33.333 <@2> 33.333 <@3> 33.334'],
  ['INR', '1000.00', '<@1> 370 <@2> rest <@3> rest'],
  ['INR', '1000.00', '<@1> 33.333333% <@2> rest'],
  ['INR', '1000.00', '<@1> x1.5 <@2> x2 <@3> x0.000001'],
  ['KWD', '10.000', '<@1> 1.234 <@2> rest'],
  ['JPY', '1200', '<@1> 200 <@2> 1000'],
])('in %s a split of %s, %s, is the same when it is written and read again', (code, amount, typed) => {
  const currency = getCurrency(code);
  const amountMinor = Math.round(Number(amount) * 10 ** currency.digits);
  const read = (text: string) => {
    const { split, userIds } = resolvePeople(parsePeople(text, { currency }), lookupOf());
    return { participantIds: userIds, ...settleSplit(split, { amountMinor }, currency, userIds.length) };
  };
  const { participantIds, split } = read(typed);
  const written = writeParticipants({ participantIds, split, currency: code }, mention).join(', ');
  expect(read(written)).toMatchObject({ participantIds, split });
});

test('what several paid is the same when it is written and read again', () => {
  const currency = getCurrency('INR');
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100_000_000 }), { minLength: 1, maxLength: 8 }),
      (paid) => {
        const payers = paid.map((amountMinor, index) => ({ userId: `${index + 1}`, amountMinor }));
        const amountMinor = paid.reduce((sum, minor) => sum + minor, 0);
        const text = writePayers({ payers, currency: 'INR' }, mention).join(', ');
        const paying = resolvePeople(parsePeople(text, { currency }), lookupOf());
        expect(toPayments(paying, { amountMinor }, currency)).toEqual(payers);
      },
    ),
  );
});
