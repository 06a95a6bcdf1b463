import { namesIn } from '../../src/split/parse-people.js';
import type { NameOwner, PeopleText } from '../../src/split/people.js';
import { peopleNeeded, readPeople } from '../../src/split/read-people.js';
import type { PeopleLookup } from '../../src/split/resolve-people.js';
import type { Member, ServerContext } from '../contract/context.js';

/** The people that a command names, and the lookup that `resolvePeople` needs. */
export interface FoundPeople {
  readonly lookup: PeopleLookup;
  /** Everyone found, with current names. */
  readonly membersById: ReadonlyMap<string, Member>;
}

/**
 * Asks Discord and the ledger for the people that some texts name, each once.
 * @throws UserError the codes of `readPeople`, and `membersUnreadable` for a role or `everyone` without the Server
 *   Members intent
 */
export async function findPeople(texts: readonly PeopleText[], context: ServerContext): Promise<FoundPeople> {
  const { guildId, members, actor } = context;
  // Where a typed name ends, and with it who else is named, is known only once names were looked up.
  const nameOwners = await findNameOwners(texts, context);
  const needs = texts.map((text) => peopleNeeded(readPeople(text, nameOwners)));
  const numbers = unique(needs.flatMap((need) => need.expenses));
  const peopleByNumber = new Map<number, readonly string[]>();
  for (const number of numbers) {
    const expense = await context.ledger.fetchExpense(guildId, number);
    peopleByNumber.set(
      number,
      expense.shares.map((share) => share.userId),
    );
  }
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
      usersById: membersById,
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

async function fetchRoles(roleIds: readonly string[], { guildId, members }: ServerContext) {
  return new Map(
    await Promise.all(roleIds.map(async (id) => [id, await members.ofRole(guildId, id)] as const)),
  );
}

function findNameOwners(
  texts: readonly PeopleText[],
  { guildId, members }: ServerContext,
): Promise<readonly NameOwner[]> {
  const names = unique(texts.flatMap(namesIn));
  return names.length === 0 ? Promise.resolve([]) : members.byName(guildId, names);
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

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}
