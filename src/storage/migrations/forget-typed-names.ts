import type { Connection, mongo } from 'mongoose';
import { writeParticipants, writePayers } from '../../split/write-people.js';
import type { ExpenseRecord } from '../collections/expenses.js';

type Stored = Pick<
  ExpenseRecord,
  'currency' | 'payers' | 'participantIds' | 'split' | 'typed' | 'receiptName'
> & { readonly _id: mongo.ObjectId };

const batchSize = 500;

/** An `@` that begins a name: not a mention, nor one of the words for the author and for everyone. */
const typedName = /(?<!<)@(?!(?:me|everyone|सब)(?:[\s,]|$))/iu;

/**
 * Expenses were stored with the names that their authors typed, and receipts with the names of their files. Where a
 * text has a name, it is written anew from the people and values that it came to, with mentions; files are called
 * `receipt`.
 */
export async function forgetTypedNames(connection: Connection): Promise<void> {
  const expenses = connection.getClient().db(connection.name).collection<Stored>('expenses');
  const suspects = expenses.find(
    {
      $or: [
        { 'typed.for': /(?:^|[^<])@/ },
        { 'typed.paidBy': /(?:^|[^<])@/ },
        { receiptName: { $exists: true } },
      ],
    },
    { projection: { currency: 1, payers: 1, participantIds: 1, split: 1, typed: 1, receiptName: 1 } },
  );
  let updates: mongo.AnyBulkWriteOperation<Stored>[] = [];
  const flush = async () => {
    if (updates.length > 0) await expenses.bulkWrite(updates, { ordered: false });
    updates = [];
  };
  for await (const expense of suspects) {
    updates.push({ updateOne: { filter: { _id: expense._id }, update: { $set: withoutNames(expense) } } });
    if (updates.length === batchSize) await flush();
  }
  await flush();
}

function withoutNames(expense: Stored): Partial<Stored> {
  const { typed, receiptName } = expense;
  const { paidBy } = typed;
  return {
    typed: {
      ...typed,
      for: typedName.test(typed.for) ? writeParticipants(expense, writeMention).join(' ') : typed.for,
      ...(paidBy !== undefined && {
        paidBy: typedName.test(paidBy) ? writePayers(expense, writeMention).join(' ') : paidBy,
      }),
    },
    ...(receiptName !== undefined && {
      receiptName: `receipt${/\.[a-z0-9]{1,8}$/i.exec(receiptName)?.[0].toLowerCase() ?? ''}`,
    }),
  };
}

function writeMention(userId: string): string {
  return `<@${userId}>`;
}
