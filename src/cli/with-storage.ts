import type { CommandConfig } from '../config.js';
import { connectStorage, type Storage } from '../storage/connect.js';
import { UsageError } from './usage-error.js';

/**
 * Connects to the configured database, or to the bot's embedded one, for as long as `work` runs.
 * @throws UsageError if there is neither: a new, empty one would be mistaken for the bot's
 */
export async function withStorage<T>(
  config: CommandConfig,
  work: (storage: Storage) => Promise<T>,
): Promise<T> {
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

async function startServer({ dataDir, dataOwner, cacheDir }: CommandConfig, log: (line: string) => void) {
  const [{ startEmbeddedServer }, { chooseDataDir, holdsData }] = await Promise.all([
    import('../embedded-database/embedded-server.js'),
    import('../embedded-database/data-dirs.js'),
  ]);
  const chosen = await chooseDataDir(dataDir, dataOwner, log);
  if (!holdsData(chosen)) {
    throw new UsageError(
      `There is no database: MONGODB_URI is not set, and ${chosen} holds none. Run it where the bot runs, with its variables.`,
    );
  }
  return await startEmbeddedServer({ dataDir: chosen, cacheDir, log });
}
