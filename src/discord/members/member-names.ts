import { takeGraphemes } from '../../limits.js';
import { UserError } from '../../errors/user-error.js';
import { dropDiscriminator, foldName, toKeyboardForms, toUnicodeForms } from '../../split/fold-name.js';
import type { Gateway } from '../connection/gateway.js';
import { memberLimits } from '../limits.js';
import { searchMembers } from './fetch-members.js';
import type { KnownMember } from './known-member.js';
import type { MemberLists } from './member-lists.js';
import type { UnknownMembers } from './unknown-members.js';

/** In a server of up to this many all members are read for a name: it is one request, and finds every Unicode form. */
const listedForNameAtMost = 5000;

/** Searches for the names of one command. Discord answers about one a second for a server. */
const searchesAtMost = 10;

/** Finds the members whose names begin as typed names do. */
export class MemberNames {
  constructor(
    private readonly gateway: Pick<Gateway, 'rest' | 'canListMembers' | 'memberCount'>,
    private readonly lists: MemberLists,
    private readonly unknown: UnknownMembers,
  ) {}

  /**
   * The members whose names begin with the first word of a typed name, each once.
   * @throws UserError `nameTooCommon`, `peopleTooManyOfKind`
   */
  async fetch(guildId: string, typedNames: readonly string[]): Promise<readonly KnownMember[]> {
    const listed = this.lists.peek(guildId) ?? (await this.#listSmallServer(guildId));
    const members = listed ? [...listed.values()] : await this.#search(guildId, typedNames);
    const isMeant = beginsLike(typedNames);
    return members.filter(({ names }) => names.some(isMeant));
  }

  async #listSmallServer(guildId: string): Promise<ReadonlyMap<string, KnownMember> | undefined> {
    const count = this.gateway.memberCount(guildId) ?? Infinity;
    if (count > listedForNameAtMost || !this.gateway.canListMembers()) return undefined;
    // Discord gives a list once in 30 s, but lets members be searched for at any time.
    await this.lists.fetch(guildId).catch(() => undefined);
    return this.lists.peek(guildId);
  }

  async #search(guildId: string, typedNames: readonly string[]): Promise<readonly KnownMember[]> {
    const queries = new Map(typedNames.flatMap((typed) => toQueries(typed).map((query) => [query, typed])));
    if (queries.size > searchesAtMost) {
      throw new UserError('peopleTooManyOfKind', {
        kind: 'name',
        count: queries.size,
        limit: searchesAtMost,
      });
    }
    const found = await Promise.all(
      [...queries].map(([query, typed]) => this.#searchOne(guildId, query, typed)),
    );
    return [...new Map(found.flat().map((member) => [member.userId, member])).values()];
  }

  async #searchOne(guildId: string, query: string, typed: string): Promise<readonly KnownMember[]> {
    const sought = `name ${query}`;
    if (this.unknown.has(guildId, sought)) return [];
    const members = await searchMembers(this.gateway.rest, guildId, query);
    // Somebody who is meant may be among those who do not fit into the answer.
    if (members.length >= memberLimits.searchResults)
      throw new UserError('nameTooCommon', { typed: `@${typed}` });
    if (members.length === 0) this.unknown.add(guildId, sought);
    return members;
  }
}

/** Whether a folded name begins with the first word of one of the typed names. */
export function beginsLike(typedNames: readonly string[]): (name: string) => boolean {
  const words = [...new Set(typedNames.map((typed) => foldName(firstWord(typed))))].filter(
    (word) => word !== '',
  );
  return (name) => words.some((word) => name.startsWith(word));
}

function firstWord(typed: string): string {
  return dropDiscriminator(typed.split(/\s/, 1)[0] ?? '');
}

/**
 * What to search for so that a name is found in each form: with either apostrophe, the beginning that is the same in
 * every Unicode form, or where there is none, each form.
 */
function toQueries(typed: string): string[] {
  return [...new Set(toKeyboardForms(firstWord(typed)).flatMap(toUnicodeQueries))];
}

function toUnicodeQueries(word: string): string[] {
  const same = takeGraphemes(word, (grapheme) => toUnicodeForms(grapheme).length === 1);
  return (same === '' ? toUnicodeForms(word) : [same]).filter((query) => query !== '');
}
