import { isDeepStrictEqual } from 'node:util';
import {
  changeableFields,
  type ChangedFields,
  type ChangedSettings,
  type ExpenseChange,
  type SettingsChange,
} from '../../storage/collections/changes.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { GuildSettings } from '../../storage/collections/guilds.js';

/** What of an expense differs between two of its versions. */
export function compareVersions(before: ExpenseRecord, after: ExpenseRecord): ExpenseChange {
  const changed = changeableFields.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  return {
    number: after.number,
    version: after.version,
    before: pickFields(before, changed),
    after: pickFields(after, changed),
  };
}

function pickFields(
  expense: ExpenseRecord,
  fields: readonly (typeof changeableFields)[number][],
): ChangedFields {
  return Object.fromEntries(fields.map((field) => [field, expense[field] ?? null]));
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

/** An expense with other fields; null: without the field. */
export function applyFields(expense: ExpenseRecord, fields: ChangedFields): ExpenseRecord {
  const kept = Object.entries({ ...expense, ...fields }).filter(([, value]) => value !== null);
  return Object.fromEntries(kept) as unknown as ExpenseRecord;
}

/** What differs between a server's settings and other ones. */
export function compareSettings(before: GuildSettings, after: GuildSettings): SettingsChange {
  const names = Object.keys({ ...before, ...after }) as (keyof GuildSettings)[];
  const changed = names.filter((name) => before[name] !== after[name]);
  const pick = (settings: GuildSettings): ChangedSettings =>
    Object.fromEntries(changed.map((name) => [name, settings[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}

/** Settings with others in their place; null: without the setting. */
export function applySettings(settings: GuildSettings, changed: ChangedSettings): GuildSettings {
  const kept = Object.entries({ ...settings, ...changed }).filter(([, value]) => value !== null);
  return Object.fromEntries(kept) as unknown as GuildSettings;
}
