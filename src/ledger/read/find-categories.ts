import { fetchGuildHead } from '../../storage/collections/guild-head.js';
import type { Storage } from '../../storage/connect.js';
import { readInTime } from '../../storage/read-in-time.js';
import { RevisionCache } from './revision-cache.js';

/** How many of the newest expenses are looked at. */
const countedExpenses = 2_000;

/** All categories of a server, the most used first. */
const categories = new RevisionCache<readonly string[]>();

/**
 * The categories of a server that contain what was typed, the most used of late first.
 * @throws StorageUnavailable
 */
export async function findCategories(
  storage: Storage,
  guildId: string,
  typed: string,
  limit: number,
): Promise<string[]> {
  const { lastNumber, revision } = await fetchGuildHead(storage, guildId);
  const all = await categories.fetch(storage, { guildId, revision, key: 'categories' }, () =>
    countCategories(storage, guildId, lastNumber),
  );
  const wanted = typed.trim().toLowerCase();
  return all.filter((category) => category.toLowerCase().includes(wanted)).slice(0, limit);
}

async function countCategories(storage: Storage, guildId: string, lastNumber: number): Promise<string[]> {
  const rows = await readInTime((time) =>
    storage.raw.expenses
      .find(
        { guildId, number: { $gt: lastNumber - countedExpenses } },
        { ...time.limits(), projection: { _id: 0, category: 1 }, batchSize: countedExpenses },
      )
      .toArray(),
  );
  const counts = new Map<string, number>();
  for (const { category } of rows) {
    if (category !== undefined) counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return [...counts]
    .sort(([name, count], [otherName, otherCount]) => otherCount - count || (name < otherName ? -1 : 1))
    .map(([name]) => name);
}
