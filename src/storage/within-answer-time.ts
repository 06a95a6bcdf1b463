import { withTimeLimit } from '../ops/wait.js';
import { StorageUnavailable } from '../errors/storage-failure.js';
import { toStorageFailure } from './failures.js';

/** Discord waits three seconds for an answer; what is left goes to sending it. */
const answerLimitMs = 2_200;
/** What a busy small machine needs to store one person, with room to spare. */
const personLimitMs = 10;

/**
 * How long the database may take. Work for hundreds of people gets more than a first answer can wait: its answer is
 * deferred by then, and a slow machine is no reason to refuse it.
 */
export function workLimitMs(people = 1): number {
  return Math.max(answerLimitMs, people * personLimitMs);
}

/**
 * Waits for the database no longer than an answer can wait. (The driver's own `timeoutMS` has no effect on every
 * server.)
 * @param people for how many the work is
 * @throws StorageUnavailable when the database is unreachable or too slow, StorageBusy when it has too much to do
 */
export async function withinAnswerTime<T>(work: Promise<T>, people = 1): Promise<T> {
  const limitMs = workLimitMs(people);
  const onTimeout = (): never => {
    throw new StorageUnavailable(`The database did not answer within ${limitMs} ms`);
  };
  try {
    return await withTimeLimit(work, limitMs, onTimeout);
  } catch (error) {
    throw toStorageFailure(error) ?? error;
  }
}
