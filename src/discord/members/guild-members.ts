import type { Member, MemberDirectory } from '../../../commands/contract/context.js';
import { UserError } from '../../errors/user-error.js';
import type { Log } from '../../ops/log.js';
import { foldName } from '../../split/fold-name.js';
import type { NameOwner } from '../../split/people.js';
import type { Gateway } from '../connection/gateway.js';
import { fetchMember } from './fetch-members.js';
import type { KnownMember } from './known-member.js';
import { MemberLists } from './member-lists.js';
import { beginsLike, MemberNames } from './member-names.js';
import { MemberRequests } from './member-requests.js';
import { RoleCounts } from './role-counts.js';
import { SeenMembers } from './seen-members.js';
import { UnknownMembers } from './unknown-members.js';

/** Up to this many are asked for one by one through REST; more go into one request of the gateway. */
const fewMembers = 3;
/** Up to this many are asked for one by one where the gateway gives no answer. */
const askedOneByOneAtMost = 25;

/** The members of servers, found with as few requests to Discord as possible: what is in a cache is not asked for. */
export class GuildMembers implements MemberDirectory {
  readonly #seen: SeenMembers;
  readonly #requests: MemberRequests;
  readonly #lists: MemberLists;
  readonly #names: MemberNames;
  readonly #roleCounts: RoleCounts;
  readonly #unknown: UnknownMembers;

  constructor(
    private readonly gateway: Pick<
      Gateway,
      'rest' | 'canListMembers' | 'serverName' | 'roles' | 'memberCount' | 'send' | 'on'
    >,
    private readonly log: Log,
  ) {
    this.#seen = new SeenMembers(gateway);
    this.#requests = new MemberRequests(gateway);
    this.#lists = new MemberLists(gateway, this.#requests);
    this.#roleCounts = new RoleCounts(gateway);
    this.#unknown = new UnknownMembers(gateway);
    this.#names = new MemberNames(gateway, this.#lists, this.#unknown);
  }

  /** Remembers members whom an interaction showed to be in the server. */
  noteSeen(guildId: string, members: readonly Member[]): void {
    this.#seen.add(guildId, members);
  }

  /** @throws UserError `membersSlow` */
  async find(guildId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, Member>> {
    const everyone = this.#lists.peek(guildId);
    const found = new Map<string, Member>();
    const unknownIds: string[] = [];
    for (const userId of new Set(userIds)) {
      const member = everyone?.get(userId) ?? this.#seen.get(guildId, userId);
      if (member) found.set(userId, member);
      else if (!everyone && !this.#unknown.has(guildId, userId)) unknownIds.push(userId);
    }
    const fetched = await this.#fetchByIds(guildId, unknownIds);
    this.#seen.add(guildId, fetched);
    for (const member of fetched) found.set(member.userId, member);
    for (const userId of unknownIds) if (!found.has(userId)) this.#unknown.add(guildId, userId);
    return found;
  }

  /** @throws UserError `membersUnreadable` */
  async countAtLeast(guildId: string, group: 'everyone' | readonly string[]): Promise<number> {
    const roleIds = group === 'everyone' ? [guildId] : group;
    const listed = this.#lists.peek(guildId);
    if (listed) return this.#countListed(guildId, listed, roleIds);
    if (!this.gateway.canListMembers()) throw new UserError('membersUnreadable');
    const everyone = { [guildId]: this.gateway.memberCount(guildId) };
    const counts = roleIds.some((id) => id !== guildId) ? await this.#fetchRoleCounts(guildId) : {};
    // Nobody knows how many have two of the roles, nor which bots have one.
    const largest = Math.max(...roleIds.map((id) => counts[id] ?? everyone[id] ?? 0));
    return Math.max(0, largest - this.gateway.roles(guildId).filter(({ isOfBot }) => isOfBot).length);
  }

  /** @throws UserError `membersUnreadable`, `membersSlow`, `serverTooLarge` */
  async ofRole(guildId: string, roleId: string): Promise<readonly Member[] | undefined> {
    // A server that we do not see yet may well have the role.
    if (this.gateway.serverName(guildId) === undefined) throw new UserError('membersSlow');
    if (!this.gateway.roles(guildId).some(({ id }) => id === roleId)) return undefined;
    const everyone = await this.#fetchEveryone(guildId);
    // The role of everyone has the server's id, and no member names it.
    if (roleId === guildId) return everyone;
    return everyone.filter((member) => member.roleIds.includes(roleId));
  }

  /** @throws UserError `membersUnreadable`, `membersSlow`, `serverTooLarge` */
  everyone(guildId: string): Promise<readonly Member[]> {
    return this.#fetchEveryone(guildId);
  }

  /** @throws UserError `membersSlow`, `nameTooCommon`, `peopleTooManyOfKind` */
  async byName(guildId: string, typedNames: readonly string[]): Promise<readonly NameOwner[]> {
    const members = await this.#failAsSlow(guildId, this.#names.fetch(guildId, typedNames));
    this.#seen.add(guildId, members);
    const isMeant = beginsLike(typedNames);
    const roles = this.gateway
      .roles(guildId)
      .filter(({ id, isOfBot }) => !isOfBot && id !== guildId)
      .map(({ id, name }) => ({ ref: { type: 'role' as const, roleId: id }, names: [foldName(name)] }))
      .filter(({ names }) => names.some(isMeant));
    return [
      ...members.map(({ userId, names }) => ({ ref: { type: 'user' as const, userId }, names })),
      ...roles,
    ];
  }

  #countListed(
    guildId: string,
    listed: ReadonlyMap<string, KnownMember>,
    roleIds: readonly string[],
  ): number {
    const isCounted = ({ isBot, roleIds: held }: KnownMember) =>
      !isBot && roleIds.some((id) => id === guildId || held.includes(id));
    let count = 0;
    for (const member of listed.values()) if (isCounted(member)) count += 1;
    return count;
  }

  /** None where Discord does not say. */
  async #fetchRoleCounts(guildId: string): Promise<Readonly<Record<string, number>>> {
    try {
      return await this.#roleCounts.fetch(guildId);
    } catch (err) {
      this.log.warn({ err, guild: guildId }, 'roles could not be counted');
      return {};
    }
  }

  async #fetchEveryone(guildId: string): Promise<readonly KnownMember[]> {
    if (!this.gateway.canListMembers()) throw new UserError('membersUnreadable');
    return this.#failAsSlow(guildId, this.#lists.fetch(guildId));
  }

  /** Asks by the cheaper way, and if that gives no answer, by the other one. */
  async #fetchByIds(guildId: string, userIds: readonly string[]): Promise<KnownMember[]> {
    const oneByOne = async () => {
      const members = await Promise.all(userIds.map((id) => fetchMember(this.gateway.rest, guildId, id)));
      return members.filter((member) => member !== undefined);
    };
    const together = () => this.#requests.fetchSome(guildId, userIds);
    const [first, second] = userIds.length <= fewMembers ? [oneByOne, together] : [together, oneByOne];
    const fetched = userIds.length > askedOneByOneAtMost ? first() : first().catch(second);
    return this.#failAsSlow(guildId, fetched);
  }

  /** @throws UserError as the work does, or `membersSlow` when it fails otherwise */
  async #failAsSlow<T>(guildId: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (err) {
      if (err instanceof UserError) throw err;
      this.log.warn({ err, guild: guildId }, 'members could not be read');
      throw new UserError('membersSlow');
    }
  }
}
