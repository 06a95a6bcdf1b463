import type { ClientSession } from 'mongoose';
import type { Storage } from './connect.js';
import { isConnectionFailure, isOutcomeUnknown, OutcomeUnknown, StorageUnavailable } from './failures.js';
import { ensureGuild, type GuildRecord } from './guilds.js';
import { workLimitMs } from './read-in-time.js';

export { OutcomeUnknown, StorageUnavailable } from './failures.js';

export interface GuildTransaction {
  readonly session: ClientSession;
  /** As this transaction leaves it: revision raised, and `lastNumber` too where it takes a number. */
  readonly guild: GuildRecord;
}

export interface WriteOptions {
  /** The work makes something with a number of its own: `guild.lastNumber`. */
  readonly takesNumber?: boolean;
}

/**
 * Changes the ledger of one server in one transaction, one writer at a time, within the time an answer has.
 * The work may run more than once and must do nothing but database work, with the session it is given.
 * @throws StorageUnavailable when nothing was saved because the database is gone or too slow
 * @throws OutcomeUnknown when it went silent during the commit
 */
export function writeGuild<T>(
  storage: Storage,
  guildId: string,
  work: (transaction: GuildTransaction) => Promise<T>,
  options: WriteOptions = {},
): Promise<T> {
  return storage.writers.run(guildId, () => new Attempt(storage, guildId, work, options).run());
}

/** One writer's turn: the transaction, however often it must start again, against the clock. */
class Attempt<T> {
  /** The work is done and the commit is under way: from here on silence means that nobody knows. */
  #isCommitting = false;
  #isTooLate = false;

  constructor(
    private readonly storage: Storage,
    private readonly guildId: string,
    private readonly work: (transaction: GuildTransaction) => Promise<T>,
    private readonly options: WriteOptions,
  ) {}

  async run(): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.#isTooLate = true;
        reject(this.#failure(new Error(`The database did not answer within ${workLimitMs} ms`)));
      }, workLimitMs);
    });
    const transaction = this.#transact();
    try {
      return await Promise.race([transaction, tooLate]);
    } catch (error) {
      // When the time is up the transaction still ends by itself, unheard.
      transaction.catch(() => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #transact(): Promise<T> {
    try {
      await ensureGuild(this.storage, this.guildId);
      return await this.storage.connection.transaction((session) => this.#work(session), {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority' },
      });
    } catch (error) {
      if (isOutcomeUnknown(error) || isConnectionFailure(error)) throw this.#failure(error);
      throw error;
    }
  }

  async #work(session: ClientSession): Promise<T> {
    this.#isCommitting = false;
    this.#stopIfTooLate();
    const guild = await this.#raiseGuild(session);
    const result = await this.work({ session, guild });
    this.#stopIfTooLate();
    this.#isCommitting = true;
    return result;
  }

  async #raiseGuild(session: ClientSession): Promise<GuildRecord> {
    const guild = await this.storage.raw.guilds.findOneAndUpdate(
      { _id: this.guildId },
      { $inc: { revision: 1, ...(this.options.takesNumber && { lastNumber: 1 }) } },
      { session, returnDocument: 'after' },
    );
    if (guild) return guild;
    this.storage.known.guilds.delete(this.guildId);
    throw new Error(`The document of guild ${this.guildId} is gone`);
  }

  /** What it throws makes the transaction abort, so that nothing is saved after the person was told so. */
  #stopIfTooLate(): void {
    if (this.#isTooLate) throw new StorageUnavailable('The time for this change is over');
  }

  #failure(cause: unknown): Error {
    return this.#isCommitting
      ? new OutcomeUnknown('Nobody knows whether the change was saved', { cause })
      : new StorageUnavailable('The database cannot be reached; nothing was saved', { cause });
  }
}
