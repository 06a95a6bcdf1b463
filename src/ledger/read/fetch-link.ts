import type { Storage } from '../../storage/connect.js';
import { readInTime } from '../../storage/read-in-time.js';

/**
 * The link of the chain that a change of a ledger has made, as it is stored now; undefined: there is no such change.
 * @param lastNumber of the newest expense then: adding one is a change too
 * @throws StorageUnavailable
 */
export function fetchLink(
  storage: Storage,
  guildId: string,
  { revision, lastNumber }: { readonly revision: number; readonly lastNumber: number },
): Promise<string | undefined> {
  return readInTime(async (time) => {
    const [change, expense] = await Promise.all([
      storage.raw.changes.findOne({ guildId, revision }, time.limits()),
      storage.raw.expenses.findOne({ guildId, number: lastNumber }, time.limits()),
    ]);
    return change?.hash ?? (expense?.revision === revision ? expense.hash : undefined);
  });
}
