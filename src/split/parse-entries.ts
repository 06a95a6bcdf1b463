import type { Currency } from '../money/currency.js';
import { UserError } from '../errors/user-error.js';
import { parseKeyword } from './cut-name.js';
import {
  peopleLimits,
  type PeopleText,
  type PeopleToken,
  type PersonRef,
  type PersonValue,
} from './people.js';
import { lookAtValue, parseValue, type ValueLook } from './parse-value.js';
import type { SplitKind } from './split.js';

/** An entry before the kind of the split is known. */
export interface RawEntry {
  /** Undefined: a typed name that is still to be looked up. */
  readonly ref: PersonRef | undefined;
  readonly personWord: string;
  readonly valueWord?: string;
  readonly look?: ValueLook;
}

const mention = /^<@([!&]?)(\d+)>$/;

/**
 * Pairs people with their values.
 * @throws UserError for words that are neither, and for too many people
 */
export function parseEntries(tokens: readonly PeopleToken[]): RawEntry[] {
  const entries: RawEntry[] = [];
  for (const token of tokens) {
    const ref = token.type === 'name' ? undefined : (token.ref ?? parseRef(token.text));
    if (token.type === 'name' || ref !== undefined) entries.push({ ref, personWord: token.text });
    else entries.splice(-1, 1, addValue(entries.at(-1), token.text));
  }
  if (entries.length === 0) throw new UserError('peopleMissing');
  checkLimits(entries.map(({ ref }) => ref));
  return entries;
}

function parseRef(word: string): PersonRef | undefined {
  const [, mark, id] = mention.exec(word) ?? [];
  if (id !== undefined) return mark === '&' ? { type: 'role', roleId: id } : { type: 'user', userId: id };
  if (word.startsWith('#')) return { type: 'expense', number: parseExpenseNumber(word) };
  if (word === '@') throw new UserError('peopleWordUnknown', { typed: word });
  return parseKeyword(word.replace(/^@/, ''));
}

function parseExpenseNumber(word: string): number {
  const number = Number(/^#([1-9][0-9]{0,8})$/.exec(word)?.[1]);
  if (!Number.isInteger(number)) throw new UserError('peopleExpenseNumber', { typed: word });
  return number;
}

/** Adds a word to an entry as its value. */
function addValue(entry: RawEntry | undefined, word: string): RawEntry {
  const look = lookAtValue(word);
  if (look === undefined) throw new UserError('peopleWordUnknown', { typed: word });
  if (entry === undefined) throw new UserError('peopleValueWithoutPerson', { typed: word });
  if (entry.valueWord === undefined) return { ...entry, valueWord: word, look };
  throw new UserError('peopleTwoValues', { typed: `${pieceOf(entry)} ${word}` });
}

/** @throws UserError `peopleTooManyOfKind` */
function checkLimits(refs: readonly (PersonRef | undefined)[]): void {
  for (const kind of ['user', 'role', 'expense', 'name'] as const) {
    const count = refs.filter((ref) => (ref?.type ?? 'name') === kind).length;
    const limit = peopleLimits[kind];
    if (count > limit) throw new UserError('peopleTooManyOfKind', { kind, count, limit });
  }
}

/** Checks what is certain before names are looked up. */
export function checkCertain(certain: readonly RawEntry[], { split, currency }: PeopleText): void {
  if (split === undefined && certain.every(({ look }) => look === undefined)) return;
  const kind = split ?? findKind(certain);
  checkFit(certain, kind);
  for (const entry of certain) readValue(entry, kind, currency);
}

/** The kind of the split, and the values, parallel to the entries. */
export function readValues(entries: readonly RawEntry[], { split, currency }: PeopleText) {
  const kind = split ?? findKind(entries);
  checkFit(entries, kind);
  if (kind !== 'equal' && entries.every(({ look }) => look === undefined)) {
    throw new UserError('splitNeedsValues', { split: kind });
  }
  return { split: kind, values: entries.map((entry) => readValue(entry, kind, currency)) };
}

/** Infers the kind of split from the values. `rest` alone is exact. */
function findKind(entries: readonly RawEntry[]): SplitKind {
  const valued = entries.filter((entry) => entry.look !== undefined);
  if (valued.length === 0) return 'equal';
  const [first, ...others] = valued.filter((entry) => entry.look !== 'rest');
  if (first === undefined) return 'exact';
  const kind = kindOfLook(first.look);
  const contrary = others.find((entry) => kindOfLook(entry.look) !== kind);
  if (contrary !== undefined) {
    throw new UserError('peopleMixedKinds', { typed: pieceOf(first), other: pieceOf(contrary) });
  }
  return kind;
}

function kindOfLook(look: ValueLook | undefined): SplitKind {
  return look === 'percent' ? 'percent' : look === 'weight' ? 'shares' : 'exact';
}

const looksOfKind = {
  equal: [],
  exact: ['bare', 'money', 'rest'],
  percent: ['bare', 'percent', 'rest'],
  // `rest` is refused later, with its own error.
  shares: ['bare', 'weight', 'rest'],
} as const satisfies Record<SplitKind, readonly ValueLook[]>;

/** Checks the forms of values against the kind of the split. */
function checkFit(entries: readonly RawEntry[], split: SplitKind): void {
  const looks: readonly ValueLook[] = looksOfKind[split];
  const contrary = entries.find((entry) => entry.look !== undefined && !looks.includes(entry.look));
  if (contrary !== undefined) throw new UserError('splitContradicted', { split, typed: pieceOf(contrary) });
}

/** @returns undefined in an equal split */
function readValue(entry: RawEntry, split: SplitKind, currency: Currency): PersonValue | undefined {
  const { valueWord, look } = entry;
  if (split === 'equal') return undefined;
  const typed = pieceOf(entry);
  if (valueWord === undefined || look === undefined) throw new UserError('peopleValueMissing', { typed });
  if (split === 'shares' && look === 'rest') throw new UserError('restWithWeights', { typed });
  return parseValue(valueWord, look, split, currency);
}

export function pieceOf({ personWord, valueWord }: RawEntry): string {
  return valueWord === undefined ? personWord : `${personWord} ${valueWord}`;
}
