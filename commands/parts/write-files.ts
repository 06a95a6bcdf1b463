import { setImmediate } from 'node:timers/promises';
import { headerOf, makeRowWriter, type Row } from '../../src/export/csv.js';
import type { ReplyFile } from '../contract/answer.js';
import type { FileLimits } from '../contract/context.js';

/** A piece of a file that is written piece by piece, and cut only between two of them. */
export interface FilePiece {
  /** As it continues a file. */
  readonly text: string;
  /** The same as the first of a file, with what must stand before it. */
  readonly opening: string;
}

export interface FileShape {
  /** E.g. `expenses.csv`; the second file is `expenses-2.csv`. */
  readonly name: string;
  /** All of a file without pieces. */
  readonly empty: string;
  /** Ends a file. @param isWhole false where pieces follow that are not in it; that end is not shorter */
  readonly tail?: (isWhole: boolean) => string;
}

/** Files as parts of one whole. */
export interface WrittenFiles {
  readonly files: readonly ReplyFile[];
  /** How many pieces or rows they hold. */
  readonly count: number;
  /** Whether they hold all that was given; else the rest was not read. */
  readonly isComplete: boolean;
}

/** After this many bytes or pieces the event loop gets its turn: a millisecond of work. */
const bytesInTurn = 64 * 1024;
const piecesInTurn = 100;
/** A smaller file is kept as text, so that it can be stored with an answer that could not be delivered. */
const textBytes = 1_000_000;

/**
 * Writes files of rows, each with the header, within the limits of an answer: as many files as it takes, and as many
 * rows as there is room for. Reads no further than that, and never holds up the event loop.
 */
export function writeCsvFiles<Column extends string>(
  name: string,
  columns: readonly Column[],
  rows: Iterable<Row<Column>> | AsyncIterable<Row<Column>>,
  limits: FileLimits,
): Promise<WrittenFiles> {
  const write = makeRowWriter(columns);
  const header = headerOf(columns);
  async function* toPieces(): AsyncGenerator<FilePiece> {
    for await (const row of rows) {
      const text = write([row]);
      yield { text, opening: header + text };
    }
  }
  return writeFiles({ name, empty: header }, toPieces(), limits);
}

/** The same for pieces of any text. */
export async function writeFiles(
  shape: FileShape,
  pieces: Iterable<FilePiece> | AsyncIterable<FilePiece>,
  limits: FileLimits,
): Promise<WrittenFiles> {
  const files = new FileParts(shape, limits);
  let count = 0;
  for await (const piece of pieces) {
    if (!files.add(piece)) return { files: files.end(false), count, isComplete: false };
    count += 1;
    if (files.isTurnOver) await setImmediate();
  }
  return { files: files.end(true), count, isComplete: true };
}

/** The files that are being written: those that are full, and the one that grows. */
class FileParts {
  readonly #full: Buffer[] = [];
  /** The open file, but for the text of this turn. */
  #open: Buffer[] = [];
  #text = '';
  #openBytes = 0;
  #bytesBefore = 0;
  #bytesInTurn = 0;
  #piecesInTurn = 0;
  readonly #tailBytes: number;

  constructor(
    private readonly shape: FileShape,
    private readonly limits: FileLimits,
  ) {
    this.#tailBytes = Buffer.byteLength(shape.tail?.(false) ?? '');
  }

  /** False: there is no room for the piece. */
  add({ text, opening }: FilePiece): boolean {
    if (this.#openBytes > 0 && this.#append(text)) return true;
    if (this.#openBytes > 0 && this.#full.length + 1 >= this.limits.files) return false;
    this.#close(false);
    return this.#append(opening);
  }

  /** Whether the event loop should get its turn. */
  get isTurnOver(): boolean {
    if (this.#bytesInTurn < bytesInTurn && this.#piecesInTurn < piecesInTurn) return false;
    this.#flush();
    this.#bytesInTurn = 0;
    this.#piecesInTurn = 0;
    return true;
  }

  /** @param isWhole whether all pieces had room */
  end(isWhole: boolean): ReplyFile[] {
    this.#close(isWhole);
    const contents = this.#full.length > 0 ? this.#full : [Buffer.from(this.shape.empty)];
    return contents.map((content, index) => ({
      name: nameOf(this.shape.name, index + 1),
      content: content.length < textBytes ? content.toString() : content,
    }));
  }

  #append(text: string): boolean {
    const bytes = Buffer.byteLength(text);
    const fileBytes = this.#openBytes + bytes + this.#tailBytes;
    const { limits } = this;
    if (fileBytes > limits.fileBytes || this.#bytesBefore + fileBytes > limits.answerBytes) return false;
    this.#text += text;
    this.#openBytes += bytes;
    this.#bytesInTurn += bytes;
    this.#piecesInTurn += 1;
    return true;
  }

  #flush(): void {
    this.#open.push(Buffer.from(this.#text));
    this.#text = '';
  }

  #close(isWhole: boolean): void {
    if (this.#openBytes === 0) return;
    this.#text += this.shape.tail?.(isWhole) ?? '';
    this.#flush();
    this.#full.push(Buffer.concat(this.#open));
    this.#bytesBefore += this.#openBytes + this.#tailBytes;
    this.#open = [];
    this.#openBytes = 0;
  }
}

function nameOf(name: string, part: number): string {
  return part === 1 ? name : name.replace(/(\.[a-z]+)$/, `-${part}$1`);
}
