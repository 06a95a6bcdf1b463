import type { Storage } from '../../storage/connect.js';
import { Memory } from '../../storage/known.js';

const maxRemembered = 500;
const keptForMs = 5 * 60_000;

/**
 * Remembers what was computed from a whole ledger until that ledger changes: who turns pages asks for the same
 * totals again and again.
 */
export class RevisionMemory<Value> {
  readonly #byStorage = new WeakMap<Storage, Memory<Value>>();

  async get(
    storage: Storage,
    at: { readonly guildId: string; readonly revision: number; readonly key: string },
    compute: () => Promise<Value>,
  ): Promise<Value> {
    let memory = this.#byStorage.get(storage);
    if (!memory) this.#byStorage.set(storage, (memory = new Memory(maxRemembered, keptForMs)));
    const key = `${at.guildId} ${at.revision} ${at.key}`;
    const remembered = memory.get(key);
    if (remembered !== undefined) return remembered;
    const value = await compute();
    memory.set(key, value);
    return value;
  }
}
