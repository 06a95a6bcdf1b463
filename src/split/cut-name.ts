import { UserError } from '../errors/user-error.js';
import { dropDiscriminator, foldName } from './fold-name.js';
import type { NameOwner, PersonRef, TypedName } from './people.js';

/** The name at the beginning of a stretch, and where it ends in the text. */
export interface CutName {
  readonly ref: PersonRef;
  readonly end: number;
}

/** No name of a member or role is longer, in any Unicode form. In UTF-16 units. */
const maxTypedLength = 400;

/** How many members and roles an error lists. */
const maxSuggested = 10;

/** Members and roles by each of their names. */
export type NameIndex = ReadonlyMap<string, readonly NameOwner[]>;

/** @param owners each once */
export function indexNames(owners: readonly NameOwner[]): NameIndex {
  const index = new Map<string, NameOwner[]>();
  for (const owner of owners) {
    for (const name of new Set(owner.names)) {
      const withName = index.get(name);
      if (withName) withName.push(owner);
      else index.set(name, [owner]);
    }
  }
  index.delete('');
  return index;
}

/**
 * Finds the longest name that a stretch begins with and that ends with one of its words. Members and roles count
 * alike; the words `me` and `everyone` are names too.
 * @throws UserError `nameAmbiguous` when several have that name, `nameIncomplete` when names only begin so, and
 *   `nameUnknown`
 */
export function cutName(stretch: TypedName, index: NameIndex): CutName {
  const beginnings = findBeginnings(stretch.text.slice(1));
  for (const typed of beginnings) {
    const end = stretch.start + 1 + typed.length;
    const keyword = parseKeyword(typed);
    if (keyword !== undefined) return { ref: keyword, end };
    const [owner, ...others] = findOwners(typed, index);
    if (owner === undefined) continue;
    if (others.length === 0) return { ref: owner.ref, end };
    throw new UserError('nameAmbiguous', { typed: `@${typed}`, ...suggest([owner, ...others]) });
  }
  throw explainUnknown(stretch, beginnings, index);
}

/** The beginnings of a text that end with a word, the longest first. */
function findBeginnings(text: string): string[] {
  const beginnings: string[] = [];
  for (const { index } of `${text} `.matchAll(/(?<=\S)\s/gu)) {
    if (index <= maxTypedLength) beginnings.unshift(text.slice(0, index));
  }
  return beginnings;
}

/** The words that mean people without being names; undefined: another word. */
export function parseKeyword(word: string): PersonRef | undefined {
  if (/^me$/i.test(word)) return { type: 'me' };
  return /^(?:everyone|सब)$/iu.test(word) ? { type: 'everyone' } : undefined;
}

function findOwners(typed: string, index: NameIndex): readonly NameOwner[] {
  return index.get(foldName(typed)) ?? index.get(foldName(dropDiscriminator(typed))) ?? [];
}

/** Lists those whose names begin with as much of what was typed as any name does. */
function explainUnknown(stretch: TypedName, beginnings: readonly string[], index: NameIndex): UserError {
  const { text: typed } = stretch;
  for (const beginning of beginnings.map(foldName)) {
    if (beginning === '') break;
    const begun = [...index].flatMap(([name, owners]) => (name.startsWith(beginning) ? owners : []));
    if (begun.length > 0) return new UserError('nameIncomplete', { typed, ...suggest([...new Set(begun)]) });
  }
  return new UserError('nameUnknown', { typed });
}

function suggest(owners: readonly NameOwner[]) {
  const shown = owners.slice(0, maxSuggested).map(({ ref }) => ref);
  return {
    userIds: shown.flatMap((ref) => (ref.type === 'user' ? [ref.userId] : [])),
    roleIds: shown.flatMap((ref) => (ref.type === 'role' ? [ref.roleId] : [])),
    more: owners.length - shown.length,
  };
}
