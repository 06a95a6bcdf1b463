import { afterAll, expect, test } from '@jest/globals';
import { MessageNotes } from '../../../src/ledger/change/note-messages.js';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { fetchExpense } from '../../../src/ledger/read/fetch-expense.js';
import { expenseOf, newGuildId, openLedger } from '../ledger.js';

const { storage } = await openLedger();
afterAll(() => storage.close());

test('notes that come together are written by one request, of whatever servers', async () => {
  const guildIds = Array.from({ length: 3 }, newGuildId);
  for (const guildId of guildIds) await recordExpense(storage, expenseOf(guildId));
  const { expenses } = storage.raw;
  let requests = 0;
  const counting = new Proxy(expenses, {
    get(target, name) {
      if (name === 'bulkWrite') requests++;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  const notes = new MessageNotes({ ...storage, raw: { ...storage.raw, expenses: counting } });
  await Promise.all(
    guildIds.map((guildId, index) => notes.add({ guildId, number: 1, messageId: `${index}` })),
  );
  expect(requests).toBe(1);
  for (const [index, guildId] of guildIds.entries()) {
    expect(await fetchExpense(storage, guildId, 1)).toMatchObject({ messageId: `${index}`, version: 1 });
  }
  await notes.add({ guildId: guildIds[0] ?? '', number: 1, messageId: '9' });
  expect(requests).toBe(2);
});
