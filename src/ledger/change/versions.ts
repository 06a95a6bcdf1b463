import { isDeepStrictEqual } from 'node:util';
import {
  changeableFields,
  type ChangedFields,
  type ChangedSettings,
  type ChangeRecord,
  type ExpenseChange,
  type SettingsChange,
} from '../../storage/collections/changes.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { GuildSettings } from '../../storage/collections/guilds.js';
import { toExpense } from '../to-expense.js';
import type { ChangedExpense } from './change.js';

/** What of an expense differs between two of its versions. */
export function compareVersions(before: ExpenseRecord, after: ExpenseRecord): ExpenseChange {
  const { number, version } = after;
  return { number, version, ...compareFields<ChangedFields>(before, after, changeableFields) };
}

/** What differs between a server's settings and other ones. */
export function compareSettings(before: GuildSettings, after: GuildSettings): SettingsChange {
  const names = Object.keys({ ...before, ...after }) as (keyof GuildSettings)[];
  return compareFields<ChangedSettings>(before, after, names);
}

/** The fields that differ, as they are in both; null: without the field. */
function compareFields<Fields extends object>(
  before: Fields,
  after: Fields,
  names: readonly (keyof Fields)[],
): { readonly before: Fields; readonly after: Fields } {
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const pick = (whole: Fields) =>
    Object.fromEntries(changed.map((name) => [name, whole[name] ?? null])) as Fields;
  return { before: pick(before), after: pick(after) };
}

/** An expense as it was added. @param changes as in `toChanged` */
export function toAdded(expense: ExpenseRecord, changes: readonly ChangeRecord[]): ChangedExpense {
  return { after: toExpense(toVersion(expense, 1, listVersions(changes))) };
}

/**
 * What a change made of one expense.
 * @param expense as it is now
 * @param changes at least those of this expense from that change on, in any order, and read after the expense
 */
export function toChanged(
  { version }: ExpenseChange,
  expense: ExpenseRecord,
  changes: readonly ChangeRecord[],
): ChangedExpense {
  const versions = listVersions(changes);
  return {
    before: toExpense(toVersion(expense, version - 1, versions)),
    after: toExpense(toVersion(expense, version, versions)),
  };
}

function listVersions(changes: readonly ChangeRecord[]): ExpenseChange[] {
  return changes.flatMap(({ expenses }) => expenses);
}

/**
 * An expense as it was in an earlier version.
 * @param changes those of this expense after that version, in any order
 */
export function toVersion(
  expense: ExpenseRecord,
  version: number,
  changes: readonly ExpenseChange[],
): ExpenseRecord {
  const later = changes
    .filter((change) => change.number === expense.number && change.version > version)
    .sort((one, other) => other.version - one.version);
  const fields = Object.assign({}, ...later.map(({ before }) => before)) as ChangedFields;
  return applyFields({ ...expense, version }, fields);
}

/** An expense or settings with other fields; null: without the field. */
export function applyFields<Whole extends object>(whole: Whole, fields: object): Whole {
  const kept = Object.entries({ ...whole, ...fields }).filter(([, value]) => value !== null);
  return Object.fromEntries(kept) as Whole;
}
