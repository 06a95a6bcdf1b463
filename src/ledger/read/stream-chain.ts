import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ChangeRecord, ExpenseChange } from '../../storage/collections/changes.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Storage } from '../../storage/connect.js';
import { findDecoded } from '../../storage/stream-snapshot.js';
import type { Session } from '../../storage/transaction/with-snapshot.js';
import { toVersion } from '../change/versions.js';
import type { LedgerFault } from './ledger-fault.js';

/** How many expenses, and how many changes, are held at once. */
const stride = 500;

/** After so many the event loop gets its turn: the links of expenses of a thousand people take a millisecond each. */
const expensesInTurn = 20;

/** Which chain is read, and as of when. */
export interface ChainSource {
  readonly storage: Storage;
  readonly guildId: string;
  readonly session: Session;
}

/** The first version of an expense, and what its later versions do not agree on. */
export interface Origin extends ExpenseRecord {
  readonly faults: readonly LedgerFault[];
}

/** Of the expenses up to a number. In the order of their numbers, which is that of their places in the chain. */
export async function* streamOrigins(
  { storage, guildId, session }: ChainSource,
  lastNumber: number,
): AsyncGenerator<Origin> {
  for (let from = 1; from <= lastNumber; from += stride) {
    const number = { $gte: from, $lt: Math.min(from + stride, lastNumber + 1) };
    const expenses = await findDecoded(storage.raw.expenses, { guildId, number }, { session });
    const changes = expenses.some(({ version }) => version > 1)
      ? await storage.raw.changes.find({ guildId, 'expenses.number': number }, { session }).toArray()
      : [];
    const later = changes.flatMap((change) => change.expenses);
    for (const [index, expense] of expenses.sort((one, other) => one.number - other.number).entries()) {
      yield goBack(
        expense,
        later.filter((change) => change.number === expense.number),
      );
      if (index % expensesInTurn === 0) await setImmediate();
    }
  }
}

/** Goes from the newest version of an expense to its first one. */
function goBack(expense: ExpenseRecord, changes: readonly ExpenseChange[]): Origin {
  const { number } = expense;
  const faults: LedgerFault[] = [];
  for (let version = expense.version; version > 1; version--) {
    const change = changes.find((one) => one.version === version);
    const then = toVersion(expense, version, changes);
    const isAsMade =
      change !== undefined &&
      Object.entries(change.after).every(([field, value]) =>
        isDeepStrictEqual(then[field as keyof ExpenseRecord] ?? null, value),
      );
    if (!isAsMade) faults.push({ fault: 'versionDiffers', number, version });
  }
  return { ...toVersion(expense, 1, changes), faults };
}

/** Up to a revision, in their order. */
export async function* streamChanges(
  { storage, guildId, session }: ChainSource,
  lastRevision: number,
): AsyncGenerator<ChangeRecord> {
  for (let after = 0; after < lastRevision;) {
    const changes = await storage.raw.changes
      .find({ guildId, revision: { $gt: after, $lte: lastRevision } }, { session })
      .sort({ revision: 1 })
      .limit(stride)
      .toArray();
    yield* changes;
    const last = changes.at(-1);
    if (!last) return;
    after = last.revision;
  }
}
