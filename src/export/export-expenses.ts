import { getCurrency } from '../money/currency.js';
import { formatPlainAmount } from '../money/format-amount.js';
import type { Storage } from '../storage/connect.js';
import type { ExpenseRecord } from '../storage/collections/expenses.js';
import { streamSnapshot } from '../storage/stream-snapshot.js';
import type { Row } from './csv.js';
import { describeRecords, toText } from './describe-records.js';
import { withoutLeftOut, type LeftOutIds } from './left-out.js';

export const expenseColumns = [
  'guildId',
  'number',
  'kind',
  'date',
  'description',
  'currency',
  'amount',
  'split',
  'payers',
  'participants',
  'shares',
  'createdBy',
  'createdAt',
  'voidedAt',
  // The newest columns are the last: whoever reads by place finds the others where they were.
  'version',
  'debts',
  'confirmedAt',
  'refused',
  'disputes',
] as const;
/** As earlier releases wrote them: up to this column. */
export const formerExpenseColumns: readonly (readonly string[])[] = (['voidedAt', 'version'] as const).map(
  (last) => expenseColumns.slice(0, expenseColumns.indexOf(last) + 1),
);
export type ExpenseColumn = (typeof expenseColumns)[number];

/** The fields that make a row. */
export const expenseProjection = {
  _id: 0,
  guildId: 1,
  number: 1,
  kind: 1,
  date: 1,
  description: 1,
  currency: 1,
  amountMinor: 1,
  'split.kind': 1,
  payers: 1,
  participantIds: 1,
  shares: 1,
  createdBy: 1,
  createdAt: 1,
  voidedAt: 1,
  version: 1,
  debts: 1,
  confirmedAt: 1,
  isRefused: 1,
  'disputes.by': 1,
} as const;

/** Every expense and settlement, void ones too, by server and number. */
export async function* streamExpenseRows(
  storage: Storage,
  leftOut: LeftOutIds,
): AsyncGenerator<Row<ExpenseColumn>[]> {
  const options = { projection: expenseProjection, sort: { guildId: 1, number: 1 } } as const;
  for await (const records of streamSnapshot(storage, storage.raw.expenses, options)) {
    yield describeRecords(withoutLeftOut(records, leftOut), describeExpense, nameExpense);
  }
}

export function nameExpense({ number, guildId }: ExpenseRecord): string {
  return `expense ${number} of server ${guildId}`;
}

/**
 * Lists in a cell are separated by spaces; participants and shares are parallel, a payer is `id:amount`. Debts stand where
 * they do not follow from one payer and the shares: `debtorId:creditorId:amount`. Disputes are the ids of who disputes.
 * @throws Error for a record that no version of Hisaab wrote
 */
export function describeExpense(record: ExpenseRecord): Row<ExpenseColumn> {
  if (record.participantIds.length !== record.shares.length) {
    throw new RangeError('it has not as many shares as participants');
  }
  const currency = getCurrency(record.currency);
  const amount = (amountMinor: number) => formatPlainAmount(amountMinor, currency);
  return {
    guildId: record.guildId,
    number: record.number,
    kind: record.kind,
    date: record.date,
    description: toText(record.description),
    currency: record.currency,
    amount: amount(record.amountMinor),
    split: record.split.kind,
    payers: record.payers.map(({ userId, amountMinor }) => `${userId}:${amount(amountMinor)}`).join(' '),
    participants: record.participantIds.join(' '),
    shares: record.shares.map(amount).join(' '),
    createdBy: record.createdBy,
    createdAt: record.createdAt.toISOString(),
    voidedAt: record.voidedAt?.toISOString(),
    version: record.version,
    debts: record.debts
      ?.map(({ debtorId, creditorId, amountMinor }) => `${debtorId}:${creditorId}:${amount(amountMinor)}`)
      .join(' '),
    confirmedAt: record.confirmedAt?.toISOString(),
    refused: record.isRefused ? 'yes' : undefined,
    disputes: record.disputes?.map(({ by }) => by).join(' '),
  };
}
