import { fetchGuildHead } from '../../storage/collections/guild-head.js';
import type { Storage } from '../../storage/connect.js';
import { readInTime } from '../../storage/read-in-time.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';
import { pathByNumber } from './ledger-path.js';
import { findOnPath } from './walk-expenses.js';

/**
 * The payments that somebody was to receive and has neither confirmed nor refused, newest first; of a large ledger those
 * among its newest numbers, as far as one search goes.
 * @throws StorageUnavailable
 */
export async function findUnconfirmed(
  storage: Storage,
  guildId: string,
  { receiverId, limit }: { readonly receiverId: string; readonly limit: number },
): Promise<Expense[]> {
  const { lastNumber } = await fetchGuildHead(storage, guildId);
  const path = pathByNumber(guildId, lastNumber);
  const search = { from: path.newest, step: -1, limit } as const;
  const { records } = await readInTime((time) =>
    findOnPath(storage, { guildId, unconfirmedBy: receiverId }, path, search, time),
  );
  return records.map(toExpense);
}
