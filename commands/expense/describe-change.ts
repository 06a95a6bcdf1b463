import type { ChangedExpense, Expense } from '../../src/ledger/ledger.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { describePayers } from '../parts/payers.js';

/** More changed shares of one expense are counted. */
const namedShares = 10;

/** What a change made of an expense, a line for each part that differs, old beside new. */
export function describeDifferences({ before, after }: ChangedExpense, voice: ServerVoice): string[] {
  if (!before) return [];
  const { change, splitKinds } = voice.replies.expense;
  const part = (name: keyof typeof change.parts, of: (expense: Expense) => string | undefined) => {
    const [from, to] = [of(before), of(after)];
    if (from === to) return [];
    return [
      change.part({ name: change.parts[name], from: from ?? change.nothing(), to: to ?? change.nothing() }),
    ];
  };
  return [
    ...part('description', ({ description }) => voice.typed(description)),
    ...part('total', ({ amountMinor, currency }) => voice.money(amountMinor, currency)),
    ...part('payers', ({ payers, currency }) => describePayers(payers, currency, voice)),
    ...part('split', ({ split }) => splitKinds[split.kind]),
    ...part('date', ({ date }) => voice.day(date)),
    ...part('category', ({ category }) => category && voice.typed(category)),
    ...part('state', ({ voidedAt }) => (voidedAt ? change.isVoid() : change.isLive())),
    ...describeShares(before, after, voice),
  ];
}

/** Those whose shares became others; who keeps theirs is not named. */
function describeShares(before: Expense, after: Expense, voice: ServerVoice): string[] {
  const { change } = voice.replies.expense;
  const shareIn = ({ shares, currency }: Expense, userId: string) => {
    const share = shares.find((one) => one.userId === userId);
    return share ? voice.money(share.amountMinor, currency) : change.nothing();
  };
  const people = [...new Set([...before.shares, ...after.shares].map(({ userId }) => userId))];
  const lines = people
    .map((userId) => ({ userId, from: shareIn(before, userId), to: shareIn(after, userId) }))
    .filter(({ from, to }) => from !== to)
    .map(({ userId, from, to }) => change.shareOf({ person: voice.person(userId), from, to }));
  const more = lines.length - namedShares;
  return more > 0 ? [...lines.slice(0, namedShares), change.moreShares({ count: more })] : lines;
}
