/** The used parts of csv-writer: strict settings refuse its own types. */
export interface ArrayCsvStringifier {
  stringifyRecords(records: readonly (readonly unknown[])[]): string;
}
export function createArrayCsvStringifier(options: {
  readonly header: readonly string[];
  readonly recordDelimiter?: '\n' | '\r\n';
  readonly alwaysQuote?: boolean;
}): ArrayCsvStringifier;
