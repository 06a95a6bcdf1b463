import { Schema, type ClientSession, type mongo } from 'mongoose';
import type { Debt } from '../split/debts-of-expense.js';

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
 * From so many debtors on, a row is read, added to and replaced: one path of `$inc` each would cost more, and below
 * it the reading would. (Replaced and not `$set`, for which the server compares a thousand fields.) Both are safe,
 * as whoever changes a row holds its guild's document.
 */
const replacedFrom = 50;

/** Adds debts to the balances, one row for each creditor; only ever inside `writeGuild`. */
export async function addDebts(
  { raw }: BalanceStore,
  { guildId, currency, debts }: BalanceChange,
  session: ClientSession,
): Promise<void> {
  for (const [creditorId, owed] of groupByCreditor(debts)) {
    const row = { guildId, currency, creditorId };
    if (owed.size < replacedFrom) {
      const $inc = Object.fromEntries([...owed].map(([debtorId, minor]) => [`owedBy.${debtorId}`, minor]));
      await raw.balances.updateOne(row, { $inc }, { session, upsert: true });
    } else {
      const stored = await raw.balances.findOne(row, { session, projection: { _id: 0, owedBy: 1 } });
      const owedBy = { ...stored?.owedBy };
      for (const [debtorId, minor] of owed) owedBy[debtorId] = (owedBy[debtorId] ?? 0) + minor;
      await raw.balances.replaceOne(row, { ...row, owedBy }, { session, upsert: true });
    }
  }
}

/** What each debtor owes more, by creditor. */
function groupByCreditor(debts: readonly Debt[]): Map<string, Map<string, number>> {
  const rows = new Map<string, Map<string, number>>();
  for (const { debtorId, creditorId, amountMinor } of debts) {
    let owed = rows.get(creditorId);
    if (owed === undefined) rows.set(creditorId, (owed = new Map<string, number>()));
    owed.set(debtorId, (owed.get(debtorId) ?? 0) + amountMinor);
  }
  return rows;
}
