import { StorageUnavailable, type OutcomeUnknown } from '../../errors/storage-failure.js';
import { UserError } from '../../errors/user-error.js';

/** At most this many writers of one server wait: the answers of more would come too late. */
const maxWaitingPerGuild = 200;

/** What is written together is for at most so many people, or one writer's: large transactions hold the others up. */
const maxPeoplePerGroup = 1000;

/** Who waits to be written. */
export interface Writer {
  /** The same where Discord delivered a request twice: the second one waits for the first. */
  readonly requestId: string;
  /** For how many people it writes. */
  readonly people: number;
  /** It was told already that it comes too late, and is to be left out. */
  readonly isSettled: boolean;
  refuse(error: Error): void;
}

/**
 * Takes the writers of one server group by group: whoever waits when a group is done is written together. All of them
 * touch the server's document, so side by side they would only make each other's transactions fail and start again, and
 * one by one each would pay for a transaction of its own. It is about speed alone: transactions and unique keys keep
 * the ledger right with any number of processes.
 */
export class GuildQueue<W extends Writer> {
  /** The writers behind the group at work, by server; a server without one at work has no entry. */
  readonly #waiting = new Map<string, W[]>();

  /**
   * @param write writes a group and settles each of its writers; it never rejects, and resolves to the failure of the
   *   database, if there was one
   */
  constructor(
    private readonly write: (
      guildId: string,
      group: readonly W[],
    ) => Promise<StorageUnavailable | OutcomeUnknown | undefined>,
  ) {}

  /**
   * Adds a writer to those of its server. It is refused with UserError `ledgerBusy` when too many wait, and with
   * StorageUnavailable when the database fails a group before it: all who wait are told at once, instead of each
   * finding out for itself.
   */
  enter(guildId: string, writer: W): void {
    const waiting = this.#waiting.get(guildId);
    if (waiting === undefined) {
      this.#waiting.set(guildId, [writer]);
      void this.#writeAll(guildId);
    } else if (waiting.length >= maxWaitingPerGuild) {
      writer.refuse(new UserError('ledgerBusy'));
    } else {
      waiting.push(writer);
    }
  }

  async #writeAll(guildId: string): Promise<void> {
    const waiting = this.#waiting.get(guildId) ?? [];
    for (let group = takeGroup(waiting); group.length > 0; group = takeGroup(waiting)) {
      const failure = await this.write(guildId, group);
      if (failure) refuseAll(waiting, failure);
    }
    this.#waiting.delete(guildId);
  }
}

/** In the order of the queue, but for a request that is in the group already. */
function takeGroup<W extends Writer>(waiting: W[]): W[] {
  const group: W[] = [];
  const later: W[] = [];
  const requestIds = new Set<string>();
  let people = 0;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (next.isSettled) continue;
    if (group.length > 0 && people + next.people > maxPeoplePerGroup) {
      waiting.unshift(next);
      break;
    }
    if (requestIds.has(next.requestId)) {
      later.push(next);
      continue;
    }
    requestIds.add(next.requestId);
    people += next.people;
    group.push(next);
  }
  waiting.unshift(...later);
  return group;
}

function refuseAll(waiting: Writer[], cause: Error): void {
  for (const writer of waiting.splice(0)) {
    writer.refuse(
      new StorageUnavailable('The database failed a change that was made before this one', { cause }),
    );
  }
}
