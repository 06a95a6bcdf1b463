import type { Config } from './config.js';
import { connectGateway, type Gateway } from './discord/connection/gateway.js';
import type { Dispatcher } from './discord/receive/dispatcher.js';
import type { Health } from './ops/http.js';
import type { Log } from './ops/log.js';
import type { Metrics } from './ops/metrics.js';
import type { Jobs } from './jobs/start-jobs.js';
import type { Storage } from './storage/connect.js';

// Discord's READY should come early, so the connection is begun with little loaded; everything else is
// imported while it is under way, and what people type meanwhile waits.

export interface BotOptions {
  readonly discord: NonNullable<Config['discord']>;
  /** A promise where the server is only being started. */
  readonly mongodbUri: string | Promise<string>;
  /** When and where the weekly export goes; left out: this process exports nothing. */
  readonly exports?: Pick<Config, 's3' | 'exportSchedule' | 'alertWebhookUrl'>;
  /** Where the jobs count what they did. */
  readonly metrics?: Metrics;
  /** Called when Discord has closed the door for good. */
  readonly onGivenUp?: (error: Error) => void;
}

export interface Bot {
  checkHealth(): Health;
  /**
   * Runs the weekly export now, as the slot of this moment.
   * @throws Error where there is no bucket, or when it failed
   */
  exportNow(): Promise<void>;
  /** Finishes what it began, within a bounded time, and lets go of Discord and the database. */
  stop(): Promise<void>;
}

/** How long a stop waits for the interactions under way; `docker stop` kills after ten seconds. */
const drainWithinMs = 7_000;

/**
 * Starts a bot: connects to Discord and the database, registers the commands where they differ, and answers.
 * @throws Error with one line for the host, when the token, the database or the configuration is refused
 */
export async function startBot(options: BotOptions, log: Log): Promise<Bot> {
  const { discord } = options;
  const waiting: [raw: unknown, receivedAt: Date][] = [];
  const inbox = {
    receive: (raw: unknown, receivedAt: Date): void => {
      waiting.push([raw, receivedAt]);
    },
  };
  const members: Record<'joined' | 'left', (guildId: string, userId: string) => void> = {
    joined: ignore,
    left: ignore,
  };
  const gateway = connectGateway({
    ...discord,
    log,
    onInteraction: (raw, receivedAt) => {
      inbox.receive(raw, receivedAt);
    },
    onMemberJoined: (guildId, userId) => {
      members.joined(guildId, userId);
    },
    onMemberLeft: (guildId, userId) => {
      members.left(guildId, userId);
    },
    ...(options.onGivenUp && { onGivenUp: options.onGivenUp }),
  });
  try {
    const assembly = await assemble(gateway, options, log);
    const { dispatcher, storage } = assembly;
    const { createPeople } = await import('./people/people.js');
    const people = createPeople(storage);
    members.joined = (guildId, userId) => void people.markJoined(guildId, userId).catch(warn(log));
    members.left = (guildId, userId) => void people.markLeft(guildId, userId).catch(warn(log));
    inbox.receive = (raw, receivedAt) => void dispatcher.receive(raw, receivedAt);
    for (const [raw, receivedAt] of waiting.splice(0)) inbox.receive(raw, receivedAt);
    return assembly;
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

interface Assembly extends Bot {
  readonly dispatcher: Dispatcher;
  readonly storage: Storage;
}

/** Everything behind the connection, joined together. */
async function assemble(gateway: Gateway, options: BotOptions, log: Log): Promise<Assembly> {
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
    const applicationId = await gateway.ready;
    const answering = startAdapter({ gateway, applicationId, storage, log });
    const jobs = options.exports && (await beginJobs(storage, options.exports, options.metrics, log));
    return {
      storage,
      dispatcher: answering.dispatcher,
      checkHealth: () => ({ database: storage.isConnected(), discord: gateway.isConnected() }),
      async exportNow() {
        if (!jobs) throw new Error('This process exports nothing');
        const { outcome } = await jobs.exportNow();
        if (outcome !== 'done') throw new Error(`The export ended as ${outcome}`);
      },
      async stop() {
        const ending = jobs?.stop();
        const left = await answering.stop(drainWithinMs);
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

async function beginJobs(
  storage: Storage,
  config: NonNullable<BotOptions['exports']>,
  metrics: Metrics | undefined,
  log: Log,
): Promise<Jobs> {
  const { startJobs } = await import('./jobs/start-jobs.js');
  return startJobs({ storage, config, log, ...(metrics && { metrics }) });
}

function ignore(): void {
  // A person who joins or leaves before the database is there is noticed at the next look at the members.
}

function warn(log: Log) {
  return (err: unknown): void => {
    log.warn({ err }, 'could not note who joined or left');
  };
}
