import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { changesOf } from '../../storage/collections/guild-head.js';
import type { GuildHead } from '../../storage/collections/guilds.js';
import type { Storage } from '../../storage/connect.js';
import { readInTime, type ReadTime } from '../../storage/read-in-time.js';
import { choosePath } from './choose-path.js';
import { toConditions, type ExpenseFilter } from './expense-query.js';
import { dayAfter, strideLength as defaultStride, type LedgerPath, type Place } from './ledger-path.js';
import { quickMs } from './walk-expenses.js';
import { addSums, countAll, noSums, sumExpenses, type ExpenseSums } from './sum-expenses.js';

/** What the expenses of a filter add up to, as far as they are counted. */
export interface Tally {
  readonly sums: ExpenseSums;
  /** The place down to which they are counted; undefined when they all are. */
  readonly countedTo: Place | undefined;
}

/**
 * A tally that goes on: over the expenses up to `newest` that lie before `countedTo` on the path. It is never changed:
 * what goes on from it is a new one, so two that go on from it at once are both right.
 */
interface Count extends Tally {
  readonly path: LedgerPath;
  readonly newest: number;
  /** How often the ledger was changed otherwise than by a new expense. */
  readonly changes: number;
}

/** How many expenses the first request of a look counts: what is asked for may be dear, e.g. a text. */
const firstWidth = 1_000;

/** How long a count that goes on pauses, for the time that it worked. */
const pausePerWork = 3;

/** With less time left a count begins no further stride. */
const strideMs = 1_200;

/**
 * The tallies of one process. A tally is carried forward by what was added since, and nothing is summed anew at each
 * look. The first look at a filter counts a stride of the newest expenses, and says how far it came. After that the
 * count goes on, one for the whole process, stride by stride with long pauses, so that others feel little of it.
 */
export class Tallies {
  readonly #counts = new LRUCache<string, Count>({ max: 1_000, ttl: 60 * 60_000 });
  #isCountingOn = false;

  constructor(
    private readonly storage: Storage,
    /** How many expenses a look counts. */
    private readonly strideLength: number = defaultStride,
  ) {}

  /** The tally of a filter as of a state of the ledger, void expenses apart. */
  async fetch({ includeVoid: _, ...filter }: ExpenseFilter, head: GuildHead): Promise<Tally> {
    const key = JSON.stringify(Object.entries(filter).sort());
    const known = this.#counts.get(key);
    const count = await readInTime((time) =>
      known && this.#canGrow(known, head)
        ? this.#grow(known, filter, head, time)
        : this.#begin(filter, head, time),
    );
    this.#counts.set(key, count);
    // Any words may be looked for, so those are not worth it.
    if (count.countedTo && filter.text === undefined) void this.#countOn(key, filter);
    return count;
  }

  /** Far behind, or after other changes, it is quicker or needed to begin anew. */
  #canGrow(count: Count, head: GuildHead): boolean {
    return count.changes === changesOf(head) && head.lastNumber - count.newest <= this.strideLength;
  }

  async #begin(filter: ExpenseFilter, head: GuildHead, time: ReadTime): Promise<Count> {
    const path = await choosePath(this.storage, filter, head.lastNumber, time);
    const { lastNumber: newest } = head;
    const count = { path, newest, changes: changesOf(head), sums: noSums, countedTo: path.newest };
    return this.#extend(count, filter, time);
  }

  /** Adds the expenses that were added since; those beyond the place that is reached wait until the count comes there. */
  async #grow(count: Count, filter: ExpenseFilter, head: GuildHead, time: ReadTime): Promise<Count> {
    const { lastNumber } = head;
    if (count.newest >= lastNumber) return count;
    const oldest = count.countedTo?.day ?? filter.from;
    const dates = {
      ...(oldest !== undefined && { $gte: oldest }),
      ...(filter.to !== undefined && { $lt: dayAfter(filter.to) }),
    };
    const range = { guildId: filter.guildId, number: { $gt: count.newest, $lte: lastNumber } };
    const conditions = {
      ...(Object.keys(dates).length > 0 && { date: dates }),
      ...toConditions(filter),
    };
    const added = await sumExpenses(
      this.storage,
      { range, conditions, newest: lastNumber, memberId: filter.memberId },
      time,
    );
    return { ...count, newest: lastNumber, sums: addSums(count.sums, added) };
  }

  /** Counts about as many older expenses as one stride looks at. */
  async #extend(count: Count, filter: ExpenseFilter, time: ReadTime): Promise<Count> {
    const { path, newest } = count;
    let { sums, countedTo } = count;
    const isByNumber = path.newest.day === undefined;
    let width = isByNumber ? Math.min(firstWidth, this.strideLength) : 1;
    for (let looked = 0; countedTo && looked < this.strideLength;) {
      const stride = path.stride(countedTo, -1, Math.min(width, path.maxWidth));
      if (!stride) return { ...count, sums, countedTo: undefined };
      const { range } = stride;
      const conditions = toConditions(filter);
      const startedAtMs = performance.now();
      const part = await sumExpenses(
        this.storage,
        { range, conditions, newest, memberId: filter.memberId },
        time,
      );
      sums = addSums(sums, part);
      countedTo = stride.next;
      looked += stride.next?.day === undefined ? width : countAll(part);
      if (performance.now() - startedAtMs < quickMs) width *= 2;
      if (isByNumber) width = Math.min(width, this.strideLength - looked);
      if (time.leftMs() < strideMs) break;
    }
    return { ...count, sums, countedTo };
  }

  async #countOn(key: string, filter: ExpenseFilter): Promise<void> {
    if (this.#isCountingOn) return;
    this.#isCountingOn = true;
    try {
      for (let count = this.#counts.get(key); count?.countedTo; count = this.#counts.get(key)) {
        const from = count;
        const startedAtMs = performance.now();
        this.#counts.set(key, await readInTime((time) => this.#extend(from, filter, time)));
        const tookMs = performance.now() - startedAtMs;
        await pause(pausePerWork * tookMs, undefined, { ref: false });
      }
    } catch {
      // The database has other troubles; the next look begins where this one ended.
    } finally {
      this.#isCountingOn = false;
    }
  }
}
