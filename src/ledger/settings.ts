import { fetchGuildSettings, type GuildSettings } from '../storage/collections/guilds.js';
import { withinAnswerTime } from '../storage/within-answer-time.js';
import { findAuditProblem, resumeAuditNotices, type AuditProblem } from './audit-channel.js';
import type { Storage } from '../storage/connect.js';

export type { ChangedSettings, SettingsChange } from '../storage/collections/changes.js';
export type { AuditProblem } from './audit-channel.js';
export type { AuditEntry, AuditedExpense } from './change/audit-notices.js';
export { whoMayChange } from '../storage/collections/guilds.js';
export type { ChainHead, GuildSettings, WhoMayChange } from '../storage/collections/guilds.js';

/** What servers chose for themselves. */
export interface Settings {
  /**
   * A server's settings, the defaults where it has chosen nothing; up to a few seconds old.
   * @throws StorageUnavailable
   */
  fetch(guildId: string): Promise<GuildSettings>;
  /** What could not be told in an audit channel; undefined: nothing. @throws StorageUnavailable */
  findAuditProblem(channelId: string): Promise<AuditProblem | undefined>;
  /** Tells in an audit channel, which takes messages again, what could not be told before. */
  resumeAudit(channelId: string, now: Date): Promise<void>;
}

export function createSettings(storage: Storage): Settings {
  return {
    fetch: (guildId) => fetchGuildSettings(storage, guildId),
    findAuditProblem: (channelId) => findAuditProblem(storage, channelId),
    async resumeAudit(channelId, now) {
      await withinAnswerTime(resumeAuditNotices(storage, channelId, now, 'all'));
      storage.events.emit('noticesWritten');
    },
  };
}
