import { expect, jest, test } from '@jest/globals';
import type { ServerContext } from '../../../commands/contract/context.js';
import { findPeople } from '../../../commands/expense/find-people.js';
import { getCurrency } from '../../../src/money/currency.js';
import { parsePeople } from '../../../src/split/parse-people.js';
import { idOf, largestExpense, makeFakeContext } from '../fake-context.js';

const parse = (text: string) => parsePeople(text, { currency: getCurrency('INR') });

/** A context whose expenses have 600 people each, of whom the next one has none. */
function contextOf(): ServerContext & { readonly asked: jest.Mock } {
  const context = makeFakeContext();
  const shares = (number: number) =>
    Array.from({ length: 600 }, (_, index) => ({ userId: idOf(number * 600 + index), amountMinor: 1 }));
  const asked = jest.fn();
  return {
    ...context,
    asked,
    ledger: {
      ...context.ledger,
      fetchExpense: (_guildId, number) =>
        Promise.resolve({ ...largestExpense(number), shares: shares(number) }),
    },
    members: {
      ...context.members,
      find: (guildId, userIds) => {
        asked(userIds.length);
        return context.members.find(guildId, userIds);
      },
    },
  };
}

test('the people of several expenses are counted before anybody is asked for', async () => {
  const context = contextOf();
  await expect(findPeople([parse('#1 #2')], context)).rejects.toMatchObject({
    code: 'peopleTooMany',
    data: { count: 1200, limit: 1000 },
  });
  expect(context.asked).not.toHaveBeenCalled();
  await findPeople([parse('#1 #1'), parse('#2')], context);
  expect(context.asked).toHaveBeenCalledWith(1201);
});

test('numbers that stand behind a typed name are limited too', async () => {
  const context = contextOf();
  const byName = () =>
    Promise.resolve([{ ref: { type: 'user' as const, userId: idOf(1) }, names: ['anna'] }]);
  const many = `@Anna ${Array.from({ length: 11 }, (_, index) => `#${index + 1}`).join(' ')}`;
  await expect(
    findPeople([parse(many)], { ...context, members: { ...context.members, byName } }),
  ).rejects.toMatchObject({ code: 'peopleTooManyOfKind', data: { kind: 'expense', count: 11, limit: 10 } });
  expect(context.asked).not.toHaveBeenCalled();
});
