import type { Storage } from '../../storage/connect.js';
import { withinAnswerTime } from '../../storage/within-answer-time.js';

/** Where an expense was announced. */
interface MessageNote {
  readonly guildId: string;
  readonly number: number;
  readonly messageId: string;
}

/** Notes that wait for the write before them. */
class MessageNotes {
  #next: Promise<void> | undefined;
  #waiting: MessageNote[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly storage: Storage) {}

  /** Resolves when it is stored. */
  add(note: MessageNote): Promise<void> {
    this.#waiting.push(note);
    this.#next ??= this.#writing.then(() => this.#write());
    return this.#next;
  }

  #write(): Promise<void> {
    const notes = this.#waiting.splice(0);
    this.#next = undefined;
    const write = withinAnswerTime(
      this.storage.raw.expenses.bulkWrite(
        notes.map(({ guildId, number, messageId }) => ({
          updateOne: { filter: { guildId, number }, update: { $set: { messageId } } },
        })),
        { ordered: false },
      ),
    );
    this.#writing = write.then(
      () => undefined,
      () => undefined,
    );
    return write.then(() => undefined);
  }
}

const notesOf = new WeakMap<Storage, MessageNotes>();

/**
 * Remembers which message announced an expense. That is no change of the ledger: no version, no event. What waits at
 * the same time is written together, of whatever servers: under load it is a tenth of the work.
 * @throws StorageUnavailable
 */
export function noteMessage(
  storage: Storage,
  guildId: string,
  number: number,
  messageId: string,
): Promise<void> {
  let notes = notesOf.get(storage);
  if (!notes) notesOf.set(storage, (notes = new MessageNotes(storage)));
  return notes.add({ guildId, number, messageId });
}
