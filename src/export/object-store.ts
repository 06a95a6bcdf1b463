/** A bucket, as far as an export needs it. Keys are whole, the prefix included. Every failure is thrown. */
export interface ObjectStore {
  readonly prefix: string;
  /** An object without its content; undefined: there is none. */
  find(key: string, signal?: AbortSignal): Promise<StoredObject | undefined>;
  /** An object with its content; undefined: there is none. */
  fetch(
    key: string,
    signal?: AbortSignal,
  ): Promise<{ etag: string; body: AsyncIterable<Buffer> } | undefined>;
  /**
   * Writes an object whole, or not at all, where there is none yet.
   * @param options `getTotals` is asked when all chunks have passed: the store refuses an object that differs
   * @returns false when there is one; it stays as it is
   */
  writeOnce(key: string, chunks: AsyncIterable<Buffer>, options: WriteOptions): Promise<boolean>;
  /**
   * Writes a small object in place of the one seen.
   * @param seenEtag undefined: there was none
   * @returns false when somebody else wrote it since
   */
  replace(key: string, text: string, seenEtag: string | undefined, options: ReplaceOptions): Promise<boolean>;
  /**
   * Copies within the bucket, in place of the object seen.
   * @param seenEtag undefined: there was none
   * @returns false when somebody else wrote it since
   */
  copy(from: string, to: string, seenEtag: string | undefined, signal?: AbortSignal): Promise<boolean>;
  remove(key: string): Promise<void>;
  /** Ends our open uploads to keys with a prefix; returns how many there were. */
  abortUploads(keyPrefix: string, isOurs: (key: string) => boolean, signal?: AbortSignal): Promise<number>;
  close(): void;
}

export interface StoredObject {
  readonly etag: string;
  readonly bytes: number;
  /** Of the whole object, in base64; undefined where the store keeps none. */
  readonly crc32: string | undefined;
  /** Which database wrote it; undefined where that was not noted. */
  readonly owner: string | undefined;
}

export interface WriteOptions {
  readonly contentType: string;
  /** The database that writes it. */
  readonly owner: string;
  readonly signal: AbortSignal;
  readonly getTotals: () => { readonly bytes: number; readonly crc32: string };
}

export interface ReplaceOptions {
  readonly contentType: string;
  readonly signal?: AbortSignal;
}
