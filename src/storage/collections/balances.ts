import { Schema, type ClientSession, type mongo } from 'mongoose';
import type { Debt } from '../../split/debts-of-expense.js';
import { UserError } from '../../errors/user-error.js';
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

/**
 * What the database itself holds to: each cell is a whole number that JavaScript counts exactly. Two such numbers add up
 * to one that is exact, or is over the limit, so a `$inc` leaves an exact cell or none.
 */
export const balanceValidator = {
  $jsonSchema: {
    properties: {
      owedBy: {
        bsonType: 'object',
        additionalProperties: {
          bsonType: ['int', 'long', 'double'],
          minimum: Number.MIN_SAFE_INTEGER,
          maximum: Number.MAX_SAFE_INTEGER,
          multipleOf: 1,
        },
      },
    },
  },
} as const;

/** The debts of an expense as they change the rows of one server and currency. */
interface BalanceChange {
  readonly guildId: string;
  readonly currency: string;
  readonly debts: readonly Debt[];
}

interface BalanceStore {
  readonly raw: { readonly balances: mongo.Collection<BalanceRecord> };
  /** The server holds to the validators of its collections. */
  readonly validates: boolean;
}

/**
 * A row that gains at least this many debtors is read, added to and replaced; with fewer, one `$inc` for each is
 * cheaper. (A replacement and not a `$set`, for which the server compares a thousand fields.) Both are safe, because
 * every change of a row raises its guild's revision in the same transaction. Where the server checks no cells, every row
 * is read and its sums are checked here.
 */
const replacedFrom = 50;

/**
 * The writes that add debts to the balances, one row for each creditor; only for `runGuildTransaction`.
 * @throws UserError `balanceTooLarge`, here or by the writes, when a cell would be no safe integer
 */
export async function changeBalances(
  { raw, validates }: BalanceStore,
  { guildId, currency, debts }: BalanceChange,
  session: ClientSession,
): Promise<Write[]> {
  const writes: Write[] = [];
  for (const [creditorId, owed] of groupByCreditor(debts)) {
    const row = { guildId, currency, creditorId };
    const whenRefused = () => new UserError('balanceTooLarge', { creditorId, currency });
    const at = { collection: 'balances', filter: row, upsert: true, whenRefused } as const;
    if (validates && owed.size < replacedFrom) {
      const $inc = Object.fromEntries([...owed].map(([debtorId, minor]) => [`owedBy.${debtorId}`, minor]));
      writes.push({ ...at, kind: 'update', change: { $inc } });
    } else {
      const stored = await raw.balances.findOne(row, { session, projection: { _id: 0, owedBy: 1 } });
      const owedBy: Record<string, number> = stored?.owedBy ?? {};
      for (const [debtorId, minor] of owed) {
        const sum = (owedBy[debtorId] ?? 0) + minor;
        if (!Number.isSafeInteger(sum)) throw whenRefused();
        owedBy[debtorId] = sum;
      }
      writes.push({ ...at, kind: 'replace', change: { ...row, owedBy } });
    }
  }
  return writes;
}

/** The increase of each debtor's debt, by creditor; what comes to nothing is left out. */
function groupByCreditor(debts: readonly Debt[]): Map<string, Map<string, number>> {
  const rows = new Map<string, Map<string, number>>();
  for (const { debtorId, creditorId, amountMinor } of debts) {
    let owed = rows.get(creditorId);
    if (owed === undefined) rows.set(creditorId, (owed = new Map<string, number>()));
    owed.set(debtorId, (owed.get(debtorId) ?? 0) + amountMinor);
  }
  for (const [creditorId, owed] of rows) {
    for (const [debtorId, minor] of owed) if (minor === 0) owed.delete(debtorId);
    if (owed.size === 0) rows.delete(creditorId);
  }
  return rows;
}
