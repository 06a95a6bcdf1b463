import { isConnectionFailure, StorageUnavailable } from './failures.js';

/** Discord waits three seconds for an answer; what is left goes to sending it. */
export const workLimitMs = 2_200;

/**
 * Waits for a read no longer than an answer can wait. (The driver's own `timeoutMS` has no effect on every server.)
 * @throws StorageUnavailable when the database is unreachable or too slow
 */
export async function readInTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new StorageUnavailable(`The database did not answer within ${workLimitMs} ms`));
    }, workLimitMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } catch (error) {
    if (isConnectionFailure(error)) {
      throw new StorageUnavailable('The database cannot be reached', { cause: error });
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
