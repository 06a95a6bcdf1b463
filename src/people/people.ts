import type { Storage } from '../storage/connect.js';
import { downloadProfile, type ProfileText } from './download-profile.js';
import {
  ensurePeople,
  fetchLeftMembers,
  fetchMembership,
  fetchNames,
  markJoined,
  markLeft,
  type NamedPerson,
} from './ensure-people.js';
import {
  editProfile,
  eraseProfile,
  findGuildIds,
  findProfile,
  type Profile,
  type ProfileForm,
} from './profile.js';
import type { PersonalRequest } from './run-once.js';

export type { NamedPerson } from './ensure-people.js';
export type { Profile, ProfileForm } from './profile.js';
export type { PersonalRequest } from './run-once.js';

/** People: their profiles, and the servers they are in. Each method throws StorageUnavailable. */
export interface People {
  /**
   * Makes sure that people exist, and that the server knows them by the names it shows now. Who asked to be erased
   * after the command was typed stays erased.
   * @param guildId undefined: outside of a server
   * @param now when the command was typed
   */
  ensurePeople(guildId: string | undefined, people: readonly NamedPerson[], now: Date): Promise<void>;
  /** Those who left a server, with the names stored for them; up to a few seconds old. */
  fetchLeftMembers(guildId: string): Promise<ReadonlyMap<string, string>>;
  /** The names that a server shows, by user id; a person without a stored name is left out. */
  fetchNames(guildId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Undefined for a person who never typed a command nor was named in an expense. */
  findProfile(userId: string): Promise<Profile | undefined>;
  /**
   * Changes a profile to what the form says. Without a name the person goes by the one that Discord shows. The same
   * request again changes nothing more.
   * @throws UserError `nameTooLong`, `emailInvalid`, `mobileInvalid`; then nothing has changed
   */
  editProfile(person: NamedPerson, form: ProfileForm, request: PersonalRequest): Promise<void>;
  /** Everything that is held of a person, as JSON in pieces, of which their servers share the room. */
  downloadProfile(userId: string, roomBytes: number): Promise<ProfileText>;
  /** Removes personal data; expenses and balances keep the bare id. The same request again removes nothing more. */
  eraseProfile(userId: string, request: PersonalRequest): Promise<void>;
  /** The servers that a person is or was a member of. */
  findGuildIds(userId: string): Promise<string[]>;
  /** Whether each person who is stored of a server has left it, as far as that is known. */
  fetchMembership(guildId: string): Promise<ReadonlyMap<string, boolean>>;
  /** Notes that people are no longer in the server; their amounts and names stay. */
  markLeft(guildId: string, userIds: readonly string[]): Promise<void>;
  /** Notes that people who had left are back. */
  markJoined(guildId: string, userIds: readonly string[]): Promise<void>;
}

export function createPeople(storage: Storage): People {
  return {
    ensurePeople: (guildId, people, now) => ensurePeople(storage, guildId, people, now),
    fetchLeftMembers: (guildId) => fetchLeftMembers(storage, guildId),
    fetchNames: (guildId, userIds) => fetchNames(storage, guildId, userIds),
    findProfile: (userId) => findProfile(storage, userId),
    editProfile: (person, form, request) => editProfile(storage, person, form, request),
    downloadProfile: (userId, roomBytes) => downloadProfile(storage, userId, roomBytes),
    eraseProfile: (userId, request) => eraseProfile(storage, userId, request),
    findGuildIds: (userId) => findGuildIds(storage, userId),
    fetchMembership: (guildId) => fetchMembership(storage, guildId),
    markLeft: (guildId, userIds) => markLeft(storage, guildId, userIds),
    markJoined: (guildId, userIds) => markJoined(storage, guildId, userIds),
  };
}
