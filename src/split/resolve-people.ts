import { UserError } from '../errors/user-error.js';
import type { NamedStretch, NameOwner, PeopleText, PersonEntry, PersonValue } from './people.js';
import { readPeople } from './read-people.js';
import { maxParticipants } from './split-expense.js';
import type { TypedSplit, TypedValue } from './split.js';

/** What was looked up about the people that were typed. */
export interface PeopleLookup {
  readonly meId: string;
  /** Absent or undefined: not in the server. */
  readonly usersById: ReadonlyMap<string, { isBot: boolean } | undefined>;
  /** Current members without bots; undefined: no such role. */
  readonly roleMembers: ReadonlyMap<string, readonly string[] | undefined>;
  /** Current members without bots; undefined: they cannot be listed. */
  readonly everyone: readonly string[] | undefined;
  /** The people of an expense, by whether they are still in the server; undefined: no such expense. */
  readonly expensePeople: ReadonlyMap<
    number,
    { readonly present: readonly string[]; readonly left: readonly string[] } | undefined
  >;
  /** The members and roles that typed names may mean, each once. */
  readonly nameOwners: readonly NameOwner[];
  /** May mention everyone in the channel. */
  readonly mayMentionMany: boolean;
}

/** People with their ids, each once, in the order typed. */
export interface ResolvedPeople {
  readonly userIds: readonly string[];
  /** Its values are parallel to `userIds`. `settleSplit` makes a split of it. */
  readonly split: TypedSplit;
  /** People named one by one, without the person who typed. They may be pinged. */
  readonly namedIds: readonly string[];
  /** People of a `#n` who have left the server. They do not share. */
  readonly leftOut: readonly string[];
  /** Typed names, and the mentions to put in their places. */
  readonly named: readonly NamedStretch[];
}

/** Naming more people by roles and `everyone` needs the right to mention everyone. */
const maxThroughRoles = 25;

/**
 * Resolves the people that were typed to ids. A role or `everyone` means its members, sorted by id; `#n` means the
 * people of that expense who are still in the server. Naming a person twice is an error if there are values.
 * @throws UserError `person…`, `role…`, `everyone…`, `expense…`, `name…`, `people…`, quoting the piece
 */
export function resolvePeople(people: PeopleText, lookup: PeopleLookup): ResolvedPeople {
  const { split, entries, named } = readPeople(people, lookup.nameOwners);
  const valuesById = new Map<string, TypedValue | undefined>();
  const throughRoles = new Set<string>();
  const namedIds = new Set<string>();
  const leftOut = new Set<string>();
  for (const entry of entries) {
    for (const userId of findIds(entry, lookup)) {
      if (entry.value !== undefined && valuesById.has(userId)) {
        throw new UserError('peopleTwice', { userId, typed: entry.piece });
      }
      valuesById.set(userId, entry.value && toTypedValue(entry.value));
      if (entry.ref.type === 'role' || entry.ref.type === 'everyone') throughRoles.add(userId);
      if (entry.ref.type === 'user' && userId !== lookup.meId) namedIds.add(userId);
    }
    if (entry.ref.type !== 'expense') continue;
    for (const userId of lookup.expensePeople.get(entry.ref.number)?.left ?? []) leftOut.add(userId);
  }
  checkCounts(valuesById.size, throughRoles.size, lookup.mayMentionMany);
  return {
    userIds: [...valuesById.keys()],
    split: {
      kind: split,
      values: [...valuesById.values()].filter((value) => value !== undefined),
    },
    namedIds: [...namedIds],
    leftOut: [...leftOut].filter((userId) => !valuesById.has(userId)),
    named,
  };
}

/**
 * Checks who may name so many, and whether one expense can have them. Before members are read a count may be too low.
 * @param throughRoles how many of them are named by roles or `everyone`
 * @throws UserError `peopleManyForbidden`, `peopleTooMany`
 */
export function checkCounts(count: number, throughRoles: number, mayMentionMany: boolean): void {
  if (throughRoles > maxThroughRoles && !mayMentionMany) {
    throw new UserError('peopleManyForbidden', { count: throughRoles, limit: maxThroughRoles });
  }
  if (count > maxParticipants) throw new UserError('peopleTooMany', { count, limit: maxParticipants });
}

function toTypedValue(value: PersonValue): TypedValue {
  switch (value.kind) {
    case 'amount':
      return value.amountMinor;
    case 'unsettled':
      return value.readings;
    case 'percent':
    case 'weight':
      return value.micros;
    case 'rest':
      return 'rest';
  }
}

function findIds({ ref, piece: typed }: PersonEntry, lookup: PeopleLookup): readonly string[] {
  switch (ref.type) {
    case 'me':
      return [lookup.meId];
    case 'user':
      return [findUser(ref.userId, lookup)];
    case 'role':
      return findRole(ref.roleId, typed, lookup);
    case 'everyone':
      if (lookup.everyone === undefined) throw new UserError('everyoneUnknown', { typed });
      return sortIds(lookup.everyone);
    case 'expense':
      return findExpensePeople(ref.number, lookup);
  }
}

function findUser(userId: string, lookup: PeopleLookup): string {
  const user = lookup.usersById.get(userId);
  if (user?.isBot === true) throw new UserError('personIsBot', { userId });
  // The person who typed is in the server, even if the lookup did not find them.
  if (user === undefined && userId !== lookup.meId) {
    throw new UserError('personNotInServer', { userId });
  }
  return userId;
}

function findRole(roleId: string, typed: string, lookup: PeopleLookup): readonly string[] {
  const members = lookup.roleMembers.get(roleId);
  if (members === undefined) throw new UserError('roleUnknown', { typed });
  if (members.length === 0) throw new UserError('roleEmpty', { roleId });
  return sortIds(members);
}

function findExpensePeople(number: number, lookup: PeopleLookup): readonly string[] {
  const people = lookup.expensePeople.get(number);
  if (people === undefined) throw new UserError('peopleExpenseUnknown', { number });
  if (people.present.length === 0) throw new UserError('peopleExpenseAllLeft', { number });
  return people.present;
}

/** Sorts ids as numbers and removes duplicates. They have no leading zeros, so the shorter is the smaller. */
function sortIds(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
}
