import { UserError } from '../../errors/user-error.js';
import { OutcomeUnknown, StorageUnavailable } from '../../errors/storage-failure.js';

/** At most this many writers of one server wait: the answers of more would come too late. */
const maxWaitingPerGuild = 200;

interface Waiting {
  readonly start: () => Promise<void>;
  readonly refuse: (error: Error) => void;
}

/**
 * Lets the writers of one server in one at a time. All of them touch the server's document, so side by side they
 * would only make each other's transactions fail and start again. It is about speed alone: transactions and
 * unique keys keep the ledger right with any number of processes.
 */
export class GuildQueue {
  /** The writers behind the one at work, by server; a server without one at work has no entry. */
  readonly #waiting = new Map<string, Waiting[]>();

  /**
   * Runs the work when all that came before it for this server are done. When the database fails one of them, all
   * who wait behind it are told at once, instead of each finding out for itself.
   * @throws UserError `ledgerBusy` when too many wait
   * @throws StorageUnavailable when one before this found the database unreachable
   */
  run<T>(guildId: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = async () => {
        try {
          resolve(await work());
        } catch (thrown) {
          const error = thrown instanceof Error ? thrown : new Error('The work failed', { cause: thrown });
          reject(error);
          if (error instanceof StorageUnavailable || error instanceof OutcomeUnknown) {
            this.#refuseWaiting(guildId, error);
          }
        } finally {
          this.#startNext(guildId);
        }
      };
      this.#enter(guildId, { start, refuse: reject });
    });
  }

  #enter(guildId: string, writer: Waiting): void {
    const waiting = this.#waiting.get(guildId);
    if (waiting === undefined) {
      this.#waiting.set(guildId, []);
      void writer.start();
    } else if (waiting.length >= maxWaitingPerGuild) {
      writer.refuse(new UserError('ledgerBusy'));
    } else {
      waiting.push(writer);
    }
  }

  #startNext(guildId: string): void {
    const next = this.#waiting.get(guildId)?.shift();
    if (next) void next.start();
    else this.#waiting.delete(guildId);
  }

  #refuseWaiting(guildId: string, cause: Error): void {
    for (const { refuse } of this.#waiting.get(guildId)?.splice(0) ?? []) {
      refuse(new StorageUnavailable('The database failed a change that was made before this one', { cause }));
    }
  }
}
