import type { Connection, mongo } from 'mongoose';
import { defaultGuildSettings, type GuildRecord } from '../collections/guilds.js';

const batchSize = 1_000;

/** Earlier versions gave a server its document with its first expense, and stored members of servers without one. */
export async function addServersOfMembers(connection: Connection): Promise<void> {
  const database = connection.getClient().db(connection.name);
  const guilds = database.collection<GuildRecord>('guilds');
  const found = database
    .collection('members')
    .aggregate<{ _id: string }>([{ $group: { _id: '$guildId' } }], { batchSize });
  let writes: mongo.AnyBulkWriteOperation<GuildRecord>[] = [];
  const write = async () => {
    if (writes.length > 0) await guilds.bulkWrite(writes, { ordered: false });
    writes = [];
  };
  for await (const { _id } of found) {
    const $setOnInsert = { settings: defaultGuildSettings, lastNumber: 0, revision: 0 };
    writes.push({ updateOne: { filter: { _id }, update: { $setOnInsert }, upsert: true } });
    if (writes.length === batchSize) await write();
  }
  await write();
}
