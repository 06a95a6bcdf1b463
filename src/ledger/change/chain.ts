import { createHash, type Hash } from 'node:crypto';
import {
  changeableFields,
  type ChangeableField,
  type ChangeRecord,
} from '../../storage/collections/changes.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';

// The chain of a ledger: every change carries a hash over what it did and over the hash of the change before it. The
// canonical form holds ids and amounts, and no name of a person, so that an erasure breaks nothing.

/** What people typed is kept as a help for an edit, and says nothing that the other fields do not. */
const unchained: ReadonlySet<ChangeableField> = new Set(['typed', 'categoryKey', 'notes']);
const chainedFields = changeableFields.filter((field) => !unchained.has(field));

type ChainedField = (typeof changeableFields)[number];

/** The first version of an expense, as the chain covers it. */
export type ChainedExpense = Pick<
  ExpenseRecord,
  'number' | 'kind' | 'requestId' | 'createdBy' | 'createdAt' | ChainedField
>;

/** The link before the first one of a ledger. */
export function firstLink(guildId: string): string {
  return hashOf(['ledger', guildId]);
}

/** The link of an expense that was added as the change with a revision. */
export function linkExpense(previous: string, revision: number, expense: ChainedExpense): string {
  return hashOf([previous, revision, 'add', canonicalExpense(expense)]);
}

/** The link of any other change. */
export function linkChange(
  previous: string,
  change: Omit<ChangeRecord, 'hash' | 'guildId' | 'requestHash'>,
): string {
  const { revision, kind, requestId, by, at, reason = null, expenses, settings, anchor = null } = change;
  const changed = expenses.map(({ number, version, before, after }) => [
    number,
    version,
    canonicalFields(before),
    canonicalFields(after),
  ]);
  const rest = settings ? [canonical(settings)] : [];
  return hashOf([previous, revision, kind, requestId, by, at, reason, changed, canonical(anchor), ...rest]);
}

/** Takes the digest of expenses that were added without links, in the order of their numbers. */
export class AnchorDigest {
  readonly #hash: Hash;

  constructor(hash = createHash('sha256')) {
    this.#hash = hash;
  }

  /** One that goes on from here by itself. */
  copy(): AnchorDigest {
    return new AnchorDigest(this.#hash.copy());
  }

  add(expense: ChainedExpense): void {
    this.#hash.update(JSON.stringify(canonicalExpense(expense))).update('\n');
  }

  finish(): string {
    return this.#hash.digest('base64url');
  }
}

function canonicalExpense(expense: ChainedExpense): unknown[] {
  const { number, kind, requestId, createdBy, createdAt } = expense;
  return [number, kind, requestId, createdBy, createdAt, canonicalFields(expense)];
}

/** Those that are there, in a fixed order. */
function canonicalFields(fields: Readonly<Partial<Record<ChangeableField, unknown>>>): unknown[] {
  return chainedFields.flatMap((field) => {
    const value = fields[field];
    return value === undefined ? [] : [[field, canonical(value)]];
  });
}

/** With the fields of objects in the order of their names: a database may give them in another one. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, part]) => [name, canonical(part)]);
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
