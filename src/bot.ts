import type { DiscordSettings, ExportConfig } from './config.js';
import { connectGateway, type Gateway } from './discord/connection/gateway.js';
import type { Health } from './ops/http.js';
import type { Log } from './ops/log.js';
import type { Metrics } from './ops/metrics.js';
import type { Jobs } from './jobs/start-jobs.js';
import type { Storage } from './storage/connect.js';

// To reach READY early, the connection starts with few modules loaded. The others are imported meanwhile, and the
// connection queues the interactions that arrive.

export interface BotOptions {
  readonly discord: DiscordSettings;
  /** A promise while the server is starting. */
  readonly mongodbUri: string | Promise<string>;
  /** Left out: this process runs no jobs. */
  readonly exports?: ExportConfig;
  /** For tests. */
  readonly clock?: () => Date;
  /** Loads the metrics of the jobs; called once the bot is connected. */
  readonly loadMetrics?: () => Promise<Metrics>;
  /** Called when Discord ends the connection for good. */
  readonly onGivenUp?: (error: Error) => void;
}

export interface Bot {
  checkHealth(): Health;
  /**
   * Runs the weekly export now, as the slot of this moment.
   * @throws Error without a bucket, or if the export failed
   */
  exportNow(): Promise<void>;
  /** Finishes its work within a time limit, then disconnects from Discord and the database. */
  stop(): Promise<void>;
}

/** How long a stop waits for the interactions under way; `docker stop` kills after ten seconds. */
const drainWithinMs = 7_000;

/**
 * Starts a bot: connects to Discord and the database, registers the commands where they differ, and answers.
 * @throws Error with one line for the host, if the token, the database or the configuration is refused
 */
export async function startBot(options: BotOptions, log: Log): Promise<Bot> {
  const gateway = connectGateway({
    ...options.discord,
    log,
    ...(options.onGivenUp && { onGivenUp: options.onGivenUp }),
  });
  try {
    return await assemble(gateway, options, log);
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

/** Builds everything behind the connection. */
async function assemble(gateway: Gateway, options: BotOptions, log: Log): Promise<Bot> {
  const { connectStorage } = await import('./storage/connect.js');
  const connecting = Promise.resolve(options.mongodbUri).then((uri) =>
    connectStorage(uri, {
      endsLeftSessions: true,
      log: (line) => {
        log.warn(line);
      },
    }),
  );
  const [storage, { startAdapter }] = await Promise.all([connecting, import('./discord/start-adapter.js')]);
  try {
    const { anchorChains } = await import('./ledger/change/anchor-chain.js');
    await anchorChains(storage, new Date(), (behind) => {
      log.info(
        behind,
        'ledgers from before chains were kept get theirs; with many expenses this takes minutes',
      );
    });
    const applicationId = await gateway.ready;
    const { clock = () => new Date() } = options;
    const adapter = startAdapter({ gateway, applicationId, ...(await createServices(storage)), log, clock });
    const jobs = await beginJobs({ storage, gateway, log, clock }, options);
    return {
      checkHealth: () => ({ database: storage.isConnected(), discord: gateway.isConnected() }),
      async exportNow() {
        if (!jobs) throw new Error('This process exports nothing');
        const { outcome } = await jobs.exportNow();
        if (outcome !== 'done') throw new Error(`The export ended as ${outcome}`);
      },
      async stop() {
        const ending = jobs?.stop();
        const left = await adapter.stop(drainWithinMs);
        if (left > 0) log.warn({ left }, 'stopped with interactions unanswered');
        await ending;
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** What commands and the outbox may do with the database. */
async function createServices(storage: Storage) {
  const [
    { createExports },
    { createLedger },
    { createSettings },
    { createNoticeStore },
    { createPeople },
    { createServers },
  ] = await Promise.all([
    import('./export/exports.js'),
    import('./ledger/ledger.js'),
    import('./ledger/settings.js'),
    import('./people/notices.js'),
    import('./people/people.js'),
    import('./people/servers.js'),
  ]);
  return {
    services: {
      ledger: createLedger(storage),
      people: createPeople(storage),
      settings: createSettings(storage),
      exports: createExports(storage),
    },
    notices: createNoticeStore(storage),
    servers: createServers(storage),
  };
}

async function beginJobs(
  parts: {
    readonly storage: Storage;
    readonly gateway: Gateway;
    readonly log: Log;
    readonly clock: () => Date;
  },
  { exports: config, loadMetrics }: BotOptions,
): Promise<Jobs | undefined> {
  if (!config) return undefined;
  const { gateway, ...others } = parts;
  const [{ startJobs }, { isInServer }, metrics] = await Promise.all([
    import('./jobs/start-jobs.js'),
    import('./discord/is-in-server.js'),
    loadMetrics?.(),
  ]);
  return startJobs({
    ...others,
    config,
    isInServer: (guildId) => isInServer(gateway.rest, guildId),
    ...(metrics && { metrics }),
  });
}
