import { LRUCache } from 'lru-cache';
import type { FoundHead, GuildSettings } from './collections/guilds.js';

/** What this process writes by itself may still be changed by another one: after this long it looks again. */
export const writtenForMs = 10 * 60_000;

/** What another process changed is seen within seconds, and a busy server is not asked for every command. */
const readForMs = 5_000;

/** A session is noted again while it is in use. */
export const sessionNotedForMs = 60_000;

/**
 * What this process has read or stored lately, so that it need not ask or write again. Deleting the only entry of such
 * a cache empties it, which takes as long as it is large: what every expense uses is never deleted.
 */
export interface Caches {
  /** Guilds that have a document. */
  readonly guildDocuments: LRUCache<string, true>;
  /** How far this process left a guild's ledger, and its settings then; another one may have gone on. */
  readonly guildHeads: LRUCache<string, FoundHead>;
  readonly guildSettings: LRUCache<string, GuildSettings>;
  /** The name stored for a member, by `toMemberKey`. */
  readonly memberNames: LRUCache<string, string>;
  /** The names of those who left, by guild and user id. */
  readonly leftMembers: LRUCache<string, ReadonlyMap<string, string>>;
  /** The sessions that were noted, by their id in hexadecimal. */
  readonly notedSessions: LRUCache<string, true>;
}

export function createCaches(): Caches {
  // Without a resolution the clock is read at each look; with one a timer is set.
  const ttlResolution = 0;
  return {
    guildDocuments: new LRUCache({ max: 20_000, ttl: writtenForMs, ttlResolution }),
    guildHeads: new LRUCache({ max: 20_000, ttl: writtenForMs, ttlResolution }),
    guildSettings: new LRUCache({ max: 10_000, ttl: readForMs, ttlResolution }),
    memberNames: new LRUCache({ max: 100_000, ttl: writtenForMs, ttlResolution }),
    leftMembers: new LRUCache({ max: 1_000, ttl: readForMs, ttlResolution }),
    notedSessions: new LRUCache({ max: 1_000, ttl: sessionNotedForMs, ttlResolution }),
  };
}

/** @param guildId undefined: outside of a server */
export function toMemberKey(guildId: string | undefined, userId: string): string {
  return `${guildId ?? ''}:${userId}`;
}

/** Forgets the names of a person, in every server. */
export function forgetNames({ memberNames, leftMembers }: Caches, userId: string): void {
  for (const key of memberNames.keys()) if (key.endsWith(`:${userId}`)) memberNames.delete(key);
  leftMembers.clear();
}

/** Forgets what is stored of people and servers. */
export function forgetAll({ notedSessions: _, ...ofStored }: Caches): void {
  for (const cache of Object.values(ofStored)) cache.clear();
}
