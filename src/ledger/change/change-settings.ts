import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../errors/user-error.js';
import type { ChangedSettings } from '../../storage/collections/changes.js';
import type { GuildSettings } from '../../storage/collections/guilds.js';
import type { Change } from './change.js';
import type { Request } from './request.js';
import { authorizeSettings, type Permit } from './rights.js';
import { applyFields } from './versions.js';

/** Chooses other settings for a server. */
export interface SettingsRequest extends Request {
  /** The other settings stay; null takes one out. */
  readonly wanted: ChangedSettings;
  readonly permit: Permit;
  readonly now: Date;
}

/**
 * Changes the settings of a server. It cannot be done, by UserError, where they are so already (`settingsSame`), or by
 * who does not manage the server (`managersOnly`).
 */
export function changeSettings(request: SettingsRequest): Change {
  const { wanted, permit, now } = request;
  return {
    request,
    now,
    people: 1,
    numbers: [],
    plan({ settings }) {
      const from = authorizeSettings(settings, permit);
      const to = applyFields<GuildSettings>(from, wanted);
      if (isDeepStrictEqual(to, settings)) throw new UserError('settingsSame');
      return { kind: 'settings', from, to };
    },
  };
}
