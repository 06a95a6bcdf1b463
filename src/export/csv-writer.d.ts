/** What we use of csv-writer, whose own types are sources that strict settings refuse. */
declare module 'csv-writer' {
  export interface ObjectCsvStringifier {
    getHeaderString(): string | null;
    stringifyRecords(records: readonly object[]): string;
  }
  export function createObjectCsvStringifier(options: {
    readonly header: readonly { readonly id: string; readonly title: string }[];
    readonly recordDelimiter?: '\n' | '\r\n';
    readonly alwaysQuote?: boolean;
  }): ObjectCsvStringifier;
}
