/** Reads under way. Who asks the same question meanwhile waits for the same answer. */
export class SharedReads {
  readonly #underWay = new Map<string, Promise<unknown>>();

  /** @param question all that the answer depends on, the revision of the ledger too */
  run<T>(question: readonly unknown[], read: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(question);
    const joined = this.#underWay.get(key) as Promise<T> | undefined;
    if (joined) return joined;
    const reading = read().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, reading);
    return reading;
  }
}
