import type { OutcomeUnknown } from '../../errors/storage-failure.js';
import { StorageUnavailable } from '../../errors/storage-failure.js';
import { UserError } from '../../errors/user-error.js';
import { changeBalances } from '../../storage/collections/balances.js';
import type { Storage } from '../../storage/connect.js';
import { isDuplicateKey, isOutcomeUnknown, toStorageFailure } from '../../storage/failures.js';
import { indexOfFailed } from '../../storage/transaction/bulk-write.js';
import { GuildQueue } from '../../storage/transaction/guild-queue.js';
import {
  NothingToWrite,
  runGuildTransaction,
  writesBefore,
  type GuildTransaction,
  type GuildWrites,
} from '../../storage/transaction/guild-transaction.js';
import type { Write } from '../../storage/write.js';
import { anchorChain, toLedgerHead } from './anchor-chain.js';
import type { Change, Outcome } from './change.js';
import { findAdded, findChanged } from './find-outcome.js';
import { LedgerDraft } from './ledger-draft.js';
import { PendingChange } from './pending-change.js';

const queues = new WeakMap<Storage, GuildQueue<PendingChange>>();

/**
 * The one way in which a ledger changes. Changes of one server that wait at the same time are written in one
 * transaction, each with its own place in the order of all changes; one that cannot be done falls out alone. The same
 * request again changes nothing more, and is answered as the first one was.
 * @throws UserError when it cannot be done, `ledgerBusy` when too many changes of this server wait, `requestReused`
 *   when a request comes again with other input
 * @throws StorageUnavailable when nothing was saved because the database is gone or too slow
 * @throws OutcomeUnknown when it went silent during the commit
 */
export function runChange(storage: Storage, change: Change): Promise<Outcome> {
  let queue = queues.get(storage);
  if (!queue) {
    queue = new GuildQueue((guildId, group) => writeGroup(storage, guildId, group));
    queues.set(storage, queue);
  }
  const pending = new PendingChange(change);
  queue.enter(change.request.guildId, pending);
  return pending.outcome;
}

/** Writes changes together, and settles each. Resolves to the failure of the database, if there was one. */
async function writeGroup(
  storage: Storage,
  guildId: string,
  group: readonly PendingChange[],
): Promise<StorageUnavailable | OutcomeUnknown | undefined> {
  const writing = new GroupWriter(storage, guildId, group).write().catch((error: unknown) => {
    // A bug: nobody waits for an answer that does not come.
    for (const pending of group) pending.refuse(toError(error));
    return undefined;
  });
  // When all were told that it takes too long, nobody waits for the rest: a transaction ends by itself, unheard.
  const gaveUp = Promise.all(group.map(({ settled }) => settled)).then(
    // What has just been settled by the writing itself is heard of a moment later.
    () => new Promise<'gaveUp'>((resolve) => setImmediate(resolve, 'gaveUp')),
  );
  const ended = await Promise.race([writing, gaveUp]);
  return ended === 'gaveUp' ? new StorageUnavailable('The database did not answer in time') : ended;
}

/**
 * A request that came before makes its group start again when it is written. The larger the group, the likelier one is
 * among it: from here on all are looked for first.
 */
const lookFirstFrom = 5;

/** Someone of the group was told meanwhile that nothing was saved, and must be right. */
class ToldMeanwhile extends Error {}

/** A change with what it came to in the draft of its group. */
interface Planned {
  readonly pending: PendingChange;
  readonly result: Outcome | UserError;
}

class GroupWriter {
  /** As of the last start of the transaction. */
  #planned: readonly Planned[] = [];
  #writes: readonly Write[] = [];
  #tells = false;

  constructor(
    private readonly storage: Storage,
    private readonly guildId: string,
    private readonly group: readonly PendingChange[],
  ) {}

  async write(): Promise<StorageUnavailable | OutcomeUnknown | undefined> {
    if (this.group.length >= lookFirstFrom) await this.#answerKnown();
    for (let open = this.#open; open.length > 0; open = this.#open) {
      try {
        await runGuildTransaction(
          this.storage,
          this.guildId,
          (transaction) => this.#plan(open, transaction),
          () => {
            this.#beforeCommit();
          },
        );
        if (this.#tells) this.storage.events.emit('noticesWritten');
        await this.#settlePlanned();
      } catch (error) {
        const failure = await this.#recover(error, open);
        if (failure) return failure;
      }
    }
    return undefined;
  }

  get #open(): readonly PendingChange[] {
    return this.group.filter(({ isSettled }) => !isSettled);
  }

  async #plan(
    open: readonly PendingChange[],
    { session, found }: GuildTransaction,
  ): Promise<GuildWrites<void>> {
    const { storage, guildId } = this;
    const head = toLedgerHead(guildId, found);
    if (!head) throw new ChainBehind();
    const numbers = [...new Set(open.flatMap(({ change }) => change.numbers))];
    const stored =
      numbers.length === 0
        ? []
        : await storage.raw.expenses.find({ guildId, number: { $in: numbers } }, { session }).toArray();
    const draft = new LedgerDraft(guildId, head, stored);
    this.#planned = open.map((pending) => ({ pending, result: tryApply(draft, pending.change) }));
    if (this.#planned.every(({ result }) => result instanceof UserError)) throw new NothingToWrite();
    const { added, changed } = draft.touched;
    this.#writes = [
      ...added.map((document): Write => ({ kind: 'insert', collection: 'expenses', document })),
      ...draft.records.map((document): Write => ({ kind: 'insert', collection: 'changes', document })),
      ...changed.map((change): Write => ({
        kind: 'replace',
        collection: 'expenses',
        filter: { guildId, number: change.number },
        change,
      })),
    ];
    const balances: Write[] = [];
    for (const [currency, debts] of draft.debts) {
      balances.push(...(await changeBalances(storage, { guildId, currency, debts }, session)));
    }
    const notices = draft.makeNotices(new Date()).map((document): Write => ({
      kind: 'insert',
      collection: 'notices',
      document,
    }));
    this.#tells = notices.length > 0;
    return {
      head: draft.head,
      counted: draft.counted,
      writes: [...this.#writes, ...balances, ...notices],
      result: undefined,
    };
  }

  #beforeCommit(): void {
    const written = this.#planned.filter(({ result }) => !(result instanceof UserError));
    if (written.some(({ pending }) => pending.isSettled)) throw new ToldMeanwhile();
    for (const { pending } of written) pending.noteCommit();
  }

  /** One that cannot be done may have been done already, by the same request. */
  async #settlePlanned(): Promise<void> {
    const refused = new Map<PendingChange, UserError>();
    for (const { pending, result } of this.#planned) {
      if (result instanceof UserError) refused.set(pending, result);
      else pending.resolve(result);
    }
    if (refused.size === 0) return;
    const known = await this.#findKnown([...refused.keys()]);
    for (const [pending, error] of refused) {
      // Where the database did not tell, each asks for itself.
      if (!known || known.has(pending.requestId)) await this.#answerAgain(pending, error);
      else pending.refuse(error);
    }
  }

  /** Settles those of the open ones who are the reason of a failure; the others are tried again. */
  async #recover(
    error: unknown,
    open: readonly PendingChange[],
  ): Promise<StorageUnavailable | OutcomeUnknown | undefined> {
    if (error instanceof ToldMeanwhile) return undefined;
    if (error instanceof NothingToWrite) {
      await this.#settlePlanned();
      return undefined;
    }
    if (error instanceof ChainBehind) return this.#anchor(open);
    if (isOutcomeUnknown(error) || isStorageFailure(error)) return failAll(open, error);
    const doubled = isDuplicateKey(error) ? this.#findRequest(error, open) : undefined;
    if (doubled) {
      await this.#answerAgain(doubled, error);
      return undefined;
    }
    return this.#writeEach(error, open);
  }

  /** One of them is wrong, and only trying tells which. */
  async #writeEach(
    error: unknown,
    open: readonly PendingChange[],
  ): Promise<StorageUnavailable | OutcomeUnknown | undefined> {
    const [only, ...others] = open;
    if (others.length === 0) {
      only?.refuse(toError(error));
      return undefined;
    }
    for (const pending of open) {
      const failure = await new GroupWriter(this.storage, this.guildId, [pending]).write();
      if (failure) return failAll(open, failure);
    }
    return undefined;
  }

  async #anchor(open: readonly PendingChange[]): Promise<StorageUnavailable | OutcomeUnknown | undefined> {
    try {
      await anchorChain(this.storage, this.guildId, open[0]?.change.now ?? new Date());
      return undefined;
    } catch (error) {
      return failAll(open, error);
    }
  }

  /** The change whose request was written before, by the write that failed. */
  #findRequest(error: unknown, open: readonly PendingChange[]): PendingChange | undefined {
    const index = indexOfFailed(error);
    const write = index === undefined ? undefined : this.#writes[index - writesBefore];
    if (write?.kind !== 'insert') return undefined;
    const { requestId } = write.document as { readonly requestId: string };
    return open.find((pending) => pending.requestId === requestId);
  }

  /** Answers those whose requests were written before. */
  async #answerKnown(): Promise<void> {
    const known = await this.#findKnown(this.group);
    for (const pending of this.group) {
      if (known?.has(pending.requestId)) await this.#answerAgain(pending);
    }
  }

  /** Which requests were written before; undefined: the database does not tell. */
  async #findKnown(pending: readonly PendingChange[]): Promise<ReadonlySet<string> | undefined> {
    const { guildId, storage } = this;
    const requestId = { $in: pending.map((one) => one.requestId) };
    const options = { projection: { _id: 0, requestId: 1 }, readConcern: { level: 'majority' } } as const;
    try {
      const [added, changed] = await Promise.all([
        storage.raw.expenses.find({ guildId, requestId }, options).toArray(),
        storage.raw.changes.find({ guildId, requestId }, options).toArray(),
      ]);
      return new Set([...added, ...changed].map((stored) => stored.requestId));
    } catch {
      // What comes next meets the same failure, and says what is wrong with the database.
      return undefined;
    }
  }

  /** @param cause why it is thought to have been written before */
  async #answerAgain(pending: PendingChange, cause?: unknown): Promise<void> {
    const { request } = pending.change;
    // It may be saved, so from now on the person must not be told that nothing was.
    pending.noteCommit();
    try {
      const outcome = (await findAdded(this.storage, request)) ?? (await findChanged(this.storage, request));
      if (outcome) pending.resolve(outcome);
      else if (cause !== undefined) pending.refuse(cause as Error);
    } catch (error) {
      if (error instanceof StorageUnavailable) pending.fail(error);
      else pending.refuse(toError(error));
    }
  }
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('The change failed', { cause: thrown });
}

/** The ledger has come further than its chain. */
class ChainBehind extends Error {}

function tryApply(draft: LedgerDraft, change: Change): Outcome | UserError {
  try {
    return draft.apply(change);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** A failure of the database, as the driver or one of our own reads throws it. */
function isStorageFailure(error: unknown): boolean {
  return error instanceof StorageUnavailable || toStorageFailure(error) !== undefined;
}

function failAll(open: readonly PendingChange[], cause: unknown): StorageUnavailable | OutcomeUnknown {
  const failures = open.map((pending) => pending.fail(cause));
  return failures[0] ?? new StorageUnavailable('The database cannot be reached', { cause });
}
