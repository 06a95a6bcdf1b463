import type { LRUCache } from 'lru-cache';
import { Schema, type Model, type mongo } from 'mongoose';
import type { StoredSum } from './amount.js';
import { UserError } from '../../errors/user-error.js';
import { isDuplicateKey } from '../failures.js';
import type { ExpenseRecord } from './expenses.js';
import { readInTime } from '../read-in-time.js';

/** What a server chose for itself. */
export interface GuildSettings {
  /** ISO 4217 code of expenses that name none. */
  readonly currency: string;
  /** IANA name, of the server's calendar. */
  readonly timeZone: string;
  readonly pings: boolean;
  readonly language: 'en';
  /** Who may change an expense, besides its creator, who paid, and the managers of the server. */
  readonly whoMayChange: WhoMayChange;
  /** Where every change of the ledger is told. Missing: nowhere. */
  readonly auditChannelId?: string;
}

export const whoMayChange = ['owners', 'participants', 'everyone'] as const;
export type WhoMayChange = (typeof whoMayChange)[number];

/** A server: the owner of one ledger. */
export interface GuildRecord {
  readonly _id: string;
  readonly settings: GuildSettings;
  /** The number of its newest expense. */
  readonly lastNumber: number;
  /** Raised by every write to its ledger. */
  readonly revision: number;
  /** What its expenses and payments add up to, by currency. Missing where none was added since totals are kept. */
  readonly totals?: Readonly<Record<string, LedgerTotal>>;
  /** The newest link of the chain of its changes. Missing where none was made since chains are kept. */
  readonly chain?: ChainHead;
  /** How many steps were taken to put its balances and totals right. Missing where none was. */
  readonly rebuilds?: number;
  /** Since when the bot is known to be no longer there. Missing while it is. */
  readonly removedAt?: Date;
  /** Since when its data are being erased, which is then done to the end. */
  readonly erasingSince?: Date;
}

/**
 * How far the chain of a ledger's changes goes. Where the ledger has come further, a release that keeps no chain has
 * written to it.
 */
export interface ChainHead {
  readonly revision: number;
  /** The number of the newest expense that the chain covers. */
  readonly lastNumber: number;
  readonly hash: string;
}

/** The parts of a ledger that are added up apart: what is void counts in no balance, and what is paid back is not spent. */
export const totalParts = ['live', 'void', 'payments', 'voidPayments'] as const;
export type TotalPart = (typeof totalParts)[number];

/** Where an expense or a payment is counted. */
export function partOfTotal(kind: ExpenseRecord['kind'], isVoid: boolean): TotalPart {
  if (kind === 'settlement') return isVoid ? 'voidPayments' : 'payments';
  return isVoid ? 'void' : 'live';
}

/** Carried forward by every write, so that nobody has to add up a ledger to know it. Amounts are 64-bit integers. */
export type LedgerTotal = Partial<Readonly<Record<TotalPart, CountedSum>>>;

export interface CountedSum {
  readonly count: number;
  readonly amountMinor: StoredSum;
}

/** How far the ledger of a server has come: the number of its newest expense, and how often it was written. */
export type GuildHead = Pick<GuildRecord, 'lastNumber' | 'revision' | 'totals' | 'chain'>;

/** The same, with the server's settings at that revision. */
export type FoundHead = GuildHead & Pick<GuildRecord, 'settings'>;

export const defaultGuildSettings: GuildSettings = {
  currency: 'INR',
  timeZone: 'Asia/Kolkata',
  pings: true,
  language: 'en',
  whoMayChange: 'owners',
};

/** The settings of a server's document: an older one lacks some, and then the defaults hold. */
export function readSettings(guild: Partial<Pick<GuildRecord, 'settings'>> | null): GuildSettings {
  return { ...defaultGuildSettings, ...guild?.settings };
}

export const guildSchema = new Schema<GuildRecord>(
  {
    _id: { type: String, required: true },
    settings: {
      currency: { type: String, required: true, match: /^[A-Z]{3}$/ },
      timeZone: { type: String, required: true },
      pings: { type: Boolean, required: true },
      language: { type: String, required: true, enum: ['en'] },
      // Missing where the server's document is older than this setting.
      whoMayChange: { type: String, enum: whoMayChange },
      auditChannelId: String,
    },
    lastNumber: { type: Number, required: true, min: 0 },
    revision: { type: Number, required: true, min: 0 },
    totals: Schema.Types.Mixed,
    chain: Schema.Types.Mixed,
    rebuilds: Number,
    removedAt: Date,
    erasingSince: Date,
  },
  { collection: 'guilds', strict: 'throw', versionKey: false },
)
  // The few that have one are found without a look at all the others.
  .index({ 'settings.auditChannelId': 1 }, { sparse: true })
  .index({ removedAt: 1 }, { sparse: true });

interface GuildStore {
  readonly guilds: Model<GuildRecord>;
  readonly raw: { readonly guilds: mongo.Collection<GuildRecord> };
  readonly caches: {
    readonly guildDocuments: LRUCache<string, true>;
    readonly guildSettings: LRUCache<string, GuildSettings>;
  };
}

/** A server's settings, the defaults where it has chosen nothing; up to a few seconds old. */
export async function fetchGuildSettings(storage: GuildStore, guildId: string): Promise<GuildSettings> {
  const cached = storage.caches.guildSettings.get(guildId);
  if (cached) return cached;
  const guild = await readInTime((time) =>
    storage.raw.guilds.findOne({ _id: guildId }, { ...time.limits(), projection: { settings: 1 } }),
  );
  // Whoever changed them while they were read knows better.
  const changed = storage.caches.guildSettings.get(guildId);
  if (changed) return changed;
  const settings = readSettings(guild);
  storage.caches.guildSettings.set(guildId, settings);
  return settings;
}

/** Where a server's data are not being erased. */
export const notErasing = { erasingSince: { $exists: false } } as const;

/**
 * Makes sure that a server has its document, before anything of it is stored: so all that is stored of servers is found
 * by their documents. Whoever stores something for a server is in it, so a mark of its removal is taken out; from here
 * on it would take another removal, and thirty days, until an erasure could begin. (No process remembers for so long
 * that a document is there.)
 *
 * An insert and not an upsert: concurrent upserts of one new document may disagree about it on some servers.
 * @throws UserError `serverErasing`
 */
export async function ensureGuild(storage: GuildStore, guildId: string): Promise<void> {
  if (storage.caches.guildDocuments.has(guildId)) return;
  const found = await storage.guilds.findById(guildId, { removedAt: 1, erasingSince: 1 }).lean();
  const isMarked = found?.removedAt !== undefined || found?.erasingSince !== undefined;
  const state = isMarked ? await markReturned(storage, guildId) : found && 'kept';
  if (state === 'erasing') throw new UserError('serverErasing');
  if (state !== 'kept') await insertGuild(storage, guildId);
  storage.caches.guildDocuments.set(guildId, true);
}

async function insertGuild({ guilds }: Pick<GuildStore, 'guilds'>, guildId: string): Promise<void> {
  const guild = { _id: guildId, settings: defaultGuildSettings, lastNumber: 0, revision: 0 };
  await guilds.create(guild).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
  });
}

/** What is there of a server: its data are kept, or are being erased to the end, or there are none. */
export type ServerState = 'kept' | 'erasing' | 'none';

/** Takes out that a server was removed, unless its data are being erased. */
export async function markReturned(
  { guilds }: Pick<GuildStore, 'guilds'>,
  guildId: string,
): Promise<ServerState> {
  const kept = await guilds.updateOne({ _id: guildId, ...notErasing }, { $unset: { removedAt: 1 } });
  if (kept.matchedCount > 0) return 'kept';
  return (await guilds.exists({ _id: guildId })) ? 'erasing' : 'none';
}

/** Notes when a server was removed. One that is marked already, or of which nothing is stored, stays as it is. */
export async function markRemoved(
  { guilds }: Pick<GuildStore, 'guilds'>,
  guildId: string,
  removedAt: Date,
): Promise<void> {
  await guilds.updateOne({ _id: guildId, removedAt: { $exists: false } }, { $set: { removedAt } });
}

/** The servers whose data are being erased: what is left of them says nothing any more. */
export async function findErasingServers({ raw }: Pick<GuildStore, 'raw'>): Promise<string[]> {
  const erasing = raw.guilds.find({ erasingSince: { $exists: true } }, { projection: { _id: 1 } });
  return (await erasing.toArray()).map(({ _id }) => _id);
}
