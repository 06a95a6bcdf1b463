import type { ChangeRecord, SettingsChange } from '../../storage/collections/changes.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Storage } from '../../storage/connect.js';
import { readInTime, type ReadTime } from '../../storage/read-in-time.js';
import { UserError } from '../../errors/user-error.js';
import type { ChangedExpense } from '../change/change.js';
import { toAdded, toChanged } from '../change/versions.js';

/** Who did what when. */
export interface HistoryEntry {
  readonly kind: 'add' | Exclude<ChangeRecord['kind'], 'anchor'>;
  readonly by: string;
  readonly at: Date;
  readonly reason?: string;
  /** Its place in the order of all changes; undefined: it was added before these were numbered. */
  readonly revision?: number;
  readonly expenses: readonly ChangedExpense[];
  /** What it changed in the settings of the server. */
  readonly settings?: SettingsChange;
}

/**
 * All that was done to one expense, the newest first.
 * @throws UserError `expenseNotFound`
 * @throws StorageUnavailable
 */
export function fetchExpenseHistory(
  storage: Storage,
  guildId: string,
  number: number,
): Promise<HistoryEntry[]> {
  return readInTime(async (time) => {
    const expense = await storage.raw.expenses.findOne({ guildId, number }, time.limits());
    if (!expense) throw new UserError('expenseNotFound', { number });
    const changes = await storage.raw.changes
      .find({ guildId, 'expenses.number': number }, time.limits())
      .toArray();
    const entries = changes
      .filter(({ kind }) => kind !== 'anchor')
      .sort((one, other) => other.revision - one.revision)
      .map((change) => describeChange(change, [expense], changes));
    return [...entries, describeAdding(expense, changes)];
  });
}

/** A place in the history of a server: before it are the changes and the expenses below these. */
export interface HistoryCursor {
  readonly revision: number;
  readonly number: number;
}

export interface HistoryPage {
  /** The newest first. */
  readonly entries: readonly HistoryEntry[];
  /** Where the next page begins; undefined: there is none. */
  readonly next?: HistoryCursor;
}

/**
 * A page of what was done in a server.
 * @param before undefined: from the newest on
 * @throws StorageUnavailable
 */
export function fetchServerHistory(
  storage: Storage,
  guildId: string,
  { before, limit }: { readonly before?: HistoryCursor; readonly limit: number },
): Promise<HistoryPage> {
  return readInTime(async (time) => {
    const { revision, number } = before ?? (await findNewest(storage, guildId, time));
    // Numbers have no gaps, so a range of them needs no sort.
    const numbers = { $lt: number, $gte: number - limit - 1 };
    const [added, changes] = await Promise.all([
      storage.raw.expenses.find({ guildId, number: numbers }, time.limits()).toArray(),
      storage.raw.changes
        .find({ guildId, revision: { $lt: revision }, kind: { $ne: 'anchor' } }, time.limits())
        .sort({ revision: -1 })
        .limit(limit + 1)
        .toArray(),
    ]);
    const involved = await fetchInvolved(storage, guildId, { added, changes }, time);
    const entries = [
      ...added.map((expense) => describeAdding(expense, involved.changes)),
      ...changes.map((change) => describeChange(change, involved.expenses, involved.changes)),
    ].sort(compareNewestFirst);
    const shown = entries.slice(0, limit);
    if (entries.length === shown.length) return { entries };
    return { entries: shown, next: cursorAfter(shown, { revision, number }) };
  });
}

async function findNewest(storage: Storage, guildId: string, time: ReadTime): Promise<HistoryCursor> {
  const projection = { _id: 0, revision: 1, lastNumber: 1 };
  const guild = await storage.raw.guilds.findOne({ _id: guildId }, { ...time.limits(), projection });
  return { revision: (guild?.revision ?? 0) + 1, number: (guild?.lastNumber ?? 0) + 1 };
}

/** What was added before changes were numbered comes last, by its own number. */
function compareNewestFirst(one: HistoryEntry, other: HistoryEntry): number {
  const numberOf = ({ expenses }: HistoryEntry) => expenses[0]?.after.number ?? 0;
  return (other.revision ?? 0) - (one.revision ?? 0) || numberOf(other) - numberOf(one);
}

function cursorAfter(shown: readonly HistoryEntry[], from: HistoryCursor): HistoryCursor {
  const added = shown
    .filter(({ kind }) => kind === 'add')
    .map(({ expenses }) => expenses[0]?.after.number ?? 0);
  const changed = shown.filter(({ kind }) => kind !== 'add').map(({ revision = 0 }) => revision);
  return {
    revision: Math.min(from.revision, ...changed),
    number: Math.min(from.number, ...added),
  };
}

/** The expenses that changes are about, and all later changes of these: what stood there then follows from them. */
async function fetchInvolved(
  storage: Storage,
  guildId: string,
  found: { readonly added: readonly ExpenseRecord[]; readonly changes: readonly ChangeRecord[] },
  time: ReadTime,
): Promise<{ expenses: ExpenseRecord[]; changes: ChangeRecord[] }> {
  const changed = found.changes.flatMap(({ expenses }) => expenses.map(({ number }) => number));
  const numbers = [...new Set([...changed, ...found.added.map(({ number }) => number)])];
  const expenses = await storage.raw.expenses
    .find({ guildId, number: { $in: [...new Set(changed)] } }, time.limits())
    .toArray();
  const changes = await storage.raw.changes
    .find({ guildId, 'expenses.number': { $in: numbers } }, time.limits())
    .toArray();
  return { expenses, changes };
}

function describeAdding(expense: ExpenseRecord, changes: readonly ChangeRecord[]): HistoryEntry {
  const { createdBy: by, createdAt: at, revision } = expense;
  return {
    kind: 'add',
    by,
    at,
    ...(revision !== undefined && { revision }),
    expenses: [toAdded(expense, changes)],
  };
}

function describeChange(
  change: ChangeRecord,
  expenses: readonly ExpenseRecord[],
  changes: readonly ChangeRecord[],
): HistoryEntry {
  const { kind, by, at, reason, revision, settings } = change;
  if (kind === 'anchor') throw new Error('An anchor changes nothing');
  return {
    kind,
    by,
    at,
    ...(reason !== undefined && { reason }),
    revision,
    ...(settings && { settings }),
    expenses: change.expenses.flatMap((one) => {
      const expense = expenses.find(({ number }) => number === one.number);
      return expense ? [toChanged(one, expense, changes)] : [];
    }),
  };
}
