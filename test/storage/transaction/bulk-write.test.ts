import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { isDuplicateKey } from '../../../src/storage/failures.js';
import { runGuildTransaction } from '../../../src/storage/transaction/guild-transaction.js';
import { canBulkWrite, WriteMissed, bulkWrite } from '../../../src/storage/transaction/bulk-write.js';
import type { Write } from '../../../src/storage/write.js';
import { databaseUri } from '../../harness/database.js';
import { expenseOf, newGuildId } from '../../ledger/ledger.js';

let storage: Storage;
let uri: string;
beforeAll(async () => {
  uri = await databaseUri('together');
  storage = await connectStorage(uri);
});
afterAll(() => storage.close());

test('the server of the tests does several writes in one request of a transaction', async () => {
  expect(await canBulkWrite(storage.connection)).toBe(true);
});

/** Each server is written to as one that knows the request, and as an older one that does not. */
describe.each([
  ['in one request', true],
  ['one by one', false],
])('writes of a transaction, %s', (_way, bulkWrites) => {
  const write = (writes: readonly Write[]) =>
    storage.connection.transaction((session) =>
      bulkWrite({ connection: storage.connection, bulkWrites }, writes, session),
    );
  const rowOf = (guildId: string) => ({ guildId, currency: 'INR', creditorId: '1' });
  const rows = (guildId: string) =>
    storage.raw.balances
      .find({ guildId }, { projection: { _id: 0 } })
      .sort({ creditorId: 1 })
      .toArray();
  const add = (guildId: string, $inc: object): Write => ({
    kind: 'update',
    collection: 'balances',
    filter: rowOf(guildId),
    change: { $inc },
    upsert: true,
  });

  test('insert, change, create and replace, in their order', async () => {
    const guildId = newGuildId();
    const row = { ...rowOf(guildId), creditorId: '9', owedBy: { '2': 5 } };
    await write([
      { kind: 'insert', collection: 'balances', document: row },
      add(guildId, { 'owedBy.2': 1 }),
      add(guildId, { 'owedBy.2': 2 }),
      {
        kind: 'replace',
        collection: 'balances',
        filter: { guildId, creditorId: '9' },
        change: { ...row, owedBy: { '3': 7 } },
      },
    ]);
    expect(await rows(guildId)).toEqual([
      { ...rowOf(guildId), owedBy: { '2': 3 } },
      { ...row, owedBy: { '3': 7 } },
    ]);
  });

  test('leave nothing when one is refused, and say why as the driver does', async () => {
    const guildId = newGuildId();
    const document = { ...rowOf(guildId), owedBy: {} };
    const twice: Write = { kind: 'insert', collection: 'balances', document };
    const error: unknown = await write([add(guildId, { 'owedBy.2': 1 }), twice]).catch(
      (cause: unknown) => cause,
    );
    expect(isDuplicateKey(error)).toBe(true);
    expect(await rows(guildId)).toEqual([]);
  });

  test('leave nothing when what is to be changed is not there, whatever else is wrong', async () => {
    const guildId = newGuildId();
    const missing: Write = {
      kind: 'update',
      collection: 'guilds',
      filter: { _id: guildId, revision: 4 },
      change: { $set: { revision: 5 } },
    };
    const document = { ...rowOf(guildId), owedBy: {} };
    const twice: Write = { kind: 'insert', collection: 'balances', document };
    for (const others of [[], [add(guildId, { 'owedBy.2': 1 })], [twice, twice]]) {
      await expect(write([missing, ...others])).rejects.toThrow(WriteMissed);
    }
    expect(await rows(guildId)).toEqual([]);
  });

  test('that rest on what another process has changed meanwhile are made anew', async () => {
    const guildId = newGuildId();
    const [mine, theirs] = [{ ...storage, bulkWrites }, await connectStorage(uri)];
    const numbers: number[] = [];
    for (const store of [mine, mine, theirs, mine, theirs, theirs, mine]) {
      const { expense } = await recordExpense(store, expenseOf(guildId));
      numbers.push(expense.number);
    }
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
    await theirs.close();
  });

  test('that fail do not make the next one believe in them', async () => {
    const guildId = newGuildId();
    const mine = { ...storage, bulkWrites };
    const first = expenseOf(guildId);
    await recordExpense(mine, first);
    await recordExpense(mine, first);
    await expect(
      runGuildTransaction(mine, guildId, () => Promise.reject(new TypeError('ours'))),
    ).rejects.toThrow(TypeError);
    expect((await recordExpense(mine, expenseOf(guildId))).expense.number).toBe(2);
    expect((await storage.raw.guilds.findOne({ _id: guildId }))?.revision).toBe(2);
  });
});
