import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { findDuplicate } from '../../../src/ledger/read/find-duplicate.js';
import type { Storage } from '../../../src/storage/connect.js';
import { expenseOf, newGuildId, openLedger, voidExpense } from '../ledger.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

const record = async (guildId: string) => (await recordExpense(storage, expenseOf(guildId))).expense;

test('the newest live one before an expense is found, in its own server alone', async () => {
  const [guildId, other] = [newGuildId(), newGuildId()];
  await record(other);
  const [first, second, third] = [await record(guildId), await record(guildId), await record(guildId)];
  expect(await findDuplicate(storage, first)).toBeUndefined();
  expect(await findDuplicate(storage, third)).toMatchObject({ guildId, number: 2 });
  await voidExpense(storage, guildId, 2);
  expect(await findDuplicate(storage, third)).toMatchObject({ number: 1 });
  expect(await findDuplicate(storage, { ...second, voidedAt: new Date() })).toBeUndefined();
});

test.each([
  ['silent', () => new Promise<never>(() => undefined)],
  ['failing', () => Promise.reject(new Error('gone'))],
])('a %s database leaves the note out, and the answer is not held up', async (_state, toArray) => {
  const guildId = newGuildId();
  await record(guildId);
  const again = await record(guildId);
  const cursor = { toArray, sort: () => cursor, limit: () => cursor };
  const find = jest.spyOn(storage.raw.expenses, 'find').mockReturnValue(cursor as never);
  expect(await findDuplicate(storage, again)).toBeUndefined();
  find.mockRestore();
  expect(await findDuplicate(storage, again)).toMatchObject({ number: 1 });
});
