import type { Connection } from 'mongoose';
import { schemas } from './collections/schemas.js';

/**
 * Makes sure of every collection and its indexes. (Not every server can create a collection inside a transaction.)
 * @param connection one that may wait: an index over a million documents takes some 20 s
 * @param log told in one line of each collection whose documents get a new index
 */
export async function ensureIndexes(connection: Connection, log?: (line: string) => void): Promise<void> {
  for (const [name, schema] of Object.entries(schemas)) {
    const model = connection.model(name, schema);
    await model.createCollection();
    if (log) {
      const { toCreate } = await model.diffIndexes();
      if (toCreate.length > 0 && (await model.estimatedDocumentCount()) > 0) {
        const fields = toCreate.map((index: object) => Object.keys(index).join(', ')).join('; ');
        log(
          `Building an index of ${model.collection.name} by ${fields}. With many documents this takes minutes.`,
        );
      }
    }
    await model.createIndexes();
  }
}
