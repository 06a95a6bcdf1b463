import type { Connection, mongo } from 'mongoose';
import { toCategoryKey } from '../collections/category-key.js';
import type { ExpenseRecord } from '../collections/expenses.js';

const batchSize = 1_000;

/** Earlier versions compared categories as they were typed. */
export async function addCategoryKeys(connection: Connection): Promise<void> {
  const expenses = connection.getClient().db(connection.name).collection<ExpenseRecord>('expenses');
  const found = expenses.find(
    { category: { $exists: true }, categoryKey: { $exists: false } },
    { projection: { category: 1 }, batchSize: batchSize },
  );
  let writes: mongo.AnyBulkWriteOperation<ExpenseRecord>[] = [];
  const write = async () => {
    if (writes.length > 0) await expenses.bulkWrite(writes, { ordered: false });
    writes = [];
  };
  for await (const { _id, category = '' } of found) {
    writes.push({
      updateOne: { filter: { _id }, update: { $set: { categoryKey: toCategoryKey(category) } } },
    });
    if (writes.length === batchSize) await write();
  }
  await write();
}
