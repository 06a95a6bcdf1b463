import { LRUCache } from 'lru-cache';
import type { Storage } from '../../storage/connect.js';

const maxEntries = 500;
const ttlMs = 5 * 60_000;

/** Which version of which ledger a value was computed from, and what tells it from the others of that ledger. */
export interface RevisionKey {
  readonly guildId: string;
  readonly revision: number;
  readonly key: string;
}

/**
 * Keeps what was computed from a whole ledger until that ledger changes: a person who turns pages asks for the same
 * totals again and again.
 */
export class RevisionCache<Value extends object> {
  readonly #byStorage = new WeakMap<Storage, LRUCache<string, Value>>();

  /** The value that is kept, or else the computed one, which is kept from now on. */
  async fetch(
    storage: Storage,
    { guildId, revision, key }: RevisionKey,
    compute: () => Promise<Value>,
  ): Promise<Value> {
    let cache = this.#byStorage.get(storage);
    if (!cache) this.#byStorage.set(storage, (cache = new LRUCache({ max: maxEntries, ttl: ttlMs })));
    const fullKey = `${guildId} ${revision} ${key}`;
    let value = cache.get(fullKey);
    if (value === undefined) cache.set(fullKey, (value = await compute()));
    return value;
  }
}
