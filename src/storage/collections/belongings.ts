import type { Connection, mongo } from 'mongoose';
import type { schemas } from './schemas.js';

/** What belongs to a server besides its own document, in the order in which it is erased. */
export const belongings = [
  'members',
  'notices',
  'balances',
  'changes',
  'expenses',
] as const satisfies readonly (keyof typeof schemas)[];

interface BelongingStore {
  readonly connection: Connection;
}

/** What is looked at of any of them; not each names one person. */
interface Belonging {
  readonly guildId?: string;
  readonly userId?: string;
}

/** Few enough for a request of a moment. */
const batchLength = 500;

/** Some documents of a server and collection; none when there are no more. */
export function findBelongings(
  storage: BelongingStore,
  name: (typeof belongings)[number],
  guildId: string,
): Promise<mongo.WithId<Belonging>[]> {
  const found = collectionOf(storage, name).find({ guildId }, { projection: { userId: 1 } });
  return found.limit(batchLength).toArray();
}

/** @returns how many were removed */
export async function removeBelongings(
  storage: BelongingStore,
  name: (typeof belongings)[number],
  found: readonly mongo.WithId<Belonging>[],
): Promise<number> {
  const _id = { $in: found.map((one) => one._id) };
  return (await collectionOf(storage, name).deleteMany({ _id })).deletedCount;
}

function collectionOf({ connection }: BelongingStore, name: string): mongo.Collection<Belonging> {
  return connection.getClient().db(connection.name).collection(name);
}
