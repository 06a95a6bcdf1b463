import type { Connection, mongo } from 'mongoose';
import { getCurrency } from '../../money/currency.js';
import { formatPlainAmount } from '../../money/format-amount.js';
import { formatPercent, formatWeight } from '../../split/format-share-value.js';
import type { ShareValue } from '../../split/split-expense.js';
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
      for: typedName.test(typed.for) ? writeParticipants(expense) : typed.for,
      ...(paidBy !== undefined && { paidBy: typedName.test(paidBy) ? writePayers(expense) : paidBy }),
    },
    ...(receiptName !== undefined && {
      receiptName: `receipt${/\.[a-z0-9]{1,8}$/i.exec(receiptName)?.[0].toLowerCase() ?? ''}`,
    }),
  };
}

function writeParticipants({ participantIds, split, currency }: Stored): string {
  const write = (value: ShareValue) => {
    if (value === 'rest') return value;
    if (split.kind === 'percent') return formatPercent(value);
    return split.kind === 'shares' ? formatWeight(value) : formatPlainAmount(value, getCurrency(currency));
  };
  return participantIds
    .map((userId, index) => {
      const value = split.values[index];
      return value === undefined ? `<@${userId}>` : `<@${userId}> ${write(value)}`;
    })
    .join(' ');
}

function writePayers({ payers, currency }: Stored): string {
  const [only] = payers;
  if (payers.length === 1 && only) return `<@${only.userId}>`;
  return payers
    .map(({ userId, amountMinor }) => `<@${userId}> ${formatPlainAmount(amountMinor, getCurrency(currency))}`)
    .join(' ');
}
