import { foldName } from '../../src/split/fold-name.js';
import { namesIn } from '../../src/split/parse-people.js';
import type { NameOwner, PeopleText } from '../../src/split/people.js';
import { preferOwners } from '../../src/split/prefer-owners.js';
import { peopleNeeded, readPeople, type PeopleNeeded } from '../../src/split/read-people.js';
import { checkCounts, type PeopleLookup } from '../../src/split/resolve-people.js';
import { unique } from '../../src/split/unique.js';
import type { Member, ServerContext } from '../contract/context.js';

/** The people that a command names, and the lookup that `resolvePeople` needs. */
export interface FoundPeople {
  readonly lookup: PeopleLookup;
  /** Everyone found, with current names. */
  readonly membersById: ReadonlyMap<string, Member>;
}

/** Whom an expense names that is edited: they count as found though they have left, and keep their part in it. */
export interface InvolvedPeople {
  /** Whom a typed name means, where others have it too. */
  readonly userIds: readonly string[];
  /** What a form calls those of them who have left. */
  readonly leftNames: ReadonlyMap<string, string>;
}

/** The people of expenses, by number. */
type ExpensePeople = ReadonlyMap<number, readonly string[]>;

/**
 * Asks Discord and the ledger for the people that some texts name, each once. Names come first, then numbers of
 * people, and who is too many is refused before any member is read.
 * @throws UserError the codes of `readPeople`, `checkCounts`, `expenseNotFound`, and `members…` and `serverTooLarge`
 *   for a role or `everyone`
 * @param involved those who are in the expense already
 */
export async function findPeople(
  texts: readonly PeopleText[],
  context: ServerContext,
  involved: InvolvedPeople = { userIds: [], leftNames: new Map() },
): Promise<FoundPeople> {
  const { guildId, members, actor } = context;
  const owners = await findNameOwners(texts, context);
  const nameOwners = preferOwners([...owners, ...ownersOf(involved.leftNames)], new Set(involved.userIds));
  const needs = texts.map((text) => peopleNeeded(readPeople(text, nameOwners)));
  for (const need of needs) await checkGroups(need, context);
  const peopleByNumber = await fetchExpensePeople(needs, context);
  const userIds = unique([
    ...needs.flatMap((need) => need.userIds),
    ...[...peopleByNumber.values()].flat(),
    actor.userId,
  ]);
  const [found, roles, everyone] = await Promise.all([
    members.find(guildId, userIds),
    fetchRoles(unique(needs.flatMap((need) => need.roleIds)), context),
    needs.some((need) => need.everyone) ? members.everyone(guildId) : undefined,
  ]);
  const membersById = new Map<string, Member>(found);
  membersById.set(actor.userId, { userId: actor.userId, name: actor.name, isBot: false });
  const addAll = (added: readonly Member[] | undefined) => {
    for (const member of added ?? []) membersById.set(member.userId, member);
  };
  for (const role of roles.values()) addAll(role);
  addAll(everyone);
  return {
    membersById,
    lookup: {
      meId: actor.userId,
      usersById: withInvolved(membersById, involved),
      roleMembers: new Map([...roles].map(([roleId, role]) => [roleId, role && humans(role)])),
      everyone: everyone && humans(everyone),
      expensePeople: new Map(
        [...peopleByNumber].map(([number, people]) => [number, partition(people, membersById)]),
      ),
      nameOwners,
      mayMentionMany: actor.canMentionMany,
    },
  };
}

function withInvolved(
  membersById: ReadonlyMap<string, Member>,
  { userIds }: InvolvedPeople,
): PeopleLookup['usersById'] {
  const users = new Map<string, { readonly isBot: boolean }>(membersById);
  for (const userId of userIds) if (!users.has(userId)) users.set(userId, { isBot: false });
  return users;
}

function ownersOf(names: InvolvedPeople['leftNames']): NameOwner[] {
  return [...names].map(([userId, name]) => ({ ref: { type: 'user', userId }, names: [foldName(name)] }));
}

function findNameOwners(
  texts: readonly PeopleText[],
  { guildId, members }: ServerContext,
): Promise<readonly NameOwner[]> {
  const names = unique(texts.flatMap(namesIn));
  return names.length === 0 ? Promise.resolve([]) : members.byName(guildId, names);
}

/** Refuses roles and `everyone` that are too many, as far as that is known without reading members. */
async function checkGroups(
  { everyone, roleIds }: PeopleNeeded,
  { guildId, members, actor }: ServerContext,
): Promise<void> {
  if (!everyone && roleIds.length === 0) return;
  const count = await members.countAtLeast(guildId, everyone ? 'everyone' : roleIds);
  checkCounts(count, count, actor.canMentionMany);
}

async function fetchExpensePeople(
  needs: readonly PeopleNeeded[],
  { guildId, ledger, actor }: ServerContext,
): Promise<ExpensePeople> {
  const people = new Map<number, readonly string[]>();
  for (const { expenses } of needs) {
    for (const number of expenses) {
      if (people.has(number)) continue;
      const { shares } = await ledger.fetchExpense(guildId, number);
      people.set(
        number,
        shares.map(({ userId }) => userId),
      );
    }
    // Who of them has left is not known yet, but nobody is asked for thousands.
    const count = unique(expenses.flatMap((number) => people.get(number) ?? [])).length;
    checkCounts(count, 0, actor.canMentionMany);
  }
  return people;
}

async function fetchRoles(roleIds: readonly string[], { guildId, members }: ServerContext) {
  return new Map(
    await Promise.all(roleIds.map(async (id) => [id, await members.ofRole(guildId, id)] as const)),
  );
}

function humans(members: readonly Member[]): string[] {
  return members.filter((member) => !member.isBot).map((member) => member.userId);
}

function partition(people: readonly string[], membersById: ReadonlyMap<string, Member>) {
  return {
    present: people.filter((userId) => membersById.has(userId)),
    left: people.filter((userId) => !membersById.has(userId)),
  };
}
