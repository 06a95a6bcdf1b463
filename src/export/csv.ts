import { createArrayCsvStringifier } from 'csv-writer';

/** The value of a cell. Text is neutralised; a missing value leaves the cell empty. */
export type Cell = string | number | undefined;
export type Row<Column extends string> = Readonly<Record<Column, Cell>>;

export interface CsvOptions<Column extends string> {
  /** Columns written as they are: values of a form that we made ourselves, like a mobile in E.164. */
  readonly bare?: readonly Column[];
}

/**
 * Text that a spreadsheet would execute, led by `'`; text that already begins with one gets another, so that a
 * reader strips exactly one. Full-width signs count: some programs read them as the plain ones.
 * @see docs/operating.md, "The weekly export"
 */
export function neutralise(cell: string): string {
  return isPlain(cell.charCodeAt(0)) || !/^['=+\-@\t\r\n＝＋－＠]/.test(cell) ? cell : `'${cell}`;
}

/** Nearly every cell begins with an ASCII letter or digit, and needs no further check. */
function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
}

/** A whole file: RFC 4180, CRLF, a header first. */
export function csvOf<Column extends string>(
  columns: readonly Column[],
  rows: Iterable<Row<Column>>,
  options: CsvOptions<Column> = {},
): string {
  const write = makeRowWriter(columns, options);
  return headerOf(columns) + write([...rows]);
}

/** The same for rows that come in batches and are too many for one string. */
export async function* streamCsv<Column extends string>(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row<Column>[]>,
  options: CsvOptions<Column> = {},
): AsyncGenerator<string> {
  const write = makeRowWriter(columns, options);
  yield headerOf(columns);
  for await (const batch of batches) if (batch.length > 0) yield write(batch);
}

export function headerOf(columns: readonly string[]): string {
  return `${columns.join(',')}\r\n`;
}

/** Converts rows to lines, without the header. */
export function makeRowWriter<Column extends string>(
  columns: readonly Column[],
  { bare = [] }: CsvOptions<Column> = {},
): (rows: readonly Row<Column>[]) => string {
  const plain = createArrayCsvStringifier({ header: columns, recordDelimiter: '\r\n' });
  const quoted = createArrayCsvStringifier({ header: columns, recordDelimiter: '\r\n', alwaysQuote: true });
  const isBare = columns.map((column) => bare.includes(column));
  const cellsOf = (row: Row<Column>): Cell[] =>
    columns.map((column, index) => {
      const cell = row[column];
      return typeof cell === 'string' && !isBare[index] ? neutralise(cell) : cell;
    });
  return (rows) => {
    if (rows.length === 0) return '';
    const records = rows.map(cellsOf);
    const text = plain.stringifyRecords(records);
    if (countReturns(text) === records.length) return text;
    // The library sees no reason to quote a carriage return that stands alone; readers take it for a line's end.
    return records
      .map((cells) => (cells.some(hasReturn) ? quoted : plain).stringifyRecords([cells]))
      .join('');
  };
}

function countReturns(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) count++;
  return count;
}

function hasReturn(cell: Cell): boolean {
  return typeof cell === 'string' && cell.includes('\r');
}
