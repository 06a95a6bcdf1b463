import { createArrayCsvStringifier } from 'csv-writer';

/** The value of a cell. Text is neutralised; a missing value leaves the cell empty. */
export type Cell = string | number | undefined;
export type Row<Column extends string> = Readonly<Record<Column, Cell>>;

export interface CsvOptions<Column extends string> {
  /** Columns written as they are: values of a form that we made ourselves, like a mobile in E.164. */
  readonly bare?: readonly Column[];
}

/** Where cells or lines end for a program that separates by `;` or tabs: it heeds no quote inside a cell. */
const separator = /[;\t\r\n]/;
/** Nearly every text is safe at the first look, which is six times as fast as the second. */
const suspicious = /^['"=+\-@＝＋－＠]|[;\t\r\n]/;

/**
 * Where a spreadsheet would begin to execute, or strip what hides it: at the start of a text, and behind a separator
 * inside it, quotes or none before it.
 */
const executable = /^(?=[\t\r\n])|(?<=^|[;\t\r\n])(?="*['=+\-@＝＋－＠])/g;

/**
 * Text in which a `'` leads what a spreadsheet would execute, and what already begins with a `'`. So a reader that
 * strips one `'` at the start, and one behind each `;`, tab and end of a line, has the text as it was. Full-width signs
 * count: some programs read them as the plain ones.
 * @see docs/operating.md, "The weekly export"
 */
export function neutralise(cell: string): string {
  return suspicious.test(cell) ? cell.replace(executable, "'") : cell;
}

/** A whole file, in pieces, from rows that come in batches: RFC 4180, CRLF, a header first. */
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
    // The library quotes only for commas, quotes and line feeds.
    if (!records.some((cells) => cells.some(hasSeparator))) return plain.stringifyRecords(records);
    return records
      .map((cells) => (cells.some(hasSeparator) ? quoted : plain).stringifyRecords([cells]))
      .join('');
  };
}

function hasSeparator(cell: Cell): boolean {
  return typeof cell === 'string' && separator.test(cell);
}
