import { cutName, indexNames, parseKeyword, type NameIndex } from './cut-name.js';
import { parseEntries, pieceOf, readValues } from './parse-entries.js';
import type {
  NamedStretch,
  NameOwner,
  PeopleEntries,
  PeopleText,
  PeopleToken,
  TypedName,
  Word,
} from './people.js';
import { tokenisePeople } from './tokenise-people.js';
import { unique } from './unique.js';

/** What `resolvePeople` needs looked up besides names, each once. */
export interface PeopleNeeded {
  readonly userIds: string[];
  readonly roleIds: string[];
  readonly everyone: boolean;
  readonly expenses: number[];
}

/**
 * Reads a parsed text with the members and roles that its typed names may mean.
 * @param owners all whose names begin with the first word of a typed name, each once
 * @throws UserError `name…`, and the codes of `parsePeople`
 */
export function readPeople(people: PeopleText, owners: readonly NameOwner[]): PeopleEntries {
  const index = indexNames(owners);
  const words = people.tokens.flatMap((token) =>
    token.type === 'name' ? cutToken(token, index, people.text) : [token],
  );
  const raw = parseEntries(words);
  const { split, values } = readValues(raw, people);
  const entries = raw.flatMap((entry, at) => {
    const value = values[at];
    // No name is unknown any more.
    return entry.ref === undefined
      ? []
      : [{ ref: entry.ref, piece: pieceOf(entry), ...(value && { value }) }];
  });
  return { split, entries, named: words.flatMap(findNamed) };
}

/** A typed name as a word with its person, and the words behind it. */
function cutToken(token: TypedName, index: NameIndex, text: string): PeopleToken[] {
  const { ref, end } = cutName(token, index);
  const word: Word = { type: 'word', text: text.slice(token.start, end), start: token.start, end, ref };
  return [word, ...tokenisePeople(text, end, token.end)];
}

/** A word that a mention can replace: all that mean people but mentions themselves, `everyone` and `#11`. */
function findNamed(token: PeopleToken): NamedStretch[] {
  if (token.type === 'name') return [];
  const { text, start, end, ref = parseKeyword(text.replace(/^@/, '')) } = token;
  return ref?.type === 'user' || ref?.type === 'role' || ref?.type === 'me' ? [{ start, end, ref }] : [];
}

/** Lists what `resolvePeople` needs, so that all of it can be fetched at once. */
export function peopleNeeded({ entries }: PeopleEntries): PeopleNeeded {
  const refs = entries.map(({ ref }) => ref);
  return {
    userIds: unique(refs.flatMap((ref) => (ref.type === 'user' ? [ref.userId] : []))),
    roleIds: unique(refs.flatMap((ref) => (ref.type === 'role' ? [ref.roleId] : []))),
    everyone: refs.some((ref) => ref.type === 'everyone'),
    expenses: unique(refs.flatMap((ref) => (ref.type === 'expense' ? [ref.number] : []))),
  };
}
