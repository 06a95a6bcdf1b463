/** A record of the database lacks a field that an export needs; an export without it would not be whole. */
export class UnreadableRecord extends Error {
  constructor(which: string, cause: unknown) {
    super(`${which} cannot be exported: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'UnreadableRecord';
  }
}

/**
 * The text of a field, or nothing.
 * @throws TypeError for any other value, which would not be neutralised
 */
export function toText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new TypeError('a field that should be text is none');
  return value;
}

/**
 * The rows of records.
 * @param nameRecord names a record in errors
 * @throws UnreadableRecord
 */
export function describeRecords<Found, Described>(
  records: readonly Found[],
  describe: (record: Found) => Described,
  nameRecord: (record: Found) => string,
): Described[] {
  return records.map((record) => {
    try {
      return describe(record);
    } catch (error) {
      throw new UnreadableRecord(nameRecord(record), error);
    }
  });
}
