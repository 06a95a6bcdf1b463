import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  headerOf,
  makeRowWriter,
  neutralise,
  streamCsv,
  type CsvOptions,
  type Row,
} from '../../src/export/csv.js';

const columns = ['a', 'b'] as const;

/** A whole file in one piece. */
function csvOf<Column extends string>(
  names: readonly Column[],
  rows: readonly Row<Column>[],
  options: CsvOptions<Column> = {},
): string {
  return headerOf(names) + makeRowWriter(names, options)(rows);
}

/** A reader of RFC 4180 that takes a lone carriage return for a line's end, as spreadsheets do. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = /"((?:[^"]|"")*)"(,|\r\n|$)|([^",\r\n]*)(,|\r\n|\r|\n|$)/gy;
  while (cells.lastIndex < text.length) {
    const match = cells.exec(text);
    if (!match) throw new Error('no CSV');
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[3] ?? '');
    if ((match[2] ?? match[4]) !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}

/** What a reader makes of a cell: one apostrophe less at the start, and behind each separator. */
const restore = (cell: string): string => cell.replace(/(^|[;\t\r\n])'/g, '$1');

/** The cells of a program that ends them at a separator and every line's end, whatever quotes say. */
const readLoosely = (text: string, separator: string): string[] =>
  text.split(/[\r\n]/).flatMap((line) => line.split(separator));

const executable = /^"*[=+\-@＝＋－＠]/;

describe('CSV', () => {
  test('has a header, CRLF, and quotes only where they are needed', () => {
    const rows = [
      { a: 'x,y', b: 1 },
      { a: 'say "hi"', b: undefined },
    ];
    expect(csvOf(columns, rows)).toBe('a,b\r\n"x,y",1\r\n"say ""hi""",\r\n');
    expect(csvOf(columns, [])).toBe('a,b\r\n');
  });

  test.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', '\nx', '＝1', '＋1', '－1', '＠x', "'x", "'"])(
    'leads %j by an apostrophe',
    (cell) => {
      expect(neutralise(cell)).toBe(`'${cell}`);
    },
  );

  test.each(['x=1', 'a-b', '1', '', ' =1', '₹5'])('leaves %j as it is', (cell) => {
    expect(neutralise(cell)).toBe(cell);
  });

  test.each([
    ['tea;=1+1', "tea;'=1+1"],
    ['tea\t@SUM(A1)', "tea\t'@SUM(A1)"],
    ['tea\n+1', "tea\n'+1"],
    ['tea;"=1+1"', `tea;'"=1+1"`],
    ["tea;'=1", "tea;''=1"],
    [';;=1', ";;'=1"],
    ['=1;-1', "'=1;'-1"],
    ['tea; =1', 'tea; =1'],
    ['tea;1;2', 'tea;1;2'],
  ])('leads what may begin a cell inside %j', (cell, led) => {
    expect(neutralise(cell)).toBe(led);
    expect(restore(led)).toBe(cell);
  });

  test.each(['a;b', 'a\tb', 'a;\tb'])('quotes %j, which could be several cells', (cell) => {
    expect(csvOf(columns, [{ a: 'x', b: cell }])).toBe(`a,b\r\n"x","${cell}"\r\n`);
  });

  test('quotes a carriage return that stands alone', () => {
    expect(csvOf(columns, [{ a: 'one\rtwo', b: 'x' }])).toBe('a,b\r\n"one\rtwo","x"\r\n');
  });

  test('writes numbers and bare columns as they are', () => {
    expect(csvOf(columns, [{ a: -5, b: '+919876543210' }], { bare: ['b'] })).toBe(
      'a,b\r\n-5,+919876543210\r\n',
    );
  });

  test('gives back every text to a reader that strips one apostrophe a cell, and executes nothing', () => {
    const cell = fc.string({
      unit: fc.constantFrom('=', "'", '"', ',', ';', '\r', '\n', '\t', '-', 'a', 'आ', '＝'),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (cells) => {
        const text = csvOf(
          columns,
          cells.map(([a, b]) => ({ a, b })),
        );
        const read = readCsv(text).slice(1);
        expect(read.map((row) => row.map(restore))).toEqual(cells);
        expect(read.flat().filter((value) => /^[=+\-@\t\r\n＝＋－＠]/.test(value))).toEqual([]);
        for (const delimiter of [';', '\t']) {
          expect(readLoosely(text, delimiter).filter((piece) => executable.test(piece))).toEqual([]);
        }
      }),
    );
  });

  test('comes in pieces, one a batch, that make the same file', async () => {
    const rows = Array.from({ length: 1_203 }, (_, index) => ({ a: `r${index}`, b: index }));
    const pieces: string[] = [];
    for await (const piece of streamCsv(columns, comeInBatches([rows.slice(0, 500), [], rows.slice(500)])))
      pieces.push(piece);
    expect(pieces).toHaveLength(3);
    expect(pieces.join('')).toBe(csvOf(columns, rows));
  });
});

// eslint-disable-next-line @typescript-eslint/require-await
async function* comeInBatches<Item>(batches: readonly Item[][]): AsyncGenerator<Item[]> {
  yield* batches;
}
