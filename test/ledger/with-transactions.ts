import type { Storage } from '../../src/storage/connect.js';

type Transaction = Storage['connection']['transaction'];

/** What a transaction does. */
export type Work = Parameters<Transaction>[0];

/** A storage whose transactions are run by other code. */
export function withTransactions(sound: Storage, transaction: Transaction): Storage {
  const connection = new Proxy(sound.connection, {
    get: (target, name) =>
      name === 'transaction' ? transaction : (Reflect.get(target, name, target) as unknown),
  });
  return { ...sound, connection };
}
