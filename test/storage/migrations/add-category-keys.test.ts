import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { listExpenses } from '../../../src/ledger/read/list-expenses.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { runMigrations } from '../../../src/storage/migrations.js';
import { databaseUri } from '../../harness/database.js';
import { expenseOf, newGuildId } from '../../ledger/ledger.js';

let storage: Storage;
beforeAll(async () => {
  storage = await connectStorage(await databaseUri('migrations'));
});
afterAll(() => storage.close());

describe('a database of the first form', () => {
  test('gets the keys of its categories, though two processes start at once', async () => {
    const guildId = newGuildId();
    for (const category of ['Food', 'food', 'Rent', undefined]) {
      await recordExpense(storage, expenseOf(guildId, category === undefined ? {} : { category }));
    }
    await storage.raw.expenses.updateMany({ guildId }, { $unset: { categoryKey: true } });
    await storage.connection
      .collection('meta')
      .updateOne({ _id: 'schema' as never }, { $set: { version: 0 } });

    await Promise.all([runMigrations(storage.connection), runMigrations(storage.connection)]);

    const rows = await storage.raw.expenses.find({ guildId }).sort({ number: 1 }).toArray();
    expect(rows.map(({ category, categoryKey }) => [category, categoryKey])).toEqual([
      ['Food', 'food'],
      ['food', 'food'],
      ['Rent', 'rent'],
      [undefined, undefined],
    ]);
    const { total } = await listExpenses(storage, { guildId, category: 'FOOD' }, { limit: 10 });
    expect(total).toBe(2);
  });
});
