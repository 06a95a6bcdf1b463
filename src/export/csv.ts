import { createObjectCsvStringifier } from 'csv-writer';

/** Text is neutralised; a number is written as it is; what is missing leaves the cell empty. */
export type Cell = string | number | undefined;
export type Row<Column extends string> = Readonly<Record<Column, Cell>>;

export interface CsvOptions<Column extends string> {
  /** Columns written as they are: values of a form that we made ourselves, like a mobile in E.164. */
  readonly bare?: readonly Column[];
}

/** So many rows go through the writer at once. */
const batchLength = 500;

/**
 * Text that a spreadsheet would execute, led by `'`; text that already begins with one gets another, so that a
 * reader strips exactly one. Full-width signs count: some programs read them as the plain ones.
 * @see "The weekly export" in the design
 */
export function neutralise(cell: string): string {
  return /^['=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell;
}

/** A whole file: RFC 4180, CRLF, a header first. */
export function csvOf<Column extends string>(
  columns: readonly Column[],
  rows: Iterable<Row<Column>>,
  options: CsvOptions<Column> = {},
): string {
  const write = makeWriter(columns, options);
  return headerOf(columns) + write([...rows]);
}

/** The same for rows that come one by one and are too many for one string. */
export async function* streamCsv<Column extends string>(
  columns: readonly Column[],
  rows: AsyncIterable<Row<Column>>,
  options: CsvOptions<Column> = {},
): AsyncGenerator<string> {
  const write = makeWriter(columns, options);
  yield headerOf(columns);
  let batch: Row<Column>[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < batchLength) continue;
    yield write(batch);
    batch = [];
  }
  if (batch.length > 0) yield write(batch);
}

function headerOf(columns: readonly string[]): string {
  return `${columns.join(',')}\r\n`;
}

function makeWriter<Column extends string>(
  columns: readonly Column[],
  { bare = [] }: CsvOptions<Column>,
): (rows: readonly Row<Column>[]) => string {
  const header = columns.map((column) => ({ id: column, title: column }));
  const plain = createObjectCsvStringifier({ header, recordDelimiter: '\r\n' });
  const quoted = createObjectCsvStringifier({ header, recordDelimiter: '\r\n', alwaysQuote: true });
  const bareColumns = new Set<Column>(bare);
  return (rows) => {
    let text = '';
    for (const row of rows) {
      const cells: Partial<Record<Column, Cell>> = {};
      let hasReturn = false;
      for (const column of columns) {
        const cell = row[column];
        cells[column] = typeof cell === 'string' && !bareColumns.has(column) ? neutralise(cell) : cell;
        hasReturn ||= typeof cell === 'string' && cell.includes('\r');
      }
      // The library sees no reason to quote a carriage return that stands alone; readers take it for a line's end.
      text += (hasReturn ? quoted : plain).stringifyRecords([cells]);
    }
    return text;
  };
}
