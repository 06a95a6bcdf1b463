import type { ExpenseRecord } from '../../../src/storage/collections/expenses.js';
import type { Entry } from './model.js';

/** What a model and what is stored say alike of an expense or a payment. */
export interface Described {
  readonly version: number;
  readonly isVoid: boolean;
  readonly description: string;
  readonly amountMinor: number;
  readonly category: string | undefined;
  readonly isConfirmed: boolean;
  readonly isRefused: boolean;
  readonly disputedBy: readonly string[];
}

export function describeEntry(entry: Entry): Described {
  const { version, isVoid, isConfirmed, isRefused, disputedBy } = entry;
  const { description, amountMinor, category } = entry.content;
  return { version, isVoid, description, amountMinor, category, isConfirmed, isRefused, disputedBy };
}

type Shown = Pick<
  ExpenseRecord,
  | 'version'
  | 'description'
  | 'amountMinor'
  | 'category'
  | 'voidedAt'
  | 'confirmedAt'
  | 'isRefused'
  | 'disputes'
>;

export function describeRecord(record: Shown): Described {
  const { version, description, amountMinor, category, disputes = [] } = record;
  return {
    version,
    isVoid: record.voidedAt !== undefined,
    description,
    amountMinor,
    category,
    isConfirmed: record.confirmedAt !== undefined,
    isRefused: record.isRefused ?? false,
    disputedBy: disputes.map(({ by }) => by),
  };
}
