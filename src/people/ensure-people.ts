import { cutText, textLimits } from '../limits.js';
import { ensureGuild } from '../storage/collections/guilds.js';
import { isDuplicateKey } from '../storage/failures.js';
import { toMemberKey } from '../storage/caches.js';
import { erasePerson } from './erase-person.js';
import type { Storage } from '../storage/connect.js';
import { cleanLine, isVisible } from '../texts/readable-text.js';
import { readInTime } from '../storage/read-in-time.js';
import { withinAnswerTime } from '../storage/within-answer-time.js';

/** A person with the name that Discord shows for them here. */
export interface NamedPerson {
  readonly userId: string;
  readonly name: string;
}

/**
 * Makes sure that people exist as users, and as members of the server with the names it shows now. New ones are only
 * inserted, never changed; a person whom this process stored lately under the same name costs no request. Who asked to be
 * erased after the command was typed stays erased.
 * @param now when the command was typed
 * @throws UserError `serverErasing`
 * @throws StorageUnavailable
 */
export async function ensurePeople(
  storage: Storage,
  guildId: string | undefined,
  people: readonly NamedPerson[],
  now: Date,
): Promise<void> {
  const { caches, erasures } = storage;
  const named = new Map(people.map((person) => [person.userId, toShownName(person)]));
  const isKnown = ([userId, name]: readonly [string, string]) =>
    caches.memberNames.get(toMemberKey(guildId, userId)) === name;
  // Only who is remembered may have been erased since, in another process.
  if ([...named].some(isKnown)) await withinAnswerTime(erasures.heed());
  const unknown = new Map([...named].filter((person) => !isKnown(person)));
  if (unknown.size === 0) return;
  const erasedBefore = erasures.count;
  const stored = await withinAnswerTime(
    Promise.all([
      insertUsers(storage, unknown, now),
      guildId === undefined ? false : storeMembers(storage, guildId, unknown, now),
    ]),
    unknown.size,
  );
  if (stored.includes(true)) await eraseAgain(storage, unknown, now);
  // Who was erased while this was stored may be gone again.
  if (erasures.count > erasedBefore) return;
  for (const [userId, name] of unknown) caches.memberNames.set(toMemberKey(guildId, userId), name);
}

/** A person may have asked to be erased after a command was typed, and be gone before it stored them. */
async function eraseAgain(
  storage: Storage,
  names: ReadonlyMap<string, string>,
  typedAt: Date,
): Promise<void> {
  const erased = await withinAnswerTime(storage.erasures.findErasedSince(typedAt));
  await Promise.all(
    [...erased]
      .filter(([userId]) => names.has(userId))
      .map(([userId, askedAt]) => erasePerson(storage, userId, askedAt)),
  );
}

/** The name to store for a person: the one that Discord shows, or their id where that shows nothing. */
export function toShownName({ userId, name }: NamedPerson): string {
  return isVisible(name) ? cutText(cleanLine(name), textLimits.name) : userId;
}

/** @returns whether there was anything to store */
async function insertUsers(
  storage: Storage,
  names: ReadonlyMap<string, string>,
  now: Date,
): Promise<boolean> {
  const { users } = storage.raw;
  const stored = await users.find({ _id: { $in: [...names.keys()] } }, { projection: { _id: 1 } }).toArray();
  const storedIds = new Set(stored.map(({ _id }) => _id));
  const missing = [...names]
    .filter(([userId]) => !storedIds.has(userId))
    .map(([_id, name]) => ({ _id, name, createdAt: now, updatedAt: now }));
  if (missing.length > 0) await ignoreDuplicates(users.insertMany(missing, { ordered: false }));
  return missing.length > 0;
}

/** @returns whether there was anything to store */
async function storeMembers(
  storage: Storage,
  guildId: string,
  names: ReadonlyMap<string, string>,
  now: Date,
): Promise<boolean> {
  const { members } = storage.raw;
  await ensureGuild(storage, guildId);
  const stored = await members
    .find(
      { guildId, userId: { $in: [...names.keys()] } },
      { projection: { _id: 0, userId: 1, name: 1, hasLeft: 1 } },
    )
    .toArray();
  const storedIds = new Set(stored.map(({ userId }) => userId));
  const missing = [...names]
    .filter(([userId]) => !storedIds.has(userId))
    .map(([userId, name]) => ({ guildId, userId, name, metAt: now }));
  if (missing.length > 0) await ignoreDuplicates(members.insertMany(missing, { ordered: false }));
  const changed = stored.filter(({ userId, name, hasLeft }) => name !== names.get(userId) || hasLeft);
  if (changed.length === 0) return missing.length > 0;
  await members.bulkWrite(
    changed.map(({ userId }) => ({
      updateOne: {
        filter: { guildId, userId },
        update: { $set: { name: names.get(userId) ?? userId }, $unset: { hasLeft: true } },
      },
    })),
    { ordered: false },
  );
  storage.caches.leftMembers.delete(guildId);
  return true;
}

/** Another command may have stored the same person at the same time; then all is well. */
async function ignoreDuplicates(insert: Promise<unknown>): Promise<void> {
  try {
    await insert;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

/** Remembers that people are no longer in the server; their amounts and names stay. */
export async function markLeft(storage: Storage, guildId: string, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  const filter = { guildId, userId: { $in: [...userIds] } };
  await withinAnswerTime(storage.raw.members.updateMany(filter, { $set: { hasLeft: true } }), userIds.length);
  for (const userId of userIds) storage.caches.memberNames.delete(toMemberKey(guildId, userId));
  storage.caches.leftMembers.delete(guildId);
}

/** Remembers that people who had left are back. */
export async function markJoined(
  storage: Storage,
  guildId: string,
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return;
  const filter = { guildId, userId: { $in: [...userIds] } };
  await withinAnswerTime(
    storage.raw.members.updateMany(filter, { $unset: { hasLeft: true } }),
    userIds.length,
  );
  storage.caches.leftMembers.delete(guildId);
}

/** Whether each person who is stored of a server has left it, as far as that is known. */
export async function fetchMembership(
  storage: Storage,
  guildId: string,
): Promise<ReadonlyMap<string, boolean>> {
  const rows = await readInTime((time) =>
    storage.raw.members
      .find(
        { guildId },
        { ...time.limits(), projection: { _id: 0, userId: 1, hasLeft: 1 }, batchSize: 5_000 },
      )
      .toArray(),
  );
  return new Map(rows.map(({ userId, hasLeft = false }) => [userId, hasLeft]));
}

/**
 * Those who left, with the names stored for them; a person who was erased goes by the bare id. Up to a few seconds old.
 * @throws StorageUnavailable
 */
export async function fetchLeftMembers(
  storage: Storage,
  guildId: string,
): Promise<ReadonlyMap<string, string>> {
  const cached = storage.caches.leftMembers.get(guildId);
  if (cached) return cached;
  const rows = await readInTime((time) =>
    storage.raw.members
      .find({ guildId, hasLeft: true }, { ...time.limits(), projection: { _id: 0, userId: 1, name: 1 } })
      .toArray(),
  );
  const left = new Map(rows.map(({ userId, name }) => [userId, name ?? userId]));
  storage.caches.leftMembers.set(guildId, left);
  return left;
}

/** The names that a server shows, by user id; a person without a stored name is left out. */
export async function fetchNames(
  storage: Storage,
  guildId: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await readInTime((time) =>
    storage.raw.members
      .find(
        { guildId, userId: { $in: [...new Set(userIds)] } },
        { ...time.limits(), projection: { _id: 0, userId: 1, name: 1 }, batchSize: 2_000 },
      )
      .toArray(),
  );
  return new Map(rows.flatMap(({ userId, name }) => (name === undefined ? [] : [[userId, name] as const])));
}
