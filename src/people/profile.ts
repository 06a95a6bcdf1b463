import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import { countCharacters, isWithin, textLimits } from '../limits.js';
import type { Storage } from '../storage/connect.js';
import { isDuplicateKey } from '../storage/failures.js';
import { readInTime } from '../storage/read-in-time.js';
import { withinAnswerTime } from '../storage/within-answer-time.js';
import type { UserRecord } from '../storage/collections/users.js';
import { UserError } from '../errors/user-error.js';
import { erasePerson } from './erase-person.js';
import { toShownName, type NamedPerson } from './ensure-people.js';
import { runOnce, type PersonalRequest } from './run-once.js';
import { parseEmail } from './parse-email.js';

/** What a person has said about themselves; only they, and the weekly export, ever see it. */
export type Profile = Omit<UserRecord, '_id'>;

/** A form as it was filled in; an empty field is to be removed. */
export interface ProfileForm {
  readonly name: string;
  readonly email: string;
  readonly mobile: string;
}

/** Undefined for a person who never typed a command nor was named in an expense. */
export async function findProfile(storage: Storage, userId: string): Promise<Profile | undefined> {
  const user = await readInTime((time) => storage.raw.users.findOne({ _id: userId }, time.limits()));
  if (!user) return undefined;
  const { _id, ...profile } = user;
  return profile;
}

/**
 * Changes a profile to what the form says. Without a name the person goes by the one that Discord shows. The same
 * request again changes nothing more.
 * @throws UserError `nameTooLong`, `emailInvalid`, `mobileInvalid`; then nothing has changed
 */
export async function editProfile(
  storage: Storage,
  person: NamedPerson,
  form: ProfileForm,
  request: PersonalRequest,
): Promise<void> {
  const { now } = request;
  const name = parseName(form.name) ?? toShownName(person);
  const contact = { email: checkEmail(form.email), mobile: parseMobile(form.mobile) };
  const given = Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== undefined));
  const removed = Object.fromEntries(
    Object.entries(contact).flatMap(([field, value]) => (value === undefined ? [[field, true]] : [])),
  );
  const save = () =>
    storage.users.updateOne(
      { _id: person.userId },
      { $set: { name, ...given, updatedAt: now }, $unset: removed, $setOnInsert: { createdAt: now } },
      { upsert: true, runValidators: true },
    );
  const saving = () =>
    save().catch((error: unknown) => {
      // Another command has stored the person in the meantime.
      if (isDuplicateKey(error)) return save();
      throw error;
    });
  await runOnce(storage, request, () => withinAnswerTime(saving()));
}

function parseName(typed: string): string | undefined {
  const name = typed.trim().replace(/\s+/g, ' ');
  const length = countCharacters(name);
  if (length > textLimits.name) throw new UserError('nameTooLong', { length, limit: textLimits.name });
  return name || undefined;
}

function checkEmail(typed: string): string | undefined {
  if (typed.trim() === '') return undefined;
  const email = parseEmail(typed);
  if (email === undefined) throw new UserError('emailInvalid');
  return email;
}

/** In E.164; a number without a country's code is one of India. */
function parseMobile(typed: string): string | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  const number = isWithin(text, textLimits.mobileTyped) && parsePhoneNumberFromString(text, 'IN');
  if (!number || !number.isValid() || number.ext) throw new UserError('mobileInvalid');
  return number.number;
}

/** Removes personal data, as `erasePerson` does. The same request again leaves who came back since. */
export async function eraseProfile(
  storage: Storage,
  userId: string,
  request: PersonalRequest,
): Promise<void> {
  await runOnce(storage, request, () => erasePerson(storage, userId, request.now));
}

/** The servers that a person is or was a member of. */
export async function findGuildIds(storage: Storage, userId: string): Promise<string[]> {
  const rows = await readInTime((time) =>
    storage.raw.members
      .find({ userId }, { ...time.limits(), projection: { guildId: 1 } })
      .sort({ _id: 1 })
      .toArray(),
  );
  return rows.map(({ guildId }) => guildId);
}
