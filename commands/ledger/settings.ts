import { parseTimeZone } from '../../src/calendar/time-zone.js';
import { whoMayChange, type ChangedSettings } from '../../src/ledger/settings.js';
import type { Outcome } from '../../src/ledger/ledger.js';
import { textLimits } from '../../src/limits.js';
import { getCurrency } from '../../src/money/currency.js';
import { languages, type Locale } from '../../src/texts/languages.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { say, type Reply } from '../contract/answer.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { choiceOption, textOption } from '../contract/option.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { describeSetting, describeSettingsChange, settingNames } from '../parts/describe-settings.js';
import { permitOf } from '../parts/permit.js';
import { readerVoice } from '../parts/voices.js';
import { completeTimeZone } from './complete-time-zone.js';

const locales = Object.keys(languages) as [Locale, ...Locale[]];

interface TypedSettings {
  readonly currency: string | undefined;
  readonly time_zone: string | undefined;
  readonly who_may_change: ChangedSettings['whoMayChange'] | undefined;
  readonly pings: 'on' | 'off' | undefined;
  readonly language: Locale | undefined;
}

/** `/ledger settings`: shows the settings of this server, or changes those that are given. */
export const ledgerSettings = serverCommand({
  path: 'ledger settings',
  code: 'ls',
  describe: ({ ledger }) => ledger.settings,
  options: {
    currency: textOption({ maxLength: textLimits.currency, isRead: true, complete: completeCurrency }),
    time_zone: textOption({ maxLength: textLimits.timeZone, isRead: true, complete: completeTimeZone }),
    who_may_change: choiceOption(whoMayChange),
    pings: choiceOption(['on', 'off']),
    language: choiceOption(locales),
  },
  visibility: 'ephemeral',
  managersOnly: true,
  changes: true,
  async run(typed, context) {
    const voice = await readerVoice(context);
    const wanted = readSettings(typed);
    return Object.keys(wanted).length === 0 ? show(context, voice) : change(typed, wanted, context, voice);
  },
});

/** @throws UserError `currencyUnknown`, `timeZoneUnknown` */
function readSettings(typed: TypedSettings): ChangedSettings {
  const { currency, time_zone: timeZone, who_may_change: whoMayChange, pings, language } = typed;
  return {
    ...(currency !== undefined && { currency: getCurrency(currency).code }),
    ...(timeZone !== undefined && { timeZone: parseTimeZone(timeZone) }),
    ...(whoMayChange && { whoMayChange }),
    ...(pings && { pings: pings === 'on' }),
    ...(language && { language }),
  };
}

async function show({ settings, guildId }: ServerContext, voice: ServerVoice): Promise<Reply> {
  const { title, hint, names, line } = voice.replies.ledger.settings;
  const found = await settings.fetch(guildId);
  const lines = settingNames.map((name) =>
    line({ name: names[name], value: describeSetting(found, name, voice) }),
  );
  return say(title(), lines.join('\n'), hint());
}

async function change(
  input: TypedSettings,
  wanted: ChangedSettings,
  context: ServerContext,
  voice: ServerVoice,
): Promise<Reply> {
  const { ledger, guildId, requestId, actor, now } = context;
  const request = { guildId, requestId, createdBy: actor.userId, input: { ...input } };
  const outcome = await ledger.changeSettings({ ...request, wanted, permit: permitOf(context), now });
  return announce(outcome, actor.userId, voice);
}

/** It follows from what is stored, so that the same request again is answered alike. */
function announce({ settings }: Outcome, userId: string, voice: ServerVoice): Reply {
  if (!settings) throw new Error('A change of settings changed none');
  const { changedBy, currencyNote } = voice.replies.ledger.settings;
  const texts = [
    changedBy({ person: voice.person(userId) }),
    ...describeSettingsChange(settings, voice),
    ...('currency' in settings.after ? [currencyNote()] : []),
  ];
  return { ...say(texts.join('\n')), tone: 'good' };
}
