import { toCategoryKey } from '../../storage/collections/category-key.js';
import { fetchGuildHead } from '../../storage/collections/guild-head.js';
import type { Storage } from '../../storage/connect.js';
import { readInTime } from '../../storage/read-in-time.js';

/** How many of the newest expenses are looked at. */
const countedExpenses = 2_000;

/**
 * The categories of a server that contain what was typed, in any case, the most used of late first. Each is spelled as
 * it was last.
 * @throws StorageUnavailable
 */
export async function findCategories(
  storage: Storage,
  guildId: string,
  typed: string,
  limit: number,
): Promise<string[]> {
  const { lastNumber, revision } = await fetchGuildHead(storage, guildId);
  const all = await storage.reads.runOnce(['categories', guildId, revision], () =>
    countCategories(storage, guildId, lastNumber),
  );
  const wanted = toCategoryKey(typed);
  return all.filter((category) => toCategoryKey(category).includes(wanted)).slice(0, limit);
}

/** All categories of a server, the most used first. */
async function countCategories(storage: Storage, guildId: string, lastNumber: number): Promise<string[]> {
  const rows = await readInTime((time) =>
    storage.raw.expenses
      .find(
        { guildId, number: { $gt: lastNumber - countedExpenses } },
        { ...time.limits(), projection: { _id: 0, number: 1, category: 1 }, batchSize: countedExpenses },
      )
      .toArray(),
  );
  const found = new Map<string, { category: string; number: number; count: number }>();
  for (const { number, category } of rows) {
    if (category === undefined) continue;
    const key = toCategoryKey(category);
    const same = found.get(key);
    const newest = same && same.number > number ? same : { category, number };
    found.set(key, { ...newest, count: (same?.count ?? 0) + 1 });
  }
  return [...found]
    .sort(([key, { count }], [otherKey, other]) => other.count - count || (key < otherKey ? -1 : 1))
    .map(([, { category }]) => category);
}
