import { notErasing } from '../storage/collections/guilds.js';
import type { Storage } from '../storage/connect.js';

/** The servers that a process has just been told it is in, all of its shards. */
export interface ServerList {
  readonly present: ReadonlySet<string>;
  /** Whether a server is one that the list would name. */
  readonly isCovered: (guildId: string) => boolean;
  readonly now: Date;
}

/** What a list of servers showed. */
export interface ServersCompared {
  /** How many are marked as removed since, and how many as back. */
  readonly removed: number;
  readonly returned: number;
  /** Those that are back, and whose data are being erased. */
  readonly erasing: readonly string[];
}

/** So many servers are written in one request. */
const batchLength = 1_000;

/** Marks the servers that were removed, or are back, while nobody listened. */
export async function compareServers(
  { raw }: Pick<Storage, 'raw'>,
  { present, isCovered, now }: ServerList,
): Promise<ServersCompared> {
  const removed: string[] = [];
  const returned: string[] = [];
  const erasing: string[] = [];
  const stored = raw.guilds.find({}, { projection: { removedAt: 1, erasingSince: 1 }, batchSize: 5_000 });
  for await (const { _id, removedAt, erasingSince } of stored) {
    if (!present.has(_id)) {
      if (removedAt === undefined && isCovered(_id)) removed.push(_id);
    } else if (erasingSince) erasing.push(_id);
    else if (removedAt) returned.push(_id);
  }
  for (const _id of inBatches(removed)) {
    await raw.guilds.updateMany({ _id, removedAt: { $exists: false } }, { $set: { removedAt: now } });
  }
  for (const _id of inBatches(returned)) {
    await raw.guilds.updateMany({ _id, ...notErasing }, { $unset: { removedAt: 1 } });
    // An erasure may have begun meanwhile.
    const lost = raw.guilds.find({ _id, erasingSince: { $exists: true } }, { projection: { _id: 1 } });
    for await (const guild of lost) erasing.push(guild._id);
  }
  return { removed: removed.length, returned: returned.length, erasing };
}

function* inBatches(ids: readonly string[]): Generator<{ readonly $in: string[] }> {
  for (let from = 0; from < ids.length; from += batchLength) {
    yield { $in: ids.slice(from, from + batchLength) };
  }
}
