import type { NoticeRecord } from '../../storage/collections/notices.js';
import { describeDone, nonceOf, type AuditEntry, type DoneChange } from './audit-notices.js';

/** One change tells at most this many people. */
const toldAtMost = 25;

/** What the changes of one transaction tell the people whom they concern, by direct messages. */
export class PersonNotices {
  readonly #told: { readonly userId: string; readonly entry: AuditEntry }[] = [];

  /** Who did it themselves is not told. */
  note(done: DoneChange): void {
    const { plan, change } = done;
    const userIds = new Set('tells' in plan ? plan.tells : []);
    userIds.delete(change.request.createdBy);
    if (userIds.size === 0) return;
    const entry = describeDone(done);
    for (const userId of [...userIds].slice(0, toldAtMost)) this.#told.push({ userId, entry });
  }

  /** To be written with the changes. @param now when that is */
  toRecords(guildId: string, now: Date): NoticeRecord[] {
    return this.#told.map(({ userId, entry }) => ({
      kind: 'change',
      guildId,
      userId,
      payload: { guildId, change: entry },
      nonce: nonceOf('change', guildId, userId, entry.revision),
      state: 'pending',
      attempts: 0,
      nextAttemptAt: now,
      createdAt: now,
    }));
  }
}
