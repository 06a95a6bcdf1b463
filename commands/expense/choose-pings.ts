import type { Expense } from '../../src/ledger/expense.js';
import type { ChangedExpense } from '../../src/ledger/ledger.js';
import type { ServerVoice } from '../../src/texts/voice.js';

/** An expense pings at most this many of the people it names. */
const pingsAtMost = 10;

/** Whom a new expense pings: people named one by one, without its author and those who have left. */
export function choosePings(expense: Expense, voice: Pick<ServerVoice, 'isHere'>): string[] {
  return findNamed(expense)
    .filter((userId) => userId !== expense.createdBy && voice.isHere(userId))
    .slice(0, pingsAtMost);
}

/** Whom an edit pings: people named one by one, before or after it, whose share it changed; without who edited and those who have left. */
export function chooseChangedPings(
  { before, after }: ChangedExpense,
  editorId: string,
  voice: Pick<ServerVoice, 'isHere'>,
): string[] {
  if (!before) return [];
  const shareIn = ({ shares, currency }: Expense, userId: string) =>
    `${shares.find((share) => share.userId === userId)?.amountMinor} ${currency}`;
  return [...new Set([...findNamed(after), ...findNamed(before)])]
    .filter((userId) => userId !== editorId && voice.isHere(userId))
    .filter((userId) => shareIn(before, userId) !== shareIn(after, userId))
    .slice(0, pingsAtMost);
}

/** Everyone who was typed by name stands in the text by id. */
function findNamed({ typed }: Expense): string[] {
  return [...new Set([...typed.for.matchAll(/<@!?(\d+)>/g)].map(([, userId = '']) => userId))];
}
