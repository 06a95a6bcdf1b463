/** After this long a process looks again, for another one may have changed what it knows. */
const knownForMs = 10 * 60_000;

interface Entry<Value> {
  readonly value: Value;
  readonly until: number;
}

/** A memory of what was read or stored lately: so many entries at most, each for so long. */
export class Memory<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #maxEntries: number;
  readonly #keptForMs: number;

  constructor(maxEntries: number, keptForMs: number) {
    this.#maxEntries = maxEntries;
    this.#keptForMs = keptForMs;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.until > performance.now() ? entry.value : undefined;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: performance.now() + this.#keptForMs });
    if (this.#entries.size <= this.#maxEntries) return;
    // The oldest comes first in a Map.
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  deleteWhere(matches: (key: string) => boolean): void {
    for (const key of this.#entries.keys()) if (matches(key)) this.#entries.delete(key);
  }
}

/** How far the ledger of a server has come. */
export interface GuildHead {
  readonly lastNumber: number;
  readonly revision: number;
}

/** What this process knows to be stored already, so that it need not ask or write again. */
export class Known {
  /** Guilds that have a document. */
  readonly guilds = new Memory<true>(50_000, knownForMs);
  /** How far this process left a guild's ledger; another one may have gone on. */
  readonly guildHeads = new Memory<GuildHead>(50_000, knownForMs);
  /** The name stored for a member, by `memberKey`. */
  readonly memberNames = new Memory<string>(200_000, knownForMs);

  memberKey(guildId: string | undefined, userId: string): string {
    return `${guildId ?? ''}:${userId}`;
  }

  forgetPerson(userId: string): void {
    this.memberNames.deleteWhere((key) => key.endsWith(`:${userId}`));
  }
}
