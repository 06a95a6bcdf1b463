/** What we use of csv-writer, whose own types are sources that strict settings refuse. */
export interface ArrayCsvStringifier {
  stringifyRecords(records: readonly (readonly unknown[])[]): string;
}
export function createArrayCsvStringifier(options: {
  readonly header: readonly string[];
  readonly recordDelimiter?: '\n' | '\r\n';
  readonly alwaysQuote?: boolean;
}): ArrayCsvStringifier;
