import { setTimeout as sleep } from 'node:timers/promises';
import type { Storage } from '../../storage/connect.js';
import { withinAnswerTime } from '../../storage/within-answer-time.js';

/** Where an expense was announced. */
export interface MessageNote {
  readonly guildId: string;
  readonly number: number;
  readonly messageId: string;
}

/**
 * Remembers which messages announced expenses. That is no change of a ledger: no version, no event.
 * @throws StorageUnavailable
 */
export async function noteMessages(storage: Storage, notes: readonly MessageNote[]): Promise<void> {
  const writes = notes.map(({ guildId, number, messageId }) => ({
    updateOne: { filter: { guildId, number }, update: { $set: { messageId } } },
  }));
  await withinAnswerTime(storage.raw.expenses.bulkWrite(writes, { ordered: false }));
}

/** How long a note waits for others. Nobody waits for it: an answer stands already where it is noted. */
const gatherMs = 25;

/** Writes notes that come within a moment together: one by one they are a tenth of the work of an expense. */
export class MessageNotes {
  #waiting: MessageNote[] = [];
  #writing: Promise<unknown> = Promise.resolve();
  /** The write of those that wait. */
  #next: Promise<void> | undefined;

  constructor(private readonly storage: Storage) {}

  /** Resolves when the note is stored. @throws StorageUnavailable */
  add(note: MessageNote): Promise<void> {
    this.#waiting.push(note);
    this.#next ??= Promise.all([this.#writing, sleep(gatherMs)]).then(() => this.#writeWaiting());
    return this.#next;
  }

  #writeWaiting(): Promise<void> {
    this.#next = undefined;
    const written = noteMessages(this.storage, this.#waiting.splice(0));
    this.#writing = written.catch(() => undefined);
    return written;
  }
}
