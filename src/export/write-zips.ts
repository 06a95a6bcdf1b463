import { once } from 'node:events';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import yazl from 'yazl';
import { Stream } from '../ledger/read/chain-order.js';

/** How large files may be that are sent together. */
export interface ZipLimits {
  /** The most bytes of one. */
  readonly fileBytes: number;
  /** The most bytes of all. */
  readonly answerBytes: number;
  /** The most files. */
  readonly files: number;
}

/** A file inside of the ZIPs. Where it does not fit into one, the rest of it begins the next, as `name-2.csv`. */
export interface ZippedFile {
  /** Without its ending. */
  readonly name: string;
  /** Stands at the beginning of each part. */
  readonly header: string;
  /** Pieces of at most some 64 kB; it is cut only between two of them. */
  readonly pieces: AsyncIterable<string>;
}

/**
 * What a ZIP may still grow by when it is told to end: pieces on their way through the compression, and its directory.
 */
const spareBytes = 512 * 1024;

/**
 * Writes files into one ZIP, or into several where it would be too large, each whole by itself. What is read is
 * compressed at once, beside the main thread, so only the ZIPs are in memory.
 * @param now the time that stands at each file
 * @returns undefined when they are larger than the limits
 */
export async function writeZips(
  files: readonly ZippedFile[],
  limits: ZipLimits,
  now: Date,
): Promise<Uint8Array[] | undefined> {
  const zips: Uint8Array[] = [];
  let zip = openZip(zips, limits, now);
  for (const { name, header, pieces } of files) {
    const rest = new Stream(pieces);
    try {
      for (let part = 1; part === 1 || (await rest.peek()) !== undefined; part++) {
        if (zip?.isFull) {
          zips.push(await zip.end());
          zip = openZip(zips, limits, now);
        }
        if (!zip) return undefined;
        await zip.add(`${name}${part === 1 ? '' : `-${part}`}.csv`, header, rest);
      }
    } finally {
      await rest.end();
    }
  }
  if (zip) zips.push(await zip.end());
  return zips;
}

/** Undefined: there is no room for another one. */
function openZip(before: readonly Uint8Array[], limits: ZipLimits, now: Date): OpenZip | undefined {
  const left = limits.answerBytes - before.reduce((sum, { length }) => sum + length, 0);
  const maxBytes = Math.min(limits.fileBytes, left);
  return before.length < limits.files && maxBytes > spareBytes ? new OpenZip(maxBytes, now) : undefined;
}

/** A ZIP that is being written. */
class OpenZip {
  readonly #zip = new yazl.ZipFile();
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  readonly #ended: Promise<unknown>;

  constructor(
    private readonly maxBytes: number,
    private readonly now: Date,
  ) {
    this.#zip.outputStream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
    });
    // Whoever adds the file hears of it there; unheard here, it would end the process.
    this.#zip.on('error', () => undefined);
    this.#ended = once(this.#zip.outputStream, 'end');
  }

  get isFull(): boolean {
    return this.#bytes > this.maxBytes - spareBytes;
  }

  /** Adds a file, up to its end or until the ZIP is full; at least one piece of it. */
  async add(name: string, header: string, pieces: Stream<string>): Promise<void> {
    const isRoom = (): boolean => !this.isFull;
    async function* chunks(): AsyncGenerator<Buffer> {
      yield Buffer.from(header);
      let isFirst = true;
      for await (const piece of pieces.takeWhile(() => isFirst || isRoom())) {
        isFirst = false;
        yield Buffer.from(piece);
      }
    }
    // One piece at a time is on its way.
    const content = Readable.from(chunks(), { objectMode: false, highWaterMark: 1 });
    this.#zip.addReadStream(content, name, { mtime: this.now });
    await finished(content);
  }

  async end(): Promise<Uint8Array> {
    this.#zip.end();
    await this.#ended;
    if (this.#bytes > this.maxBytes) throw new RangeError('A ZIP has become larger than it may be');
    return Buffer.concat(this.#chunks);
  }
}
