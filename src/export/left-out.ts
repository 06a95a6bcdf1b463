/** A server that cannot be exported: none of its rows are in the files of a set. */
export interface LeftOutServer {
  readonly guildId: string;
  /** Its first record that cannot be written, and why. */
  readonly reason: string;
}

/** The servers of `LeftOutServer`s. */
export type LeftOutIds = ReadonlySet<string>;

/** The records of the servers that are exported. */
export function withoutLeftOut<Found extends { readonly guildId: string }>(
  records: readonly Found[],
  leftOut: LeftOutIds,
): readonly Found[] {
  return leftOut.size === 0 ? records : records.filter(({ guildId }) => !leftOut.has(guildId));
}

/** What is left out of a set. */
export interface LeftOut {
  /** Told to the host: somebody must mend them. */
  readonly unreadable: LeftOutServer[];
  /** All of them, those that are being erased too. */
  readonly ids: LeftOutIds;
}
