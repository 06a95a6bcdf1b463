import { Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import { discordErrorCode } from '../connection/rest.js';
import { errorCodes, memberLimits } from '../limits.js';
import { toKnownMember, type KnownMember, type MemberPayload } from './known-member.js';

// Each function throws what REST threw when Discord cannot be reached or refuses.

/** One member through REST; undefined: nobody of this id is in the server. */
export async function fetchMember(
  rest: REST,
  guildId: string,
  userId: string,
): Promise<KnownMember | undefined> {
  try {
    return toKnownMember((await rest.get(Routes.guildMember(guildId, userId))) as MemberPayload);
  } catch (error) {
    const code = discordErrorCode(error);
    if (code === errorCodes.unknownMember || code === errorCodes.unknownUser) return undefined;
    throw error;
  }
}

/** The members whose user name or nickname begins with a text, as many as Discord gives at once. */
export async function searchMembers(rest: REST, guildId: string, text: string): Promise<KnownMember[]> {
  const query = new URLSearchParams({ query: text, limit: String(memberLimits.searchResults) });
  const found = (await rest.get(Routes.guildMembersSearch(guildId), { query })) as MemberPayload[];
  return found.map(toKnownMember);
}

/** Everyone in a server, handed over page by page. */
export async function fetchEveryMember(
  rest: REST,
  guildId: string,
  take: (members: readonly KnownMember[]) => void,
): Promise<void> {
  const limit = memberLimits.inPage;
  for (let after = '0', isLast = false; !isLast;) {
    const query = new URLSearchParams({ limit: String(limit), after });
    const page = (await rest.get(Routes.guildMembers(guildId), { query })) as MemberPayload[];
    take(page.map(toKnownMember));
    isLast = page.length < limit;
    after = page.at(-1)?.user.id ?? after;
  }
}
