import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Model } from 'mongoose';
import { forgetAll, forgetNames, writtenForMs, type Caches } from './caches.js';
import type { ErasureRecord } from './collections/erasures.js';

/** What a process remembers of people is used for so long without another look at who was erased. */
const trustedForMs = 300;

/** Longer than any process remembers a person, clocks that differ included. */
const keptForMs = 2 * writtenForMs;

/**
 * Sees that no process takes an erased person for one who is stored. Each process looks at the erasures of all before
 * it relies on what it remembers, but not again within `trustedForMs`; an erasure takes that much longer. So it holds
 * everywhere once it has ended, and costs a busy process a small read now and then, not one a command.
 */
export class Erasures {
  /** Those that this process has heeded. */
  readonly #heeded = new LRUCache<string, true>({ max: 10_000, ttl: keptForMs, ttlResolution: 0 });
  /** When each person last asked to be erased. */
  readonly #askedAt = new LRUCache<string, Date>({ max: 10_000, ttl: keptForMs, ttlResolution: 0 });
  #lookedAtMs = -Infinity;
  #looking: Promise<void> | undefined;
  #count = 0;

  constructor(
    private readonly records: Model<ErasureRecord>,
    private readonly caches: Caches,
  ) {}

  /** How many erasures this process has heeded. What was read before the last of them must not be remembered. */
  get count(): number {
    return this.#count;
  }

  /** Tells all processes that a person asked at a time to be erased: they forget that the person is stored. */
  async announce(userId: string, askedAt: Date): Promise<void> {
    await this.#record({ userId, askedAt, expiresAt: new Date(Date.now() + keptForMs) });
  }

  /** Tells all processes that a server was erased, with people of whom nothing else was stored. */
  async announceServer(): Promise<void> {
    await this.#record({ expiresAt: new Date(Date.now() + keptForMs) });
  }

  async #record(record: ErasureRecord): Promise<void> {
    const { _id } = await this.records.create(record);
    this.#forget(_id.toString(), record);
  }

  /** Resolves once no process relies on what it remembered before the announcements until now. */
  async settle(): Promise<void> {
    await sleep(trustedForMs);
  }

  /** Forgets those whom any process has erased, as of at most `trustedForMs` ago. */
  async heed(): Promise<void> {
    await this.#lookSince(performance.now() - trustedForMs);
  }

  /** Everyone who asked to be erased after a time, and when; as of now. A time longer ago than minutes finds too few. */
  async findErasedSince(time: Date): Promise<ReadonlyMap<string, Date>> {
    await this.#lookSince(performance.now());
    return new Map([...this.#askedAt.entries()].filter(([, askedAt]) => askedAt > time));
  }

  async #lookSince(enoughSinceMs: number): Promise<void> {
    // A look that is under way may have begun too long ago.
    while (this.#lookedAtMs < enoughSinceMs) {
      await (this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      }));
    }
  }

  async #look(): Promise<void> {
    const startedAtMs = performance.now();
    for (const { _id, ...record } of await this.records.find().lean().exec()) {
      if (!this.#heeded.has(_id.toString())) this.#forget(_id.toString(), record);
    }
    this.#lookedAtMs = startedAtMs;
  }

  #forget(erasureId: string, { userId, askedAt }: ErasureRecord): void {
    this.#heeded.set(erasureId, true);
    this.#count += 1;
    // A server has too many people to be named one by one.
    if (userId === undefined) {
      forgetAll(this.caches);
      return;
    }
    const known = this.#askedAt.get(userId);
    if (askedAt && (!known || askedAt > known)) this.#askedAt.set(userId, askedAt);
    forgetNames(this.caches, userId);
  }
}
