import type { Storage } from '../storage/connect.js';
import {
  claimDueNotice,
  enqueueNotice,
  findFailedRecipients,
  settleNotice,
  takeFailedNotices,
  type ClaimedNotice,
  type Delivery,
  type NewNotice,
  type NoticePayload,
} from './deliver-notices.js';

export { isWithheld } from '../storage/collections/notices.js';
export type { ClaimedNotice, Delivery, NewNotice, NoticePayload, Recipient } from './deliver-notices.js';

/**
 * The store of the outbox: its messages are delivered even if this process dies. What was delivered keeps no text and
 * goes after a day; what could not be sent goes after thirty, and loses its text when somebody of its server is erased.
 */
export interface NoticeStore {
  /**
   * Keeps a notice that is due at once, unless it is kept already.
   * @param typedAt of the command that it answers: who was erased since may be named in it
   */
  enqueueNotice(notice: NewNotice, times: { readonly now: Date; readonly typedAt: Date }): Promise<void>;
  /**
   * Takes the notice that has been due for longest; undefined: none is due.
   * @param exceptChannelIds not one of those that are for these channels
   */
  claimDueNotice(
    now: Date,
    leaseMs: number,
    exceptChannelIds?: readonly string[],
  ): Promise<ClaimedNotice | undefined>;
  /** Notes what became of a notice. Nothing changes where another process has claimed it since. */
  settleNotice(notice: ClaimedNotice, delivery: Delivery, now: Date): Promise<void>;
  /** Takes what could not be sent to a person, each notice once over all processes. */
  takeFailedNotices(userId: string, limit: number, now: Date): Promise<NoticePayload[]>;
  /** Who has notices that could not be sent; undefined: more people than the limit. */
  findFailedRecipients(limit: number): Promise<Set<string> | undefined>;
  /** Calls when this process has written notices with a change of a ledger. */
  onWritten(listener: () => void): void;
}

export function createNoticeStore(storage: Storage): NoticeStore {
  return {
    enqueueNotice: (notice, times) => enqueueNotice(storage, notice, times),
    claimDueNotice: (now, leaseMs, exceptChannelIds = []) =>
      claimDueNotice(storage, now, leaseMs, exceptChannelIds),
    settleNotice: (notice, delivery, now) => settleNotice(storage, notice, delivery, now),
    takeFailedNotices: (userId, limit, now) => takeFailedNotices(storage, userId, limit, now),
    findFailedRecipients: (limit) => findFailedRecipients(storage, limit),
    onWritten: (listener) => void storage.events.on('noticesWritten', listener),
  };
}
