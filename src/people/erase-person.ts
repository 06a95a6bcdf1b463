import { withholdNotices } from './deliver-notices.js';
import type { Storage } from '../storage/connect.js';
import { withinAnswerTime } from '../storage/within-answer-time.js';

/**
 * Removes personal data: name, email, mobile and settings, the names that servers showed, messages still to be
 * sent, and the text of those to others that may name the person. Expenses and balances keep the bare id, and so does the list of the person's servers; a later command makes a
 * new user.
 * @param askedAt when the person asked for it: a command typed before does not bring them back
 * @throws StorageUnavailable
 */
export async function erasePerson(storage: Storage, userId: string, askedAt: Date): Promise<void> {
  const { erasures } = storage;
  // Announced first: what is stored of the person from now on is looked at by who stores it. And afterwards: what a
  // process has read before the removal must not be remembered.
  await withinAnswerTime(erasures.announce(userId, askedAt));
  await withinAnswerTime(
    Promise.all([
      storage.users.deleteOne({ _id: userId }),
      storage.members.updateMany({ userId }, { $unset: { name: true } }),
      storage.notices.deleteMany({ userId }),
      withholdNotices(storage, userId),
    ]),
  );
  await withinAnswerTime(erasures.announce(userId, askedAt));
  await erasures.settle();
}
