import { withTimeLimit } from '../../ops/wait.js';
import type { ClientSession, Connection, Model, mongo } from 'mongoose';
import { OutcomeUnknown, StorageUnavailable } from '../../errors/storage-failure.js';
import type { Caches } from '../caches.js';
import { isOutcomeUnknown, toStorageFailure } from '../failures.js';
import { ensureGuild, type GuildHead, type GuildRecord } from '../collections/guilds.js';
import type { GuildQueue } from './guild-queue.js';
import { noteSession } from './open-sessions.js';
import { workLimitMs } from '../within-answer-time.js';
import type { Write } from '../write.js';
import { WriteMissed, bulkWrite } from './bulk-write.js';

/** What a transaction needs of the storage. */
interface GuildStore {
  readonly connection: Connection;
  readonly guilds: Model<GuildRecord>;
  readonly raw: { readonly guilds: mongo.Collection<GuildRecord> };
  readonly bulkWrites: boolean;
  readonly writers: GuildQueue;
  readonly caches: Caches;
}

export interface GuildTransaction {
  readonly session: ClientSession;
  /** As this transaction leaves it: revision raised, and `lastNumber` too where it takes a number. */
  readonly guild: GuildHead;
  /** Counts an expense in the totals of the guild, or takes it out: one that changes goes out as it was, and in anew. */
  readonly count: (expense: CountedExpense, times: 1 | -1) => void;
  /** Adds to what is written, in this order and in one request, when the work has ended. */
  readonly write: (...writes: readonly Write[]) => void;
}

/** What of an expense counts in the totals of its guild. */
export interface CountedExpense {
  readonly currency: string;
  readonly amountMinor: number;
  readonly isVoid: boolean;
}

export interface WriteOptions {
  /** The work makes something with a number of its own: `guild.lastNumber`. */
  readonly takesNumber?: boolean;
  /** How many people the work is for. Default 1. */
  readonly people?: number;
}

/**
 * Changes the ledger of one server in one transaction, one writer at a time, within the time it has.
 * The work may run more than once and must do nothing but database work, with the session it is given.
 *
 * How far the guild's ledger had come is known from the last write, which saves a request. Where another process has
 * gone on meanwhile, the guild's document is not found at that revision, and the work runs again.
 * @throws UserError `ledgerBusy` when too many changes of this server wait
 * @throws StorageUnavailable when nothing was saved because the database is gone, too slow or, as StorageBusy, too busy
 * @throws OutcomeUnknown when it went silent during the commit
 */
export function runGuildTransaction<T>(
  storage: GuildStore,
  guildId: string,
  work: (transaction: GuildTransaction) => Promise<T>,
  options: WriteOptions = {},
): Promise<T> {
  return storage.writers.run(guildId, () => new GuildWriter(storage, guildId, work, options).run());
}

/** One writer's turn: a transaction, started again as often as it must be, within its time. */
class GuildWriter<T> {
  /**
   * A commit was sent: from now on silence leaves open whether it was saved. That stays so when the transaction starts
   * again, for a server that was killed in between may have lost only its answer.
   */
  #isCommitSent = false;
  #isTooLate = false;
  #hasLookedIntoCache = false;
  #isFromCache = false;
  /** How far the guild's ledger has come once the transaction is committed. */
  #headAfter: GuildHead | undefined;

  constructor(
    private readonly storage: GuildStore,
    private readonly guildId: string,
    private readonly work: (transaction: GuildTransaction) => Promise<T>,
    private readonly options: WriteOptions,
  ) {}

  run(): Promise<T> {
    const limitMs = workLimitMs(this.options.people);
    // When the time is up the transaction still ends by itself, unheard.
    const onTimeout = (): never => {
      this.#isTooLate = true;
      throw this.#failure(new Error(`The database did not answer within ${limitMs} ms`));
    };
    return withTimeLimit(this.#transact(), limitMs, onTimeout);
  }

  async #transact(): Promise<T> {
    const { storage, guildId } = this;
    try {
      await ensureGuild(storage, guildId);
      // No read concern of its own: a transaction reads one snapshot, and `majority` commits what that rested on.
      const result = await storage.connection.transaction((session) => this.#work(session), {
        writeConcern: { w: 'majority' },
      });
      if (this.#headAfter && !this.#isTooLate) storage.caches.guildHeads.set(guildId, this.#headAfter);
      return result;
    } catch (error) {
      if (error instanceof WriteMissed && this.#isFromCache) return this.#transact();
      if (isOutcomeUnknown(error) || toStorageFailure(error)) throw this.#failure(error);
      throw error;
    }
  }

  async #work(session: ClientSession): Promise<T> {
    this.#stopIfTooLate();
    await noteSession(this.storage, session);
    const found = await this.#takeHead(session);
    const guild = {
      revision: found.revision + 1,
      lastNumber: found.lastNumber + (this.options.takesNumber ? 1 : 0),
    };
    const writes: Write[] = [];
    const counted: Counted[] = [];
    const result = await this.work({
      session,
      guild,
      count: (expense, times) => void counted.push({ ...expense, times }),
      write: (...more) => void writes.push(...more),
    });
    this.#stopIfTooLate();
    await bulkWrite(this.storage, [raiseGuild(this.guildId, found, guild, counted), ...writes], session);
    this.#stopIfTooLate();
    this.#headAfter = guild;
    this.#isCommitSent = true;
    return result;
  }

  /** From the cache, once; a transaction that starts again looks at the database. */
  async #takeHead(session: ClientSession): Promise<GuildHead> {
    const { storage, guildId } = this;
    const cached = this.#hasLookedIntoCache ? undefined : storage.caches.guildHeads.get(guildId);
    this.#hasLookedIntoCache = true;
    this.#isFromCache = cached !== undefined;
    if (cached) return cached;
    const projection = { _id: 0, revision: 1, lastNumber: 1 };
    const guild = await storage.raw.guilds.findOne({ _id: guildId }, { session, projection });
    if (guild) return guild;
    storage.caches.guildDocuments.delete(guildId);
    throw new Error(`The document of guild ${guildId} is gone`);
  }

  /** Throwing aborts the transaction: a person who was told that nothing was saved must be right. */
  #stopIfTooLate(): void {
    if (this.#isTooLate) throw this.#failure(new Error('The time for this change is over'));
  }

  #failure(cause: unknown): Error {
    if (this.#isCommitSent) return new OutcomeUnknown('Nobody knows whether the change was saved', { cause });
    return (
      toStorageFailure(cause) ??
      new StorageUnavailable('The database does not answer; nothing was saved', { cause })
    );
  }
}

interface Counted extends CountedExpense {
  readonly times: 1 | -1;
}

function raiseGuild(guildId: string, from: GuildHead, to: GuildHead, counted: readonly Counted[]): Write {
  const { revision, lastNumber } = to;
  return {
    kind: 'update',
    collection: 'guilds',
    filter: { _id: guildId, revision: from.revision },
    change: { $set: { revision, lastNumber }, ...(counted.length > 0 && { $inc: addUp(counted) }) },
  };
}

/** As increases of a guild's totals; bigints are stored as 64-bit integers. */
function addUp(counted: readonly Counted[]): Record<string, number | bigint> {
  const increases = new Map<string, { count: number; amountMinor: bigint }>();
  for (const { currency, amountMinor, isVoid, times } of counted) {
    const path = `totals.${currency}.${isVoid ? 'void' : 'live'}`;
    const sum = increases.get(path) ?? { count: 0, amountMinor: 0n };
    increases.set(path, {
      count: sum.count + times,
      amountMinor: sum.amountMinor + BigInt(amountMinor) * BigInt(times),
    });
  }
  return Object.fromEntries(
    [...increases].flatMap(([path, { count, amountMinor }]): [string, number | bigint][] => [
      [`${path}.count`, count],
      [`${path}.amountMinor`, amountMinor],
    ]),
  );
}
