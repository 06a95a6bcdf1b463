import { LRUCache } from 'lru-cache';

const keptAnswers = 500;
const keptForMs = 5 * 60_000;

/** Reads under way. Who asks the same question meanwhile waits for the same answer. */
export class SharedReads {
  readonly #underWay = new Map<string, Promise<unknown>>();
  readonly #kept = new LRUCache<string, object>({ max: keptAnswers, ttl: keptForMs });

  /** @param question all that the answer depends on, the revision of the ledger too */
  run<T>(question: readonly unknown[], read: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(question);
    const joined = this.#underWay.get(key) as Promise<T> | undefined;
    if (joined) return joined;
    const reading = read().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, reading);
    return reading;
  }

  /** The same for what is asked again and again, e.g. with every letter that is typed: the answer is kept for minutes. */
  async runOnce<T extends object>(question: readonly unknown[], read: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(question);
    const kept = this.#kept.get(key) as T | undefined;
    if (kept) return kept;
    const answer = await this.run(question, read);
    this.#kept.set(key, answer);
    return answer;
  }
}
