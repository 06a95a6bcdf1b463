import type { Connection } from 'mongoose';
import type { NoticeRecord } from '../collections/notices.js';

/** How long notices are still kept that were delivered, or could not be, before any had a time to go. */
const keptForMs = 30 * 24 * 3_600_000;

/** Notices that were delivered were kept for ever, with their text. */
export async function expireNotices(connection: Connection): Promise<void> {
  const notices = connection.getClient().db(connection.name).collection<NoticeRecord>('notices');
  const expiresAt = new Date(Date.now() + keptForMs);
  await notices.updateMany(
    { state: 'sent', expiresAt: { $exists: false } },
    { $set: { payload: {}, expiresAt } },
  );
  await notices.updateMany({ state: 'failed', expiresAt: { $exists: false } }, { $set: { expiresAt } });
}
