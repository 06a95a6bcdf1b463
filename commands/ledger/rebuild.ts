import type { BalanceDifference, RebuildProgress, Rebuilt } from '../../src/ledger/ledger.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import type { ServerVoice, Voice } from '../../src/texts/voice.js';
import { say, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { writeCsvFiles, type WrittenFiles } from '../parts/write-files.js';
import { readerVoice } from '../parts/voices.js';

/** More of them are told in a file. */
const shownBalances = 10;

const columns = ['debtorId', 'debtor', 'creditorId', 'creditor', 'currency', 'before', 'after'] as const;

/** `/ledger rebuild`: recomputes every balance from the expenses, and puts right what differs. */
export const ledgerRebuild = serverCommand({
  path: 'ledger rebuild',
  code: 'lb',
  describe: ({ ledger }) => ledger.rebuild,
  visibility: 'ephemeral',
  readsLedger: true,
  managersOnly: true,
  changes: true,
  run: (_input, context) => rebuild(context),
  actions: {
    rebuild: serverAction({
      state: {},
      answers: 'reply',
      visibility: 'ephemeral',
      managersOnly: true,
      changes: true,
      run: (_press, context) => rebuild(context),
    }),
  },
});

async function rebuild(context: ServerContext): Promise<Reply> {
  const { ledger, guildId, people, platform } = context;
  // Everything that can fail comes before the change.
  const voice = await readerVoice(context);
  const onProgress = (progress: RebuildProgress) => {
    context.showProgress(voice.replies.ledger.rebuild[progress.step](progress));
  };
  const rebuilt = await ledger.rebuildBalances(guildId, { onProgress });
  const { balances, totals, unreadable, expenses } = rebuilt;
  const { rebuild: replies } = voice.replies.ledger;
  if (balances.length + totals.length + unreadable === 0) {
    return { ...say(replies.nothing({ expenses })), tone: 'good' };
  }
  const done = replies.done({ what: describeCounts(rebuilt, voice), expenses });
  const lines = balances.slice(0, shownBalances).map((difference) => describeLine(difference, voice));
  if (balances.length <= shownBalances) return { ...say([done, ...lines].join('\n')), tone: 'good' };
  const userIds = new Set(balances.flatMap(({ debtorId, creditorId }) => [debtorId, creditorId]));
  const names = await people.fetchNames(guildId, [...userIds]);
  const written = await writeCsvFiles('rebuilt.csv', columns, toRows(balances, names), platform.fileLimits);
  const texts = [done, ...lines, ...describeFile(written, balances.length, voice)];
  return { ...say(texts.join('\n')), files: written.files, tone: 'good' };
}

function describeCounts({ balances, totals, unreadable }: Rebuilt, voice: Voice): string {
  const { rebuild: replies } = voice.replies.ledger;
  const byCurrency = new Map<string, number>();
  for (const { currency } of balances) byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + 1);
  return [
    ...[...byCurrency].map(([currency, count]) => replies.balances({ count, currency })),
    ...(totals.length > 0 ? [replies.totals({ count: totals.length })] : []),
    ...(unreadable > 0 ? [replies.unreadable({ count: unreadable })] : []),
  ].join(', ');
}

function describeLine(difference: BalanceDifference, voice: ServerVoice): string {
  const { debtorId, creditorId, currency, storedMinor, computedMinor } = difference;
  return voice.replies.ledger.rebuild.line({
    debtor: voice.person(debtorId),
    creditor: voice.person(creditorId),
    before: voice.money(storedMinor, currency),
    after: voice.money(computedMinor, currency),
  });
}

function describeFile({ count, isComplete }: WrittenFiles, balances: number, { replies }: Voice): string[] {
  return [
    replies.lists.more({ count: balances - shownBalances }),
    isComplete ? replies.ledger.rebuild.inFile() : replies.ledger.rebuild.fileCut({ count }),
  ];
}

function* toRows(balances: readonly BalanceDifference[], names: ReadonlyMap<string, string>) {
  for (const { debtorId, creditorId, currency, storedMinor, computedMinor } of balances) {
    const amount = (minor: typeof storedMinor) => formatPlainAmount(minor, getCurrency(currency));
    yield {
      debtorId,
      debtor: names.get(debtorId) ?? '',
      creditorId,
      creditor: names.get(creditorId) ?? '',
      currency,
      before: amount(storedMinor),
      after: amount(computedMinor),
    };
  }
}
