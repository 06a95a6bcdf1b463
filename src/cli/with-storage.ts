import path from 'node:path';
import type { Config } from '../config.js';
import { connectStorage, type Storage } from '../storage/connect.js';
import { UsageError } from './usage-error.js';

/**
 * Connects to the configured database, or to the bot's embedded one, for as long as `work` runs.
 * @throws UsageError if there is neither: a new, empty one would be mistaken for the bot's
 */
export async function withStorage<T>(config: Config, work: (storage: Storage) => Promise<T>): Promise<T> {
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const server = config.mongodbUri === undefined ? await startServer(config, say) : undefined;
  try {
    const storage = await connectStorage(config.mongodbUri ?? server?.uri ?? '', { log: say });
    try {
      return await work(storage);
    } finally {
      await storage.close();
    }
  } finally {
    await server?.stop();
  }
}

async function startServer({ dataDir, cacheDir }: Config, log: (line: string) => void) {
  const { holdsData, startEmbeddedServer } = await import('../embedded-database/embedded-server.js');
  if (!holdsData(dataDir)) {
    const place = path.resolve(dataDir);
    throw new UsageError(
      `There is no database: MONGODB_URI is not set, and ${place} holds none. Run it where the bot runs.`,
    );
  }
  return await startEmbeddedServer({ dataDir, cacheDir, log });
}
