import type { ChangeRecord } from '../../storage/collections/changes.js';

/** What tells the place of an added expense in the chain of its ledger. */
interface Added {
  readonly number: number;
  /** Missing where it has no link of its own. */
  readonly revision?: number;
}

type Changed = Pick<ChangeRecord, 'revision' | 'anchor'>;

/** A link of a chain: an expense that was added, or a change. */
export type Link<A, C> = { readonly added: A } | { readonly change: C };

/**
 * The expenses and the changes of a ledger in the order of its chain. Of each only the next one is held.
 * @param added in the order of their numbers, which is that of their places in the chain
 * @param changes in the order of their revisions
 */
export async function* inChainOrder<A extends Added, C extends Changed>(
  added: AsyncIterable<A>,
  changes: AsyncIterable<C>,
): AsyncGenerator<Link<A, C>> {
  const expenses = new Stream(added);
  for await (const change of changes) {
    for await (const next of expenses.takeWhile((expense) => isBefore(expense, change)))
      yield { added: next };
    yield { change };
  }
  for await (const next of expenses.takeWhile(() => true)) yield { added: next };
}

/** An expense without a link belongs to the anchor that covers it. */
function isBefore(expense: Added, { revision, anchor }: Changed): boolean {
  return expense.revision === undefined
    ? anchor !== undefined && expense.number <= anchor.toNumber
    : expense.revision < revision;
}

/** Items one after the other, of which the next can be looked at before it is taken. */
export class Stream<T> {
  readonly #items: AsyncIterator<T>;
  #next: IteratorResult<T> | undefined;

  constructor(items: AsyncIterable<T>) {
    this.#items = items[Symbol.asyncIterator]();
  }

  /** The item that is taken next; undefined: there is none. */
  async peek(): Promise<T | undefined> {
    this.#next ??= await this.#items.next();
    return this.#next.done ? undefined : this.#next.value;
  }

  async *takeWhile(isWanted: (item: T) => boolean): AsyncGenerator<T> {
    for (let item = await this.peek(); item !== undefined && isWanted(item); item = await this.peek()) {
      this.#next = undefined;
      yield item;
    }
  }

  /** Nothing more is taken: what the items come from is closed. */
  async end(): Promise<void> {
    await this.#items.return?.();
  }
}
