import { startBot, type Bot } from './bot.js';
import {
  ConfigError,
  loadBotConfig,
  type BotConfig,
  type DataOwner,
  type DiscordConfig,
  type PlaygroundConfig,
} from './config.js';
import type { Route } from './ops/http.js';
import { createLog } from './ops/log.js';
import { explainOldNode } from './ops/node-support.js';
import type { Metrics } from './ops/metrics.js';

/** Run at the stop, the newest first. */
const cleanups: (() => Promise<void>)[] = [];
/** When the first signal came, in ms since 1970; 0: not yet. */
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
  log.error({ err }, 'unhandled rejection');
});
process.on('uncaughtException', (err) => {
  log.fatal({ err }, 'uncaught exception');
  void stop(1);
});
try {
  await (config.discord ? startOnDiscord(config) : startOnPlayground(config));
} catch (error) {
  if (stoppingSinceMs === 0) {
    log.fatal({ err: error }, error instanceof Error ? error.message : 'could not start');
    await stop(1);
  }
}

function loadConfigOrExit(): BotConfig {
  try {
    return loadBotConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

async function startOnDiscord(config: DiscordConfig): Promise<void> {
  const { discord, mongodbUri } = config;
  const oldNode = explainOldNode();
  if (oldNode !== undefined && config.s3) log.warn(oldNode);
  if (mongodbUri !== undefined) log.info('Database: the server that MONGODB_URI names');
  const database =
    mongodbUri ??
    startDatabase('bot', (line) => {
      log.info(line);
    });
  const bot = await startBot(
    { discord, mongodbUri: database, exports: config, loadMetrics, onGivenUp: () => void stop(1) },
    log,
  );
  cleanups.push(() => bot.stop());
  const { startHttp } = await import('./ops/http.js');
  const http = await startHttp({
    host: config.httpHost,
    port: config.httpPort,
    log,
    checkHealth: () => bot.checkHealth(),
    routes,
  });
  cleanups.push(() => http.close());
}

/** Without a token: a Discord on this machine, a page to use it, and a bucket for the export. */
async function startOnPlayground({ exportSchedule, unused }: PlaygroundConfig): Promise<void> {
  const [{ startForPeople }, { createRequestListener }] = await Promise.all([
    import('../demo/start-for-people.js'),
    import('./ops/http.js'),
  ]);
  const running: { bot?: Bot } = {};
  const checkHealth = () => running.bot?.checkHealth() ?? { database: false, discord: false };
  const playground = await startForPeople({
    port: config.httpPort,
    others: createRequestListener({ log, checkHealth, routes }),
    unused,
    exportNow: async () => running.bot?.exportNow(),
  });
  cleanups.push(() => playground.close());
  const { apiUrl, token, print } = playground;
  const bot = await startBot(
    {
      discord: { token, apiUrl, shards: 'auto', shardCount: undefined },
      mongodbUri: startDatabase('playground', print),
      exports: { s3: playground.s3, exportSchedule, alertWebhookUrl: undefined },
      loadMetrics,
    },
    log,
  );
  running.bot = bot;
  cleanups.push(() => bot.stop());
  await playground.play();
}

/** The metrics of this process. Loading them takes time, so it waits until the bot is connected. */
function loadMetrics(): Promise<Metrics> {
  return (loadedMetrics ??= import('./ops/metrics.js').then(({ createMetrics }) => createMetrics()));
}

/** Starts the embedded database of an owner. */
function startDatabase(owner: DataOwner, tell: (line: string) => void): Promise<string> {
  const starting = async (): Promise<string> => {
    const [{ startEmbeddedServer }, { chooseDataDir }] = await Promise.all([
      import('./embedded-database/embedded-server.js'),
      import('./embedded-database/data-dirs.js'),
    ]);
    const { cacheDir, dataDir } = config;
    const chosen = await chooseDataDir(dataDir, owner, tell);
    const server = await startEmbeddedServer({ dataDir: chosen, cacheDir, log: tell });
    cleanups.push(() => server.stop());
    tell(`Database: ${server.description}`);
    return server.uri;
  };
  const uri = starting();
  // The caller may await it only after it failed: until then the rejection counts as handled.
  uri.catch(() => undefined);
  return uri;
}

/** Stops everything, the newest first. A second signal, over a second later, exits at once. */
async function stop(exitCode: number): Promise<void> {
  if (stoppingSinceMs > 0) {
    // Ctrl-C arrives twice, from the terminal and from npm: only a later one means "at once".
    if (Date.now() - stoppingSinceMs > 1000) process.exit(exitCode || 130);
    return;
  }
  stoppingSinceMs = Date.now();
  for (const cleanUp of cleanups.reverse()) {
    await cleanUp().catch((err: unknown) => {
      log.error({ err }, 'could not stop cleanly');
    });
  }
  process.exit(exitCode);
}
