import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ReplyFile } from '../../../commands/contract/answer.js';
import { writeCsvFiles, writeFiles, type FilePiece } from '../../../commands/parts/write-files.js';
import { headerOf, makeRowWriter } from '../../../src/export/csv.js';

const columns = ['number', 'text'] as const;
const header = 'number,text\r\n';
const roomy = { fileBytes: 10_485_760, answerBytes: 25_165_824, files: 10 };

const bytesOf = ({ content }: ReplyFile) => Buffer.byteLength(content);
const textOf = ({ content }: ReplyFile) => Buffer.from(content).toString();

/** Numbered rows. The generator notes how many were asked for. */
function countedRows(count: number, text: string, asked: { rows: number }) {
  return (function* () {
    for (asked.rows = 0; asked.rows < count; asked.rows++) yield { number: asked.rows, text };
  })();
}

describe('files of rows', () => {
  const anyRows = fc.array(
    fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => ({ number: 1, text })),
    { maxLength: 60 },
  );
  const anyLimits = fc.record({
    fileBytes: fc.integer({ min: 20, max: 2000 }),
    answerBytes: fc.integer({ min: 20, max: 6000 }),
    files: fc.integer({ min: 1, max: 10 }),
  });

  test('hold all rows in their order or the first of them, and keep within each limit, in bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, anyLimits, async (rows, limits) => {
        const { files, count, isComplete } = await writeCsvFiles('list.csv', columns, rows, limits);
        expect(files.length).toBeLessThanOrEqual(limits.files);
        for (const file of files) expect(bytesOf(file)).toBeLessThanOrEqual(limits.fileBytes);
        expect(files.reduce((sum, file) => sum + bytesOf(file), 0)).toBeLessThanOrEqual(limits.answerBytes);
        for (const file of files) expect(textOf(file).startsWith(header)).toBe(true);
        const together = files.map((file) => textOf(file).slice(header.length)).join('');
        expect(header + together).toBe(headerOf(columns) + makeRowWriter(columns)(rows.slice(0, count)));
        expect(isComplete).toBe(count === rows.length);
        if (isComplete) return;
        // One row more would not have fitted: neither into the last file nor into a new one.
        const next = Buffer.byteLength(
          headerOf(columns) + makeRowWriter(columns)(rows.slice(count, count + 1)),
        );
        const used = files.reduce((sum, file) => sum + bytesOf(file), 0);
        const isFull =
          files.length === limits.files || used + next > limits.answerBytes || next > limits.fileBytes;
        expect(isFull).toBe(true);
      }),
    );
  });

  test('are one where all fits, and have a header without rows', async () => {
    const { files, isComplete } = await writeCsvFiles('list.csv', columns, [], roomy);
    expect(files).toEqual([{ name: 'list.csv', content: header }]);
    expect(isComplete).toBe(true);
  });

  test('are named one after the other', async () => {
    const limits = { ...roomy, fileBytes: 40 };
    const { files } = await writeCsvFiles(
      'list.csv',
      columns,
      countedRows(5, 'twenty characters ..', { rows: 0 }),
      limits,
    );
    expect(files.map(({ name }) => name)).toEqual([
      'list.csv',
      'list-2.csv',
      'list-3.csv',
      'list-4.csv',
      'list-5.csv',
    ]);
  });

  test('count bytes, not characters', async () => {
    const rows = Array.from({ length: 20 }, () => ({ number: 1, text: 'क'.repeat(100) }));
    const { files } = await writeCsvFiles('list.csv', columns, rows, { ...roomy, fileBytes: 2000 });
    expect(files.map(bytesOf).every((bytes) => bytes <= 2000)).toBe(true);
    expect(files).toHaveLength(4);
  });

  test('read no further than there is room', async () => {
    const asked = { rows: 0 };
    const limits = { ...roomy, answerBytes: 5000 };
    const { count } = await writeCsvFiles('list.csv', columns, countedRows(1_000_000, 'tea', asked), limits);
    expect(asked.rows).toBe(count);
  });

  test.each([
    ['many short rows', 20_000, 'tea', 500],
    ['long rows, as of a thousand payers', 400, '1234567890123456789 10000.00 '.repeat(1400), 4],
  ])('let the event loop have its turn: %s', async (_what, count, text, rowsInTurn) => {
    const asked = { rows: 0 };
    const turns: number[] = [];
    let isOver = false;
    const watch = () => {
      turns.push(asked.rows);
      if (!isOver) setImmediate(watch);
    };
    setImmediate(watch);
    await writeCsvFiles('list.csv', columns, countedRows(count, text, asked), roomy);
    isOver = true;
    const steps = turns.map((rows, index) => rows - (turns[index - 1] ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(rowsInTurn + 1);
    expect(turns.length).toBeGreaterThanOrEqual(count / rowsInTurn / 2);
  });
});

describe('files of pieces', () => {
  /** An array as JSON, whose end says whether it is all of it. */
  const shape = {
    name: 'all.json',
    empty: '{"all":[]}',
    tail: (isWhole: boolean) => `],"isWhole":${isWhole}}`,
  };
  const piecesOf = (values: readonly string[]): FilePiece[] =>
    values.map((value, index) => ({
      text: `${index === 0 ? '' : ','}${JSON.stringify(value)}`,
      opening: `{"all":[${JSON.stringify(value)}`,
    }));

  test('stand alone each, and together hold everything or its beginning', async () => {
    const values = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 40 });
    const limits = fc.record({
      fileBytes: fc.integer({ min: 140, max: 1000 }),
      answerBytes: fc.integer({ min: 140, max: 4000 }),
      files: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(values, limits, async (all, within) => {
        const { files, count, isComplete } = await writeFiles(shape, piecesOf(all), within);
        for (const file of files) expect(bytesOf(file)).toBeLessThanOrEqual(within.fileBytes);
        const read = files.map((file) => JSON.parse(textOf(file)) as { all: string[]; isWhole?: boolean });
        expect(read.flatMap((one) => one.all)).toEqual(all.slice(0, count));
        expect(isComplete).toBe(count === all.length);
        if (all.length > 0) {
          expect(read.map(({ isWhole }) => isWhole)).toEqual(
            read.map((_, index) => isComplete && index === read.length - 1),
          );
        }
      }),
    );
  });
});
