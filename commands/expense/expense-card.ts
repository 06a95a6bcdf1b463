import type { Expense } from '../../src/ledger/expense.js';
import { getCurrency, type Currency } from '../../src/money/currency.js';
import { formatAmount } from '../../src/money/format-amount.js';
import type { Debt } from '../../src/split/debts-of-expense.js';
import { formatPercent, formatWeight } from '../../src/split/format-share-value.js';
import { escapeMarkdown } from '../../src/texts/escape-markdown.js';
import { textsOf, type Locale } from '../../src/texts/text.js';
import { mentionPerson, type LeftMembers } from '../parts/mention-person.js';
import { showDay } from '../parts/parse-day.js';

/** So many debts, and so many shares, stand in a message; the rest is in a file. */
export const shownDebts = 10;

/** An expense as everyone sees it: what, who paid, who shares, what each owes for it. */
export function describeExpense(expense: Expense, locale: Locale, left: LeftMembers): string[] {
  const { replies } = textsOf(locale);
  return [
    [
      headOf(expense, locale, left),
      `-# ${replies.expenseDetails({ date: showDay(expense.date), category: expense.category && escapeMarkdown(expense.category) })}`,
    ].join('\n'),
    sharesOf(expense, locale, left).join('\n'),
    debtsOf(expense, locale, left).join('\n'),
  ];
}

/** `<@1> owes <@2> ₹230.00` */
export function describeDebt(debt: Debt, currency: Currency, locale: Locale, left: LeftMembers): string {
  return textsOf(locale).replies.debtLine({
    debtor: mentionPerson(debt.debtorId, left),
    creditor: mentionPerson(debt.creditorId, left),
    amount: formatAmount(debt.amountMinor, currency),
  });
}

/** Who paid, with amounts only where several did. */
export function describePayers(expense: Expense, left: LeftMembers): string {
  const currency = getCurrency(expense.currency);
  if (expense.payers.length === 1)
    return expense.payers.map((payer) => mentionPerson(payer.userId, left)).join();
  return expense.payers
    .map((payer) => `${mentionPerson(payer.userId, left)} ${formatAmount(payer.amountMinor, currency)}`)
    .join(', ');
}

function headOf(expense: Expense, locale: Locale, left: LeftMembers): string {
  const { replies } = textsOf(locale);
  const currency = getCurrency(expense.currency);
  const kind = replies.splitKinds[expense.split.kind];
  const people = expense.shares.length;
  const each = expense.shares[0]?.amountMinor ?? 0;
  const isEven =
    expense.split.kind === 'equal' && expense.shares.every((share) => share.amountMinor === each);
  return replies.expenseHead({
    number: expense.number,
    description: escapeMarkdown(expense.description),
    total: formatAmount(expense.amountMinor, currency),
    payers: describePayers(expense, left),
    split: isEven
      ? replies.splitEach({ kind, people, each: formatAmount(each, currency) })
      : replies.splitPlain({ kind, people }),
  });
}

function sharesOf(expense: Expense, locale: Locale, left: LeftMembers): string[] {
  const { replies } = textsOf(locale);
  const currency = getCurrency(expense.currency);
  const lines = expense.shares.slice(0, shownDebts).map((share, index) => {
    return replies.shareLine({
      person: mentionPerson(share.userId, left),
      share: formatAmount(share.amountMinor, currency),
      value: describeValue(expense, index, locale),
    });
  });
  const more = expense.shares.length - lines.length;
  return more > 0 ? [...lines, replies.moreShares({ count: more })] : lines;
}

/** The value behind a person, where it says more than the share itself. */
function describeValue({ split }: Expense, index: number, locale: Locale): string | undefined {
  const value = split.values[index];
  if (value === undefined) return undefined;
  if (value === 'rest') return textsOf(locale).replies.restValue();
  if (split.kind === 'percent') return formatPercent(value);
  return split.kind === 'shares' ? formatWeight(value) : undefined;
}

function debtsOf(expense: Expense, locale: Locale, left: LeftMembers): string[] {
  const { replies } = textsOf(locale);
  const currency = getCurrency(expense.currency);
  if (expense.debts.length === 0) return [replies.noDebt()];
  const lines = expense.debts.slice(0, shownDebts).map((debt) => describeDebt(debt, currency, locale, left));
  const more = expense.debts.length - lines.length;
  return more > 0 ? [...lines, replies.moreDebts({ count: more })] : lines;
}
