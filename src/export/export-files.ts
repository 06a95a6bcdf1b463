import type { Storage } from '../storage/connect.js';
import { balanceColumns, streamBalanceRows } from './export-balances.js';
import { expenseColumns, streamExpenseRows } from './export-expenses.js';
import { streamUserRows, userColumns } from './export-users.js';
import { streamCsv } from './csv.js';

/** One of the files that an export makes. */
export interface ExportFile {
  readonly name: FileName;
  readonly columns: readonly string[];
  /** The whole file, as of one moment. */
  stream(storage: Storage): AsyncIterable<Buffer>;
  /** About how many rows it will have, for whoever watches; undefined: hard to say. */
  estimateRows(storage: Storage): Promise<number | undefined>;
}

export const fileNames = ['users', 'balances', 'expenses'] as const;
export type FileName = (typeof fileNames)[number];

/** In the order in which they are written. */
export const exportFiles: readonly ExportFile[] = [
  {
    name: 'users',
    columns: userColumns,
    stream: (storage) => encode(streamCsv(userColumns, streamUserRows(storage), { bare: ['mobile'] })),
    estimateRows: (storage) => storage.raw.users.estimatedDocumentCount(),
  },
  {
    name: 'balances',
    columns: balanceColumns,
    stream: (storage) => encode(streamCsv(balanceColumns, streamBalanceRows(storage), { bare: ['amount'] })),
    estimateRows: () => Promise.resolve(undefined),
  },
  {
    name: 'expenses',
    columns: expenseColumns,
    stream: (storage) => encode(streamCsv(expenseColumns, streamExpenseRows(storage), { bare: ['amount'] })),
    estimateRows: (storage) => storage.raw.expenses.estimatedDocumentCount(),
  },
];

/** UTF-8 without BOM. */
async function* encode(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) yield Buffer.from(text);
}
