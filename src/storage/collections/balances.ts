import { Schema, type ClientSession, type mongo } from 'mongoose';
import type { Debt } from '../../split/debts-of-expense.js';
import type { Write } from '../write.js';

/**
 * What a creditor is owed in one currency: one row a creditor, so that an expense of a thousand people touches as
 * many documents as one of four. The net of a pair is the difference of its two directions.
 */
export interface BalanceRecord {
  readonly guildId: string;
  readonly currency: string;
  readonly creditorId: string;
  /** Minor units by debtor; an entry may have come back to 0. */
  readonly owedBy: Readonly<Record<string, number>>;
}

export const balanceSchema = new Schema<BalanceRecord>(
  {
    guildId: { type: String, required: true },
    currency: { type: String, required: true, match: /^[A-Z]{3}$/ },
    creditorId: { type: String, required: true },
    owedBy: {
      type: Map,
      of: { type: Number, validate: Number.isSafeInteger },
      required: true,
    },
  },
  { collection: 'balances', strict: 'throw', versionKey: false },
).index({ guildId: 1, currency: 1, creditorId: 1 }, { unique: true });

/** The debts of an expense as they change the rows of one server and currency. */
interface BalanceChange {
  readonly guildId: string;
  readonly currency: string;
  readonly debts: readonly Debt[];
}

interface BalanceStore {
  readonly raw: { readonly balances: mongo.Collection<BalanceRecord> };
}

/**
 * A row that gains at least this many debtors is read, added to and replaced; with fewer, one `$inc` for each is
 * cheaper. (A replacement and not a `$set`, for which the server compares a thousand fields.) Both are safe, because
 * every change of a row raises its guild's revision in the same transaction.
 */
const replacedFrom = 50;

/** The writes that add debts to the balances, one row for each creditor; only for `runGuildTransaction`. */
export async function changeBalances(
  { raw }: BalanceStore,
  { guildId, currency, debts }: BalanceChange,
  session: ClientSession,
): Promise<Write[]> {
  const writes: Write[] = [];
  for (const [creditorId, owed] of groupByCreditor(debts)) {
    const row = { guildId, currency, creditorId };
    const at = { collection: 'balances', filter: row, upsert: true } as const;
    if (owed.size < replacedFrom) {
      const $inc = Object.fromEntries([...owed].map(([debtorId, minor]) => [`owedBy.${debtorId}`, minor]));
      writes.push({ ...at, kind: 'update', change: { $inc } });
    } else {
      const stored = await raw.balances.findOne(row, { session, projection: { _id: 0, owedBy: 1 } });
      const owedBy = { ...stored?.owedBy };
      for (const [debtorId, minor] of owed) owedBy[debtorId] = (owedBy[debtorId] ?? 0) + minor;
      writes.push({ ...at, kind: 'replace', change: { ...row, owedBy } });
    }
  }
  return writes;
}

/** The increase of each debtor's debt, by creditor. */
function groupByCreditor(debts: readonly Debt[]): Map<string, Map<string, number>> {
  const rows = new Map<string, Map<string, number>>();
  for (const { debtorId, creditorId, amountMinor } of debts) {
    let owed = rows.get(creditorId);
    if (owed === undefined) rows.set(creditorId, (owed = new Map<string, number>()));
    owed.set(debtorId, (owed.get(debtorId) ?? 0) + amountMinor);
  }
  return rows;
}
