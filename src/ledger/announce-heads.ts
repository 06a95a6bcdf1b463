import { isDuplicateKey } from '../storage/failures.js';
import type { Storage } from '../storage/connect.js';
import { makeAuditNotice, nonceOf } from './change/audit-notices.js';

/**
 * Tells every audit channel that the bot can reach the newest link of the chain of its ledger: outside the database it is evidence of all that
 * came before it. The same slot tells a channel once, in however many tries and processes.
 * @param slot the export that was published
 * @returns how many channels are told
 */
export async function announceHeads(
  storage: Storage,
  { slot, now, signal }: { readonly slot: string; readonly now: Date; readonly signal: AbortSignal },
): Promise<number> {
  const guilds = storage.raw.guilds.find(
    { 'settings.auditChannelId': { $exists: true }, removedAt: { $exists: false } },
    { projection: { settings: 1, chain: 1 } },
  );
  let count = 0;
  for await (const { _id: guildId, settings, chain } of guilds) {
    signal.throwIfAborted();
    const { auditChannelId: channelId } = settings;
    if (channelId === undefined || chain === undefined) continue;
    const nonce = nonceOf('head', slot, guildId);
    const notice = makeAuditNotice({ guildId, channelId, nonce, payload: { head: chain }, now });
    await storage.notices.create(notice).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
    count++;
  }
  if (count > 0) storage.events.emit('noticesWritten');
  return count;
}
