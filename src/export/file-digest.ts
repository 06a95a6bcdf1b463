import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { headerOf } from './csv.js';

/** The size and the hashes of a file, known once it has passed by. */
export interface FileFacts {
  /** Without the header. */
  readonly rows: number;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
  /** In base64 of its four bytes, as S3 writes it. */
  readonly crc32: string;
}

const quote = 0x22;
const lineFeed = 0x0a;

/** Counts and hashes a CSV file as it passes by. */
export class FileDigest {
  readonly #hash = createHash('sha256');
  #crc = 0;
  #bytes = 0;
  #lines = 0;
  #isQuoted = false;
  #head = '';
  #lastByte = 0;

  update(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#crc = crc32(chunk, this.#crc);
    this.#bytes += chunk.length;
    this.#lastByte = chunk.at(-1) ?? this.#lastByte;
    if (this.#head.length < maxHeaderLength) this.#head += chunk.toString('utf8', 0, maxHeaderLength);
    this.#countLines(chunk);
  }

  /** A line ends where a line feed stands outside of quotes; a doubled quote ends and begins at once. */
  #countLines(chunk: Buffer): void {
    let isQuoted = this.#isQuoted;
    let lines = this.#lines;
    // Byte by byte: in text full of quotes, looking for the next one costs far more, and so does an iterator.
    // eslint-disable-next-line @typescript-eslint/prefer-for-of
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === quote) isQuoted = !isQuoted;
      else if (byte === lineFeed && !isQuoted) lines++;
    }
    this.#isQuoted = isQuoted;
    this.#lines = lines;
  }

  get rowsSoFar(): number {
    return Math.max(0, this.#lines - 1);
  }

  /**
   * @param columns what the first line must say; one of these
   * @throws BrokenFile when it has another header, or stops within a line
   */
  finish(...columns: readonly (readonly string[])[]): FileFacts {
    const isWhole = !this.#isQuoted && this.#lastByte === lineFeed;
    const isOurs = columns.some((names) => this.#head.startsWith(headerOf(names)));
    if (!isWhole || !isOurs) throw new BrokenFile();
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(this.#crc);
    return {
      rows: this.rowsSoFar,
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
      crc32: crc.toString('base64'),
    };
  }
}

const maxHeaderLength = 1_000;

/** A file is not one that an export wrote whole. */
export class BrokenFile extends Error {
  constructor() {
    super('The file is cut off, or has another header than it should');
    this.name = 'BrokenFile';
  }
}

/** Passes chunks on, and adds each to a digest. */
export async function* digestChunks(
  chunks: AsyncIterable<Buffer>,
  digest: FileDigest,
  onChunk?: () => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    digest.update(chunk);
    onChunk?.();
    yield chunk;
  }
}
