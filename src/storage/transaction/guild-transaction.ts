import type { ClientSession, Connection, Model, mongo } from 'mongoose';
import type { Caches } from '../caches.js';
import {
  ensureGuild,
  readSettings,
  type ChainHead,
  type FoundHead,
  type GuildRecord,
  type GuildSettings,
  type TotalPart,
} from '../collections/guilds.js';
import { noteSession } from './open-sessions.js';
import type { Write } from '../write.js';
import { WriteMissed, bulkWrite } from './bulk-write.js';

/** What a transaction needs of the storage. */
interface GuildStore {
  readonly connection: Connection;
  readonly guilds: Model<GuildRecord>;
  readonly raw: { readonly guilds: mongo.Collection<GuildRecord> };
  readonly bulkWrites: boolean;
  readonly caches: Caches;
}

/** What a transaction finds. */
export interface GuildTransaction {
  readonly session: ClientSession;
  /** How far the ledger has come, and the settings at that revision. */
  readonly found: FoundHead;
}

/**
 * Thrown by the work of a transaction that writes nothing. What it found may have been remembered, and only a write
 * would have shown that it is old: so the work runs once more on what is stored, before this comes out.
 */
export class NothingToWrite extends Error {
  override readonly name = 'NothingToWrite';
}

/** What a transaction leaves. */
export interface GuildWrites<T> {
  /** How far the ledger has come then; its revision is above the one that was found. */
  readonly head: LedgerHead;
  /** What changes in the totals of the guild: an expense that changes goes out as it was, and in anew. */
  readonly counted: readonly Counted[];
  /** Written in this order and in one request, behind the guild itself. */
  readonly writes: readonly Write[];
  readonly result: T;
}

export interface LedgerHead {
  readonly revision: number;
  readonly lastNumber: number;
  readonly chain: ChainHead;
  /** Those that were found, or other ones. */
  readonly settings: GuildSettings;
}

/** What of an expense or a payment counts in the totals of its guild. */
export interface Counted {
  readonly part: TotalPart;
  readonly currency: string;
  readonly amountMinor: number;
  readonly times: 1 | -1;
}

/**
 * Changes the ledger of one server in one transaction. For who has the server's turn.
 * The work may run more than once and must do nothing but database work, with the session it is given.
 *
 * How far the guild's ledger had come is known from the last write, which saves a request. Where another process has
 * gone on meanwhile, the guild's document is not found at that revision, and the work runs again.
 * @param beforeCommit called each time before a commit is sent; what it throws takes everything back. From then on
 *   silence leaves open whether it was saved, also when the transaction starts again: a server that was killed in
 *   between may have lost only its answer
 * @throws what the work and the driver throw
 */
export function runGuildTransaction<T>(
  storage: GuildStore,
  guildId: string,
  work: (transaction: GuildTransaction) => Promise<GuildWrites<T>>,
  beforeCommit: () => void = () => undefined,
): Promise<T> {
  return new GuildWriter(storage, guildId, work, beforeCommit).run();
}

/** A transaction, started again as often as it must be. */
class GuildWriter<T> {
  #hasLookedIntoCache = false;
  #isFromCache = false;
  /** How far the guild's ledger has come once the transaction is committed. */
  #headAfter: LedgerHead | undefined;
  #setsSettings = false;
  /** The guild's document was remembered, and is made anew. */
  #isAnew = false;

  constructor(
    private readonly storage: GuildStore,
    private readonly guildId: string,
    private readonly work: (transaction: GuildTransaction) => Promise<GuildWrites<T>>,
    private readonly beforeCommit: () => void,
  ) {}

  async run(): Promise<T> {
    const { storage, guildId } = this;
    try {
      await ensureGuild(storage, guildId);
      // No read concern of its own: a transaction reads one snapshot, and `majority` commits what that rested on.
      const result = await storage.connection.transaction((session) => this.#work(session), {
        writeConcern: { w: 'majority' },
      });
      this.#remember();
      return result;
    } catch (error) {
      const mayBeOld = error instanceof WriteMissed || error instanceof NothingToWrite;
      if (mayBeOld && this.#isFromCache) return this.run();
      if (error instanceof GuildGone && !this.#isAnew) {
        this.#isAnew = true;
        return this.run();
      }
      throw error;
    }
  }

  #remember(): void {
    const { guildHeads, guildSettings } = this.storage.caches;
    if (!this.#headAfter) return;
    guildHeads.set(this.guildId, this.#headAfter);
    if (this.#setsSettings) guildSettings.set(this.guildId, this.#headAfter.settings);
  }

  async #work(session: ClientSession): Promise<T> {
    await noteSession(this.storage, session);
    const found = await this.#takeHead(session);
    const { head, counted, writes, result } = await this.work({ session, found });
    await bulkWrite(this.storage, [raiseGuild(this.guildId, found, head, counted), ...writes], session);
    this.beforeCommit();
    this.#headAfter = head;
    this.#setsSettings = head.settings !== found.settings;
    return result;
  }

  /** From the cache, once; a transaction that starts again looks at the database. */
  async #takeHead(session: ClientSession): Promise<FoundHead> {
    const { storage, guildId } = this;
    const cached = this.#hasLookedIntoCache ? undefined : storage.caches.guildHeads.get(guildId);
    this.#hasLookedIntoCache = true;
    this.#isFromCache = cached !== undefined;
    if (cached) return cached;
    const projection = { _id: 0, revision: 1, lastNumber: 1, chain: 1, settings: 1 };
    const guild = await storage.raw.guilds.findOne({ _id: guildId }, { session, projection });
    if (guild) return { ...guild, settings: readSettings(guild) };
    storage.caches.guildDocuments.delete(guildId);
    throw new GuildGone(guildId);
  }
}

/** This process remembers a guild's document that is not there: the guild was erased. */
class GuildGone extends Error {
  constructor(guildId: string) {
    super(`The document of guild ${guildId} is gone`);
  }
}

/** How many writes of a transaction stand before those of its work. */
export const writesBefore = 1;

function raiseGuild(guildId: string, from: FoundHead, to: LedgerHead, counted: readonly Counted[]): Write {
  const { revision, lastNumber, chain, settings } = to;
  const increases = addUp(counted);
  return {
    kind: 'update',
    collection: 'guilds',
    filter: { _id: guildId, revision: from.revision },
    change: {
      $set: { revision, lastNumber, chain, ...(settings !== from.settings && { settings }) },
      ...(Object.keys(increases).length > 0 && { $inc: increases }),
    },
  };
}

/** As increases of a guild's totals; bigints are stored as 64-bit integers. */
function addUp(counted: readonly Counted[]): Record<string, number | bigint> {
  const increases = new Map<string, { count: number; amountMinor: bigint }>();
  for (const { part, currency, amountMinor, times } of counted) {
    const path = `totals.${currency}.${part}`;
    const sum = increases.get(path) ?? { count: 0, amountMinor: 0n };
    increases.set(path, {
      count: sum.count + times,
      amountMinor: sum.amountMinor + BigInt(amountMinor) * BigInt(times),
    });
  }
  return Object.fromEntries(
    [...increases].flatMap(([path, { count, amountMinor }]): [string, number | bigint][] => [
      [`${path}.count`, count],
      [`${path}.amountMinor`, amountMinor],
    ]),
  );
}
