import { fetchGuildSettings, type GuildSettings } from '../storage/collections/guilds.js';
import type { Storage } from '../storage/connect.js';

export type { ChangedSettings, SettingsChange } from '../storage/collections/changes.js';
export { whoMayChange } from '../storage/collections/guilds.js';
export type { GuildSettings, WhoMayChange } from '../storage/collections/guilds.js';

/** What servers chose for themselves. */
export interface Settings {
  /**
   * A server's settings, the defaults where it has chosen nothing; up to a few seconds old.
   * @throws StorageUnavailable
   */
  fetch(guildId: string): Promise<GuildSettings>;
}

export function createSettings(storage: Storage): Settings {
  return { fetch: (guildId) => fetchGuildSettings(storage, guildId) };
}
