import { EventEmitter } from 'node:events';
import mongoose, { type Connection, type Model, type mongo } from 'mongoose';
import pRetry from 'p-retry';
import { createCaches, type Caches } from './caches.js';
import type { BalanceRecord } from './collections/balances.js';
import type { ErasedServerRecord } from './collections/erased-servers.js';
import type { ErasureRecord } from './collections/erasures.js';
import type { ChangeRecord } from './collections/changes.js';
import type { ExpenseRecord } from './collections/expenses.js';
import { Erasures } from './erasures.js';
import { toStorageFailure } from './failures.js';
import type { GuildRecord } from './collections/guilds.js';
import type { HandledRequestRecord } from './collections/handled-requests.js';
import type { JobPlanRecord } from './collections/job-plans.js';
import type { JobRunRecord } from './collections/job-runs.js';
import type { MemberRecord } from './collections/members.js';
import { runMigrations } from './migrations.js';
import { ensureValidators } from './validators.js';
import type { NoticeRecord } from './collections/notices.js';
import { endLeftSessions } from './transaction/open-sessions.js';
import { schemas } from './collections/schemas.js';
import { ensureIndexes } from './indexes.js';
import { SharedReads } from './shared-reads.js';
import type { UserRecord } from './collections/users.js';
import { canBulkWrite } from './transaction/bulk-write.js';

/** The database as the rooms above use it; a process has one. */
export interface Storage {
  readonly connection: Connection;
  readonly users: Model<UserRecord>;
  readonly guilds: Model<GuildRecord>;
  readonly members: Model<MemberRecord>;
  readonly expenses: Model<ExpenseRecord>;
  readonly balances: Model<BalanceRecord>;
  readonly changes: Model<ChangeRecord>;
  readonly notices: Model<NoticeRecord>;
  readonly handledRequests: Model<HandledRequestRecord>;
  readonly erasedServers: Model<ErasedServerRecord>;
  readonly jobRuns: Model<JobRunRecord>;
  readonly jobPlans: Model<JobPlanRecord>;
  /** The driver's collections, for the paths where Mongoose's casting costs more than the write itself. */
  readonly raw: {
    readonly guilds: mongo.Collection<GuildRecord>;
    readonly users: mongo.Collection<UserRecord>;
    readonly members: mongo.Collection<MemberRecord>;
    readonly expenses: mongo.Collection<ExpenseRecord>;
    readonly balances: mongo.Collection<BalanceRecord>;
    readonly changes: mongo.Collection<ChangeRecord>;
    readonly notices: mongo.Collection<NoticeRecord>;
  };
  /** The server does several writes in one request: MongoDB from 8.0 on. */
  readonly bulkWrites: boolean;
  /** The server holds to the validators of its collections. */
  readonly validates: boolean;
  readonly reads: SharedReads;
  readonly caches: Caches;
  readonly erasures: Erasures;
  /** Tells the outbox of this process that a transaction has written notices. */
  readonly events: EventEmitter<{ noticesWritten: [] }>;
  isConnected(): boolean;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** How long to wait for a database that comes up later than we do. Default 30 s. */
  readonly waitMs?: number;
  /** Ends the transactions of killed processes. For the bot, not for the command line beside it. Default false. */
  readonly endsLeftSessions?: boolean;
  /** How long one request may take, but for those that bring the database into today's form. Default 20 s. */
  readonly requestLimitMs?: number;
  /** Told in one line what it waits for. */
  readonly log?: (line: string) => void;
}

/** Between two tries to connect. */
const pauseMs = 500;

const defaultRequestLimitMs = 20_000;

/** A database that is gone is noticed within two seconds, so that the person gets an answer within three. */
const clientOptions = {
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
  appName: 'hisaab',
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  waitQueueTimeoutMS: 2_000,
  writeConcern: { w: 'majority' },
} as const;

/**
 * Connects to the database that the URI names, brings it into today's form and makes sure of its indexes and validators.
 * @throws Error with one clear line when it cannot be reached in time, or has no transactions
 */
export async function connectStorage(uri: string, options: ConnectOptions = {}): Promise<Storage> {
  const connection = await openConnection(uri, options);
  try {
    await requireTransactions(connection);
    if (options.endsLeftSessions) await endLeftSessions(connection, options.log);
    const validates = await bringIntoForm(uri, options);
    return { ...makeStorage(connection), validates, bulkWrites: await canBulkWrite(connection) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/**
 * Over a connection of its own, whose requests may take as long as they need: a large ledger gets a new index in more
 * time than any other request may take. The driver's monitor still notices a server that is gone.
 * @returns whether the server holds to the validators
 */
async function bringIntoForm(uri: string, options: ConnectOptions): Promise<boolean> {
  const connection = await openConnection(uri, { ...options, requestLimitMs: 0 });
  try {
    await runMigrations(connection);
    await ensureIndexes(connection, options.log);
    return await ensureValidators(connection, options.log);
  } finally {
    await connection.close();
  }
}

async function openConnection(uri: string, options: ConnectOptions): Promise<Connection> {
  const { waitMs = 30_000, requestLimitMs = defaultRequestLimitMs, log } = options;
  try {
    return await pRetry(() => tryToOpen(uri, requestLimitMs), {
      retries: Infinity,
      minTimeout: pauseMs,
      factor: 1,
      maxRetryTime: waitMs,
      shouldRetry({ error, attemptNumber }) {
        if (!toStorageFailure(error)) return false;
        if (attemptNumber === 1) log?.('The database does not answer yet; waiting for it.');
        return true;
      },
    });
  } catch (error) {
    if (!toStorageFailure(error)) throw error;
    throw new Error('The database that MONGODB_URI names cannot be reached. Is it running?', {
      cause: error,
    });
  }
}

/** @param requestLimitMs 0: no limit */
async function tryToOpen(uri: string, requestLimitMs: number): Promise<Connection> {
  const connection = mongoose.createConnection();
  try {
    return await connection.openUri(uri, { ...clientOptions, socketTimeoutMS: requestLimitMs });
  } catch (error) {
    await connection.destroy();
    throw error;
  }
}

/** A lone mongod has no transactions, and would only say so at the first expense. */
async function requireTransactions(connection: Connection): Promise<void> {
  const hello = await connection.getClient().db(connection.name).command({ hello: 1 });
  if (hello['setName'] === undefined && hello['msg'] !== 'isdbgrid') {
    throw new Error(
      'MONGODB_URI names a server without transactions. Run it as a replica set: one node is enough, started with --replSet and initiated once by rs.initiate().',
    );
  }
}

function makeStorage(connection: Connection): Omit<Storage, 'bulkWrites' | 'validates'> {
  const database = connection.getClient().db(connection.name);
  const caches = createCaches();
  return {
    connection,
    users: connection.model<UserRecord>('User', schemas.users),
    guilds: connection.model<GuildRecord>('Guild', schemas.guilds),
    members: connection.model<MemberRecord>('Member', schemas.members),
    expenses: connection.model<ExpenseRecord>('Expense', schemas.expenses),
    balances: connection.model<BalanceRecord>('Balance', schemas.balances),
    changes: connection.model<ChangeRecord>('Change', schemas.changes),
    notices: connection.model<NoticeRecord>('Notice', schemas.notices),
    handledRequests: connection.model<HandledRequestRecord>('HandledRequest', schemas.handledRequests),
    erasedServers: connection.model<ErasedServerRecord>('ErasedServer', schemas.erasedServers),
    jobRuns: connection.model<JobRunRecord>('JobRun', schemas.jobRuns),
    jobPlans: connection.model<JobPlanRecord>('JobPlan', schemas.jobPlans),
    raw: {
      guilds: database.collection('guilds'),
      users: database.collection('users'),
      members: database.collection('members'),
      expenses: database.collection('expenses'),
      balances: database.collection('balances'),
      changes: database.collection('changes'),
      notices: database.collection('notices'),
    },
    reads: new SharedReads(),
    caches,
    erasures: new Erasures(connection.model<ErasureRecord>('Erasure', schemas.erasures), caches),
    events: new EventEmitter(),
    isConnected: () => connection.readyState === mongoose.ConnectionStates.connected,
    close: () => connection.close(),
  };
}
