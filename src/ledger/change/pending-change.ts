import { OutcomeUnknown, StorageUnavailable } from '../../errors/storage-failure.js';
import { toStorageFailure } from '../../storage/failures.js';
import type { Writer } from '../../storage/transaction/guild-queue.js';
import { workLimitMs } from '../../storage/within-answer-time.js';
import type { Change, Outcome } from './change.js';

/** A change that waits to be written, or is being written. Its person is told in time in any case, and once. */
export class PendingChange implements Writer {
  readonly outcome: Promise<Outcome>;
  /** Resolves when the person has been told, whatever. */
  readonly settled: Promise<void>;
  #isSettled = false;
  /** A commit was sent: from now on silence leaves open whether the change was saved. */
  #isCommitSent = false;
  readonly #timer: NodeJS.Timeout;
  #resolve!: (outcome: Outcome) => void;
  #reject!: (error: Error) => void;

  /** The time runs from here on, waiting included. */
  constructor(readonly change: Change) {
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.settled = this.outcome.then(
      () => undefined,
      () => undefined,
    );
    const limitMs = workLimitMs(change.people);
    this.#timer = setTimeout(() => {
      this.fail(new Error(`The database did not answer within ${limitMs} ms`));
    }, limitMs);
  }

  get requestId(): string {
    return this.change.request.requestId;
  }

  get people(): number {
    return this.change.people;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  noteCommit(): void {
    this.#isCommitSent = true;
  }

  resolve(outcome: Outcome): void {
    if (this.#settle()) this.#resolve(outcome);
  }

  refuse(error: Error): void {
    if (this.#settle()) this.#reject(error);
  }

  /** The database is gone, or too slow. Returns what the person is told of it. */
  fail(cause: unknown): StorageUnavailable | OutcomeUnknown {
    const error = this.#isCommitSent
      ? new OutcomeUnknown('Nobody knows whether the change was saved', { cause })
      : toUnavailable(cause);
    this.refuse(error);
    return error;
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    return true;
  }
}

function toUnavailable(cause: unknown): StorageUnavailable {
  if (cause instanceof StorageUnavailable) return cause;
  return (
    toStorageFailure(cause) ??
    new StorageUnavailable('The database does not answer; nothing was saved', { cause })
  );
}
