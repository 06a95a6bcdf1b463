import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { ensurePeople } from '../../../src/people/ensure-people.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { addServersOfMembers } from '../../../src/storage/migrations/add-servers-of-members.js';
import { databaseUri } from '../../harness/database.js';
import { expenseOf, newGuildId, now } from '../../ledger/ledger.js';

let storage: Storage;
beforeAll(async () => {
  storage = await connectStorage(await databaseUri('migrations'));
});
afterAll(() => storage.close());

test('a server of which only members were stored gets its document, and no other changes', async () => {
  const [withMembers, withLedger] = [newGuildId(), newGuildId()];
  for (const guildId of [withMembers, withLedger]) {
    await ensurePeople(storage, guildId, [{ userId: '1', name: 'Asha' }], now);
  }
  await recordExpense(storage, expenseOf(withLedger));
  const before = await storage.guilds.findById(withLedger).lean();
  await storage.guilds.deleteOne({ _id: withMembers });

  await addServersOfMembers(storage.connection);
  await addServersOfMembers(storage.connection);

  expect(await storage.guilds.findById(withMembers).lean()).toMatchObject({ lastNumber: 0, revision: 0 });
  expect(await storage.guilds.findById(withLedger).lean()).toEqual(before);
});
