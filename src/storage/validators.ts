import { isDeepStrictEqual } from 'node:util';
import type { Connection } from 'mongoose';
import { balanceValidator, type BalanceRecord } from './collections/balances.js';
import { isRefusedByValidator, toStorageFailure } from './failures.js';

/** What the database itself refuses, by the collection's name. */
const validators = { balances: balanceValidator } as const;

/**
 * Gives the collections their validators, where they have others: a change waits for everyone who writes.
 * @returns whether the server holds to them; not every server of MongoDB's protocol does
 */
export async function ensureValidators(
  connection: Connection,
  log?: (line: string) => void,
): Promise<boolean> {
  const database = connection.getClient().db(connection.name);
  for (const [name, validator] of Object.entries(validators)) {
    const [found] = await database.listCollections({ name }).toArray();
    const options = found && 'options' in found ? found.options : undefined;
    if (isDeepStrictEqual(options?.['validator'], validator)) continue;
    await database.command({ collMod: name, validator }).catch((error: unknown) => {
      if (toStorageFailure(error)) throw error;
      log?.(
        `The database takes no validator; balances are checked before they are written: ${String(error)}`,
      );
    });
  }
  return await refusesUnsafeBalance(connection);
}

/** Tries to write what the validator of the balances forbids, and takes it back if it could be written. */
async function refusesUnsafeBalance(connection: Connection): Promise<boolean> {
  const balances = connection.getClient().db(connection.name).collection<BalanceRecord>('balances');
  const row = { guildId: '', currency: 'XXX', creditorId: '', owedBy: { x: Number.MAX_SAFE_INTEGER + 1 } };
  class Accepted extends Error {}
  try {
    return await connection.transaction(async (session) => {
      await balances.insertOne(row, { session });
      throw new Accepted();
    });
  } catch (error) {
    if (error instanceof Accepted) return false;
    if (isRefusedByValidator(error)) return true;
    throw error;
  }
}
