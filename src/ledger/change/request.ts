import { createHmac } from 'node:crypto';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';

/** What a person asked for, as it was delivered. Discord may deliver it again, minutes later or twice at once. */
export interface Request {
  readonly guildId: string;
  /** Names the interaction that caused it; the same when Discord delivers it again. */
  readonly requestId: string;
  readonly createdBy: string;
  /** Everything that was typed, by option. What it meant then (people of a role, a day) may mean something else now. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Hashes of what was typed begin with this; older ones are of what it meant. */
const hashPrefix = 'typed:';

/**
 * A hash of who typed what. The request's id is its key, so that two requests with the same input have nothing in
 * common.
 */
export function hashRequest({ requestId, createdBy, input }: Request): string {
  const options = Object.entries(input)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const text = JSON.stringify([createdBy, options], leaveOutAddress);
  return hashPrefix + createHmac('sha256', requestId).update(text).digest('base64url');
}

/** The address of an attachment is signed for some hours: the same file may come under another one. */
function leaveOutAddress(key: string, value: unknown): unknown {
  return key === 'url' ? undefined : value;
}

/** Whether a stored expense was made by this request. An older one knows no more of it than its id and author. */
export function isMadeBy(
  stored: Pick<ExpenseRecord, 'requestHash' | 'createdBy'>,
  request: Request,
): boolean {
  return stored.requestHash.startsWith(hashPrefix)
    ? stored.requestHash === hashRequest(request)
    : stored.createdBy === request.createdBy;
}
