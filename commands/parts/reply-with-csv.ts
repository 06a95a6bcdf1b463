import type { Reply } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';
import { replyWithFiles } from './reply-with-files.js';
import { writeCsvFiles } from './write-files.js';

/** The most items that are read for one answer. */
const itemsAtMost = 20_000;

/** A table, and where its rows come from. */
export interface CsvTable<Item, Column extends string> {
  /** Of the file. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly items: AsyncIterable<Item>;
  readonly describe: (item: Item) => Record<Column, string>;
  /** Says how to ask for what is missing. */
  readonly fileCut: Parameters<typeof replyWithFiles>[1];
}

/** A reply with the first items of a table as CSV files: as many as are read for one answer, and as have room. */
export async function replyWithCsv<Item, Column extends string>(
  { name, columns, items, describe, fileCut }: CsvTable<Item, Column>,
  { voice, platform }: ServerContext,
): Promise<Reply> {
  let isCut = false;
  async function* toRows() {
    let count = 0;
    for await (const item of items) {
      isCut = count === itemsAtMost;
      if (isCut) return;
      yield describe(item);
      count += 1;
    }
  }
  const written = await writeCsvFiles(name, columns, toRows(), platform.fileLimits);
  return replyWithFiles({ ...written, isComplete: written.isComplete && !isCut }, fileCut, voice);
}
