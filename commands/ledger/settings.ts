import { parseTimeZone } from '../../src/calendar/time-zone.js';
import { UserError } from '../../src/errors/user-error.js';
import { whoMayChange, type ChangedSettings } from '../../src/ledger/settings.js';
import type { Outcome } from '../../src/ledger/ledger.js';
import { textLimits } from '../../src/limits.js';
import { getCurrency } from '../../src/money/currency.js';
import { languages, type Locale } from '../../src/texts/languages.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { serverAction } from '../contract/action.js';
import { say, type Reply } from '../contract/answer.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { channelOption, choiceOption, textOption } from '../contract/option.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { fetchAuditProblem } from '../parts/fetch-audit-problem.js';
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
  readonly audit_channel: string | undefined;
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
    audit_channel: channelOption(),
  },
  visibility: 'ephemeral',
  managersOnly: true,
  changes: true,
  async run(typed, context) {
    const voice = await readerVoice(context);
    const wanted = readSettings(typed);
    return Object.keys(wanted).length === 0
      ? show(context, voice)
      : change({ ...typed }, wanted, context, voice);
  },
  actions: {
    stopAudit: serverAction({
      state: {},
      answers: 'reply',
      visibility: 'ephemeral',
      managersOnly: true,
      changes: true,
      run: async (_press, context) =>
        change({}, { auditChannelId: null }, context, await readerVoice(context)),
    }),
  },
});

/** @throws UserError `currencyUnknown`, `timeZoneUnknown` */
function readSettings(typed: TypedSettings): ChangedSettings {
  const { currency, time_zone: timeZone, who_may_change: whoMayChange, pings, language } = typed;
  const { audit_channel: auditChannelId } = typed;
  return {
    ...(currency !== undefined && { currency: getCurrency(currency).code }),
    ...(timeZone !== undefined && { timeZone: parseTimeZone(timeZone) }),
    ...(whoMayChange && { whoMayChange }),
    ...(pings && { pings: pings === 'on' }),
    ...(language && { language }),
    ...(auditChannelId !== undefined && { auditChannelId }),
  };
}

async function show(context: ServerContext, voice: ServerVoice): Promise<Reply> {
  const { settings, guildId } = context;
  const { title, hint, names, line } = voice.replies.ledger.settings;
  const [found, problem] = await Promise.all([settings.fetch(guildId), fetchAuditProblem(context, voice)]);
  const lines = settingNames.map((name) =>
    line({ name: names[name], value: describeSetting(found, name, voice) }),
  );
  const { stop } = voice.replies.ledger.audit;
  const stopAudit = ledgerSettings.button('stopAudit', {}, { label: stop });
  return {
    ...say(...(problem === undefined ? [] : [problem]), title(), lines.join('\n'), hint()),
    tone: problem === undefined ? 'plain' : 'bad',
    buttons: found.auditChannelId === undefined ? [] : [[stopAudit]],
  };
}

async function change(
  input: Readonly<Record<string, unknown>>,
  wanted: ChangedSettings,
  context: ServerContext,
  voice: ServerVoice,
): Promise<Reply> {
  const { ledger, guildId, requestId, actor, now } = context;
  const request = { guildId, requestId, createdBy: actor.userId, input };
  const earlier = await ledger.findChanged(request);
  if (earlier) return announce(earlier, actor.userId, voice);
  if (wanted.auditChannelId) await tryAuditChannel(wanted.auditChannelId, context);
  const outcome = await ledger.changeSettings({ ...request, wanted, permit: permitOf(context), now });
  return announce(outcome, actor.userId, voice);
}

/**
 * Sends a message to a channel, and then what it was not told while it took none.
 * @throws UserError `channelRefused`
 */
async function tryAuditChannel(channelId: string, context: ServerContext): Promise<void> {
  const { platform, publicVoice, settings, now } = context;
  const outcome = await platform.sendToChannel(channelId, say(publicVoice.replies.ledger.audit.trial()));
  if (outcome !== 'sent') throw new UserError('channelRefused', { channelId, refusal: outcome });
  await settings.resumeAudit(channelId, now);
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
