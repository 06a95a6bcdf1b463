import type { Storage } from '../storage/connect.js';
import { balanceColumns, streamBalanceRows } from './export-balances.js';
import { changeColumns, streamChangeRows } from './export-changes.js';
import { expenseColumns, formerExpenseColumns, streamExpenseRows } from './export-expenses.js';
import { headColumns, streamHeadRows } from './export-heads.js';
import { streamUserRows, userColumns } from './export-users.js';
import { streamCsv } from './csv.js';
import type { LeftOutIds } from './left-out.js';

/** One of the files that an export makes. */
export interface ExportFile {
  readonly name: FileName;
  readonly columns: readonly string[];
  /** As earlier releases wrote them; their files can still be read. */
  readonly formerColumns?: readonly (readonly string[])[];
  /** The whole file but for some servers, as of one moment. */
  stream(storage: Storage, leftOut: LeftOutIds): AsyncIterable<Buffer>;
  /** About how many rows it will have; undefined: nobody can tell beforehand. */
  estimateRows(storage: Storage): Promise<number | undefined>;
}

export const fileNames = ['users', 'balances', 'expenses', 'changes', 'heads'] as const;
export type FileName = (typeof fileNames)[number];

/** How far the writing of a file has come, for a person who watches. */
export interface Progress {
  readonly file: FileName;
  readonly rows: number;
  /** About how many there will be, where that can be told. */
  readonly ofRows: number | undefined;
  readonly isDone: boolean;
}

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
    stream: (storage, leftOut) =>
      encode(streamCsv(balanceColumns, streamBalanceRows(storage, leftOut), { bare: ['amount'] })),
    estimateRows: () => Promise.resolve(undefined),
  },
  {
    name: 'expenses',
    columns: expenseColumns,
    formerColumns: formerExpenseColumns,
    stream: (storage, leftOut) =>
      encode(streamCsv(expenseColumns, streamExpenseRows(storage, leftOut), { bare: ['amount'] })),
    estimateRows: (storage) => storage.raw.expenses.estimatedDocumentCount(),
  },
  {
    name: 'changes',
    columns: changeColumns,
    stream: (storage, leftOut) => encode(streamCsv(changeColumns, streamChangeRows(storage, leftOut))),
    estimateRows: async ({ raw }) =>
      (await raw.expenses.estimatedDocumentCount()) + (await raw.changes.estimatedDocumentCount()),
  },
  {
    name: 'heads',
    columns: headColumns,
    stream: (storage, leftOut) => encode(streamCsv(headColumns, streamHeadRows(storage, leftOut))),
    estimateRows: (storage) => storage.raw.guilds.estimatedDocumentCount(),
  },
];

/** The key of a file of a slot, which is never written again. */
export function slotKey(prefix: string, file: FileName, slot: string): string {
  return `${prefix}${file}/${slot}.csv`;
}

/** UTF-8 without BOM. */
async function* encode(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) yield Buffer.from(text);
}
