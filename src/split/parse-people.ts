import type { Currency } from '../money/currency.js';
import { UserError } from '../errors/user-error.js';
import type { PeopleText, PersonEntry, PersonRef } from './people.js';
import { lookAtValue, parseValue, type ValueLook } from './parse-value.js';
import type { SplitKind } from './split.js';
import { tokenisePeople } from './tokenise-people.js';

export type { PeopleText, PersonEntry, PersonRef, PersonValue } from './people.js';
export { toPayments } from './to-payments.js';
export { type PeopleLookup, type ResolvedPeople, resolvePeople } from './resolve-people.js';

/** What `resolvePeople` needs looked up, each once. */
export interface PeopleNeeded {
  readonly userIds: string[];
  readonly roleIds: string[];
  readonly everyone: boolean;
  readonly expenses: number[];
  readonly names: string[];
}

/** An entry before the kind of the split is known. */
interface RawEntry {
  readonly ref: PersonRef;
  readonly personWord: string;
  readonly valueWord?: string;
  readonly look?: ValueLook;
}

const mention = /^<@([!&]?)(\d+)>$/;

/**
 * Parses a text of `for` or `paid_by`: people, each with an optional value. Nothing is looked up, so these mistakes
 * are found before any request.
 * @throws UserError `people…`, `split…`, `rest…`, and the codes of `parseValue`, quoting the piece
 */
export function parsePeople(text: string, options: { currency: Currency; split?: SplitKind }): PeopleText {
  const raw = parseEntries(tokenisePeople(text));
  if (raw.length === 0) throw new UserError('peopleMissing');
  const split = options.split === undefined ? findKind(raw) : checkKind(raw, options.split);
  return { split, entries: raw.map((entry) => parseEntry(entry, split, options.currency)) };
}

/** Pairs people with their values. */
function parseEntries(words: readonly string[]): RawEntry[] {
  const entries: RawEntry[] = [];
  for (const word of words) {
    const ref = parseRef(word);
    if (ref !== undefined) {
      entries.push({ ref, personWord: word });
      continue;
    }
    const last = entries.at(-1);
    entries.splice(-1, 1, extendEntry(last, word));
  }
  return entries;
}

function parseRef(word: string): PersonRef | undefined {
  const [, mark, id] = mention.exec(word) ?? [];
  if (id !== undefined) return mark === '&' ? { type: 'role', roleId: id } : { type: 'user', userId: id };
  if (/^@?me$/i.test(word)) return { type: 'me' };
  if (/^@?(?:everyone|सब)$/iu.test(word)) return { type: 'everyone' };
  if (word.startsWith('#')) return { type: 'expense', number: parseExpenseNumber(word) };
  if (!word.startsWith('@')) return undefined;
  if (word === '@') throw new UserError('peopleWordUnknown', { typed: word });
  return { type: 'name', name: word.slice(1) };
}

function parseExpenseNumber(word: string): number {
  const number = Number(/^#([1-9][0-9]{0,8})$/.exec(word)?.[1]);
  if (!Number.isInteger(number)) throw new UserError('peopleExpenseNumber', { typed: word });
  return number;
}

/** Adds a word to an entry: its value, or a further word of its name. */
function extendEntry(entry: RawEntry | undefined, word: string): RawEntry {
  const look = lookAtValue(word);
  if (entry === undefined) {
    throw new UserError(look === undefined ? 'peopleWordUnknown' : 'peopleValueWithoutPerson', {
      typed: word,
    });
  }
  if (look !== undefined) {
    if (entry.valueWord === undefined) return { ...entry, valueWord: word, look };
    throw new UserError('peopleTwoValues', {
      typed: `${entry.personWord} ${entry.valueWord} ${word}`,
    });
  }
  // Names may have spaces: an unknown word after a name belongs to it.
  if (entry.ref.type !== 'name' || entry.valueWord !== undefined) {
    throw new UserError('peopleWordUnknown', { typed: word });
  }
  return {
    ref: { type: 'name', name: `${entry.ref.name} ${word}` },
    personWord: `${entry.personWord} ${word}`,
  };
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

/** Checks the values against the split that was named. */
function checkKind(entries: readonly RawEntry[], split: SplitKind): SplitKind {
  const looks: readonly ValueLook[] = looksOfKind[split];
  const contrary = entries.find((entry) => entry.look !== undefined && !looks.includes(entry.look));
  if (contrary !== undefined) throw new UserError('splitContradicted', { split, typed: pieceOf(contrary) });
  if (split !== 'equal' && entries.every((entry) => entry.look === undefined)) {
    throw new UserError('splitNeedsValues', { split });
  }
  return split;
}

function parseEntry(entry: RawEntry, split: SplitKind, currency: Currency): PersonEntry {
  const { ref, personWord, valueWord, look } = entry;
  if (split === 'equal') return { ref, piece: personWord };
  const typed = pieceOf(entry);
  if (valueWord === undefined || look === undefined) throw new UserError('peopleValueMissing', { typed });
  if (split === 'shares' && look === 'rest') throw new UserError('restWithWeights', { typed });
  return { ref, piece: `${personWord} ${valueWord}`, value: parseValue(valueWord, look, split, currency) };
}

function pieceOf({ personWord, valueWord }: RawEntry): string {
  return valueWord === undefined ? personWord : `${personWord} ${valueWord}`;
}

/** Lists what `resolvePeople` needs, so that all of it can be fetched at once. */
export function peopleNeeded(people: PeopleText): PeopleNeeded {
  const refs = people.entries.map(({ ref }) => ref);
  const unique = <Item>(items: readonly Item[]): Item[] => [...new Set(items)];
  return {
    userIds: unique(refs.flatMap((ref) => (ref.type === 'user' ? [ref.userId] : []))),
    roleIds: unique(refs.flatMap((ref) => (ref.type === 'role' ? [ref.roleId] : []))),
    everyone: refs.some((ref) => ref.type === 'everyone'),
    expenses: unique(refs.flatMap((ref) => (ref.type === 'expense' ? [ref.number] : []))),
    names: unique(refs.flatMap((ref) => (ref.type === 'name' ? [ref.name] : []))),
  };
}
