import type { Expense } from '../../src/ledger/expense.js';
import { formatPercent, formatWeight } from '../../src/split/format-share-value.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import type { ReplyFile } from '../contract/answer.js';
import type { FileLimits } from '../contract/context.js';
import { writeDebtsFiles } from '../parts/debts-file.js';
import { fitLines, type Room } from '../parts/fit-lines.js';
import { describePayers, namedPayers } from '../parts/payers.js';
import { writePeopleFiles } from '../parts/people-file.js';

/** A part of a card shows at most this many payers, shares or debts. Files have all. */
const shownLines = 10;

/**
 * The rooms of the parts. Together with the head, whose texts are limited one by one, and the notes below they are
 * less than a message holds (4,000 characters, 10,170 bytes), at the longest names and in scripts of three bytes a
 * letter.
 */
const rooms = {
  payers: { characters: 500, bytes: 1300 },
  shares: { characters: 600, bytes: 1500 },
  debts: { characters: 1100, bytes: 2900 },
} satisfies Record<string, Room>;

/** An expense as a message shows it. */
export interface ExpenseCard {
  /** What it is and who paid; the payers where they are many; the shares; the debts. */
  readonly texts: readonly string[];
  /** Whether there was no room for some of it. */
  readonly isCut: boolean;
  /** Files with all of what the texts show only in part. */
  files(names: ReadonlyMap<string, string>, limits: FileLimits): Promise<ReplyFile[]>;
}

/** Everyone who paid or shares an expense: whose names its files need. A person may stand there twice. */
export function listPeople({ payers, shares }: Expense): string[] {
  return [...payers, ...shares].map(({ userId }) => userId);
}

/** Describes an expense in parts, each with a room of its own. */
export function describeExpense(expense: Expense, voice: ServerVoice): ExpenseCard {
  const { details, moreDebts, morePayers, moreShares, noDebt } = voice.replies.expense;
  const category = expense.category && voice.typed(expense.category);
  const payers = cutPart(describeLongPayers(expense, voice), rooms.payers, morePayers);
  const shares = cutPart(describeShares(expense, voice), rooms.shares, moreShares);
  const debts = cutPart(describeDebts(expense, voice), rooms.debts, moreDebts);
  const head = `${describeHead(expense, voice)}\n${details({ date: voice.day(expense.date), category })}`;
  return {
    texts: [head, payers.text, shares.text, debts.text || noDebt()].filter((text) => text !== ''),
    isCut: payers.isCut || shares.isCut || debts.isCut,
    async files(names, limits) {
      const name = `expense-${expense.number}.csv`;
      const written = [
        debts.isCut && (await writeDebtsFiles(name, withCurrency(expense), names, limits)),
        (payers.isCut || shares.isCut) && (await writePeopleFiles(expense, names, limits)),
      ];
      return written.flatMap((one) => (one === false ? [] : one.files));
    },
  };
}

/** Each with a line of its own, which is made only where it may be shown. */
interface Part<Item> {
  readonly items: readonly Item[];
  readonly describe: (item: Item, index: number) => string;
}

/** The lines of a part, as far as there is room, and how many are missing. */
function cutPart<Item>(
  { items, describe }: Part<Item>,
  room: Room,
  more: (data: { count: number }) => string,
): { text: string; isCut: boolean } {
  const shown = fitLines(items.slice(0, shownLines).map(describe), room);
  const count = items.length - shown.length;
  return { text: [...shown, ...(count > 0 ? [more({ count })] : [])].join('\n'), isCut: count > 0 };
}

function withCurrency({ debts, currency }: Expense) {
  return debts.map((debt) => ({ ...debt, currency }));
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
    payers: describePayers(payers, currency, voice),
    split: isEven ? splitEach({ ...described, each: voice.money(each, currency) }) : splitPlain(described),
  });
}

/** Those whom the head does not name. */
function describeLongPayers(
  { payers, currency }: Expense,
  voice: ServerVoice,
): Part<Expense['payers'][number]> {
  return {
    items: payers.length <= namedPayers ? [] : payers,
    describe: ({ userId, amountMinor }) =>
      voice.replies.expense.paid({
        person: voice.person(userId),
        amount: voice.money(amountMinor, currency),
      }),
  };
}

function describeShares(expense: Expense, voice: ServerVoice): Part<Expense['shares'][number]> {
  return {
    items: expense.shares,
    describe: ({ userId, amountMinor }, index) =>
      voice.replies.expense.share({
        person: voice.person(userId),
        share: voice.money(amountMinor, expense.currency),
        value: describeValue(expense, index, voice),
      }),
  };
}

/** The value typed after a person, if it says more than the share itself. */
function describeValue({ split }: Expense, index: number, voice: ServerVoice): string | undefined {
  const value = split.values[index];
  if (value === undefined) return undefined;
  if (value === 'rest') return voice.replies.expense.rest();
  if (split.kind === 'percent') return formatPercent(value);
  return split.kind === 'shares' ? formatWeight(value) : undefined;
}

function describeDebts({ debts, currency }: Expense, voice: ServerVoice): Part<Expense['debts'][number]> {
  return { items: debts, describe: (debt) => voice.debt(debt, currency) };
}
