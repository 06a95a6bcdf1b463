import type { ChangedSettings, SettingsChange } from '../../src/ledger/settings.js';
import type { Voice } from '../../src/texts/voice.js';

type Name = keyof ChangedSettings;

/** In the order in which they are shown. */
export const settingNames: readonly Name[] = [
  'currency',
  'timeZone',
  'whoMayChange',
  'pings',
  'language',
  'auditChannelId',
];

/** A setting in words. */
export function describeSetting(settings: ChangedSettings, name: Name, voice: Voice): string {
  const texts = voice.replies.ledger.settings;
  const { whoMayChange, pings, language, auditChannelId } = settings;
  switch (name) {
    case 'whoMayChange':
      return whoMayChange ? texts.whoMayChange[whoMayChange] : texts.nothing();
    case 'pings':
      return texts.pings[pings ? 'on' : 'off'];
    case 'language':
      return language ? texts.languages[language] : texts.nothing();
    case 'auditChannelId':
      return auditChannelId ? voice.channel(auditChannelId) : texts.nothing();
    default:
      return settings[name] ?? texts.nothing();
  }
}

/** What a change made of the settings, a line each, old beside new. */
export function describeSettingsChange({ before, after }: SettingsChange, voice: Voice): string[] {
  const { names, difference } = voice.replies.ledger.settings;
  return settingNames
    .filter((name) => name in after)
    .map((name) =>
      difference({
        name: names[name],
        from: describeSetting(before, name, voice),
        to: describeSetting(after, name, voice),
      }),
    );
}
