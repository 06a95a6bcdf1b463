import type { Expense } from '../../src/ledger/expense.js';
import { formatPercent, formatWeight } from '../../src/split/format-share-value.js';
import type { ServerVoice } from '../../src/texts/voice.js';

/** A message shows at most this many debts and this many shares. A file has all debts. */
export const shownDebts = 10;

/** An expense in three texts: what it is and who paid, the shares, the debts. */
export function describeExpense(expense: Expense, voice: ServerVoice): string[] {
  const { details } = voice.replies.expense;
  const category = expense.category && voice.typed(expense.category);
  return [
    `${describeHead(expense, voice)}\n${details({ date: voice.day(expense.date), category })}`,
    describeShares(expense, voice).join('\n'),
    describeDebts(expense, voice).join('\n'),
  ];
}

function describeHead(expense: Expense, voice: ServerVoice): string {
  const { head, splitEach, splitKinds, splitPlain } = voice.replies.expense;
  const { number, amountMinor, currency, payers, shares, split } = expense;
  const each = shares[0]?.amountMinor ?? 0;
  const isEven = split.kind === 'equal' && shares.every((share) => share.amountMinor === each);
  const described = { kind: splitKinds[split.kind], people: shares.length };
  return head({
    number,
    description: voice.typed(expense.description),
    total: voice.money(amountMinor, currency),
    payers: voice.payers(payers, currency),
    split: isEven ? splitEach({ ...described, each: voice.money(each, currency) }) : splitPlain(described),
  });
}

function describeShares(expense: Expense, voice: ServerVoice): string[] {
  const { moreShares, share } = voice.replies.expense;
  const lines = expense.shares.slice(0, shownDebts).map(({ userId, amountMinor }, index) =>
    share({
      person: voice.person(userId),
      share: voice.money(amountMinor, expense.currency),
      value: describeValue(expense, index, voice),
    }),
  );
  const more = expense.shares.length - lines.length;
  return more > 0 ? [...lines, moreShares({ count: more })] : lines;
}

/** The value typed after a person, if it says more than the share itself. */
function describeValue({ split }: Expense, index: number, voice: ServerVoice): string | undefined {
  const value = split.values[index];
  if (value === undefined) return undefined;
  if (value === 'rest') return voice.replies.expense.rest();
  if (split.kind === 'percent') return formatPercent(value);
  return split.kind === 'shares' ? formatWeight(value) : undefined;
}

function describeDebts({ debts, currency }: Expense, voice: ServerVoice): string[] {
  const { moreDebts, noDebt } = voice.replies.expense;
  if (debts.length === 0) return [noDebt()];
  const lines = debts.slice(0, shownDebts).map((debt) => voice.debt(debt, currency));
  const more = debts.length - lines.length;
  return more > 0 ? [...lines, moreDebts({ count: more })] : lines;
}
