import type { HistoryCursor, HistoryEntry } from '../../src/ledger/ledger.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { say, text, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { numberOption } from '../contract/option.js';
import { wholeNumber } from '../contract/state.js';
import { fitLines, type Room } from '../parts/fit-lines.js';
import { describeSettingsChange } from '../parts/describe-settings.js';
import { readerVoice } from '../parts/voices.js';
import { completeNumber } from './complete-number.js';
import { describeShortly } from '../parts/describe-shortly.js';
import { describeDifferences } from './describe-change.js';

const pageLength = 5;
/** An expense is seldom changed more often. */
const shownAtMost = 8;

const rooms = {
  page: { characters: 3400, bytes: 8800 },
  entry: { characters: 800, bytes: 2200 },
} satisfies Record<string, Room>;

/** `/expense history`: who did what when, old and new values. */
export const expenseHistory = serverCommand({
  path: 'expense history',
  code: 'eh',
  describe: ({ expense }) => expense.history,
  options: { number: numberOption({ complete: completeNumber }) },
  visibility: 'ephemeral',
  async run({ number }, context) {
    const voice = await readerVoice(context);
    return number === undefined ? showServer(undefined, context, voice) : showOne({ number }, context, voice);
  },
  actions: {
    older: serverAction({
      state: { revision: wholeNumber, number: wholeNumber },
      answers: 'update',
      visibility: 'ephemeral',
      run: async ({ state }, context) => showServer(state, context, await readerVoice(context)),
    }),
    one: serverAction({
      state: { number: wholeNumber },
      answers: 'reply',
      visibility: 'ephemeral',
      run: async ({ state }, context) => showOne(state, context, await readerVoice(context)),
    }),
  },
});

async function showOne(
  { number }: { readonly number: number },
  { ledger, guildId }: ServerContext,
  voice: ServerVoice,
): Promise<Reply> {
  const entries = await ledger.fetchExpenseHistory(guildId, number);
  const { history } = voice.replies.expense;
  return describeEntries(history.titleOf({ number }), entries, voice);
}

async function showServer(
  before: HistoryCursor | undefined,
  { ledger, guildId }: ServerContext,
  voice: ServerVoice,
): Promise<Reply> {
  const { history } = voice.replies.expense;
  const { entries, next } = await ledger.fetchServerHistory(guildId, {
    limit: pageLength,
    ...(before && { before }),
  });
  if (entries.length === 0) return say(history.empty());
  const page = describeEntries(history.title(), entries, voice);
  const older = next && expenseHistory.button('older', next, { label: voice.replies.lists.buttons.older });
  return { ...page, buttons: older ? [[older]] : [] };
}

/** Changes below a title, as many as there is room for. */
export function describeEntries(title: string, entries: readonly HistoryEntry[], voice: ServerVoice): Reply {
  const { history } = voice.replies.expense;
  const described = entries.slice(0, shownAtMost).map((entry) => describeEntry(entry, voice));
  const shown = fitLines(described, rooms.page);
  const left = entries.length - shown.length;
  const texts = [title, ...shown, ...(left > 0 ? [history.more({ count: left })] : [])];
  return { kind: 'reply', blocks: texts.map(text) };
}

function describeEntry(entry: HistoryEntry, voice: ServerVoice): string {
  const { history, change } = voice.replies.expense;
  const { kind, by, at, reason, expenses, settings } = entry;
  const [only, ...others] = expenses;
  const parts = only && others.length === 0 ? describeDifferences(only, voice) : [];
  const lines = [
    history.did[wordOf(entry)]({ person: voice.person(by), when: voice.instant(at) }),
    ...expenses.map(({ after }) => describeShortly(after, voice)),
    ...(kind === 'edit' ? parts : []),
    ...(settings ? describeSettingsChange(settings, voice) : []),
    ...(reason === undefined ? [] : [change.voidReason({ reason: voice.typed(reason) })]),
  ];
  return fitLines(lines, rooms.entry).join('\n');
}

/** A payment is recorded, and one that its receiver has made void did not arrive. */
function wordOf({ kind, expenses }: HistoryEntry): HistoryEntry['kind'] | 'record' | 'refuse' {
  const [only] = expenses;
  if (kind === 'add' && only?.after.kind === 'settlement') return 'record';
  return kind === 'void' && expenses.length === 1 && only?.after.isRefused ? 'refuse' : kind;
}
