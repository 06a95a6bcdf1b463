import type { Config } from '../config.js';
import { connectStorage, type Storage } from '../storage/connect.js';

/** Does something with the database that the configuration names, the embedded one where it names none. */
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
  const { startEmbeddedServer } = await import('../storage/embedded-server.js');
  return await startEmbeddedServer({ dataDir, cacheDir, log });
}
