import { startBot, type Bot } from './bot.js';
import { ConfigError, loadConfig, type Config } from './config.js';
import type { Route } from './ops/http.js';
import { createLog } from './ops/log.js';
import type { Metrics } from './ops/metrics.js';

/** What must be ended, the newest first. */
const endings: (() => Promise<void>)[] = [];
/** When the first signal came, in ms since 1970; 0: none did. */
let stoppingSinceMs = 0;

const config = loadConfigOrExit();
const log = createLog(config.logLevel);
let loadedMetrics: Promise<Metrics> | undefined;
/** The routes that HTTP answers besides `/health`. */
const routes: Readonly<Record<string, Route>> = {
  'GET /metrics': async () => {
    const metrics = await loadMetrics();
    return new Response(await metrics.render(), { headers: { 'content-type': metrics.contentType } });
  },
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
process.on('unhandledRejection', (err) => {
  log.error({ err }, 'a promise was rejected, and nobody listened');
});
process.on('uncaughtException', (err) => {
  log.fatal({ err }, 'an error that nobody caught');
  void stop(1);
});
try {
  await (config.discord ? startOnDiscord(config.discord) : startOnPlayground());
} catch (error) {
  if (stoppingSinceMs === 0) {
    log.fatal({ err: error }, error instanceof Error ? error.message : 'could not start');
    await stop(1);
  }
}

function loadConfigOrExit(): Config {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

async function startOnDiscord(discord: NonNullable<Config['discord']>): Promise<void> {
  const bot = await startBot(
    { discord, mongodbUri: findDatabase(), exports: config, loadMetrics, onGivenUp: () => void stop(1) },
    log,
  );
  endings.push(() => bot.stop());
  const { startHttp } = await import('./ops/http.js');
  const http = await startHttp({ port: config.httpPort, log, checkHealth: () => bot.checkHealth(), routes });
  endings.push(() => http.close());
}

/** Without a token: a Discord of our own on this machine with a page to use it, and a bucket for the export. */
async function startOnPlayground(): Promise<void> {
  const [{ startForPeople }, { createRequestListener }] = await Promise.all([
    import('../demo/start-for-people.js'),
    import('./ops/http.js'),
  ]);
  const running: { bot?: Bot } = {};
  const checkHealth = () => running.bot?.checkHealth() ?? { database: false, discord: false };
  const playground = await startForPeople({
    port: config.httpPort,
    others: createRequestListener({ log, checkHealth, routes }),
    exportNow: async () => running.bot?.exportNow(),
  });
  endings.push(() => playground.close());
  const { apiUrl, token, print } = playground;
  const bot = await startBot(
    {
      discord: { token, apiUrl, shards: 'auto', shardCount: undefined },
      mongodbUri: findDatabase(print),
      // What made-up people spend goes to nobody's real bucket.
      exports: { ...config, s3: playground.s3 },
      loadMetrics,
    },
    log,
  );
  running.bot = bot;
  endings.push(() => bot.stop());
  await playground.play();
}

/** The one set of metrics of this process. To load it is dear, and not needed to be connected. */
function loadMetrics(): Promise<Metrics> {
  return (loadedMetrics ??= import('./ops/metrics.js').then(({ createMetrics }) => createMetrics()));
}

/** The database that is configured, or the embedded one; says in one line which it is. */
function findDatabase(print?: (line: string) => void): Promise<string> {
  const uri = startDatabase(print);
  // The error reaches the caller that waits for it, which may begin to wait only after it came.
  uri.catch(() => undefined);
  return uri;
}

async function startDatabase(print?: (line: string) => void): Promise<string> {
  const tell = (line: string): void => {
    log.info(line);
    print?.(line);
  };
  if (config.mongodbUri) {
    tell('Database: the server that MONGODB_URI names');
    return config.mongodbUri;
  }
  const { startEmbeddedServer } = await import('./embedded-database/embedded-server.js');
  const server = await startEmbeddedServer({ dataDir: config.dataDir, cacheDir: config.cacheDir, log: tell });
  endings.push(() => server.stop());
  tell(`Database: ${server.description}`);
  return server.uri;
}

/** Ends everything in the reverse order of its beginning; a signal a second later does not wait. */
async function stop(exitCode: number): Promise<void> {
  if (stoppingSinceMs > 0) {
    // npm passes Ctrl-C on, although the terminal has sent it to us too: only a later one means "at once".
    if (Date.now() - stoppingSinceMs > 1000) process.exit(exitCode || 130);
    return;
  }
  stoppingSinceMs = Date.now();
  for (const end of endings.reverse()) {
    await end().catch((err: unknown) => {
      log.error({ err }, 'could not stop cleanly');
    });
  }
  process.exit(exitCode);
}
