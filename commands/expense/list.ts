import { parseDay } from '../../src/calendar/parse-day.js';
import { UserError } from '../../src/errors/user-error.js';
import type { Expense } from '../../src/ledger/expense.js';
import type {
  CurrencyTotal,
  ExpenseFilter,
  ExpensePage,
  PageCursor,
  Place,
} from '../../src/ledger/ledger.js';
import { textLimits } from '../../src/limits.js';
import type { ServerVoice, Voice } from '../../src/texts/voice.js';
import { say, text, type Button, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { flagOption, textOption, userOption } from '../contract/option.js';
import { day, discordId, flag, optional, typedText, type Codec, type StateOf } from '../contract/state.js';
import { fitEveryLine, fitLines, type FlexibleLine, type Room } from '../parts/fit-lines.js';
import { describeMarks } from '../parts/describe-marks.js';
import { partiesOfPayment } from '../parts/describe-payment.js';
import { describePayers, describePayersShortly } from '../parts/payers.js';
import { shareAction } from '../parts/share-action.js';
import { readerVoice } from '../parts/voices.js';
import { completeCategory } from './complete-category.js';
import { makeExpensesFile } from './expenses-file.js';

const pageLength = 10;

/**
 * The rooms of the parts. Together with the title, whose texts are limited one by one, and the lines on how far was
 * searched they are less than a message holds (4,000 characters, 10,170 bytes).
 */
const rooms = {
  lines: { characters: 2150, bytes: 5700 },
  /** Of the expenses, and of the payments. */
  total: { characters: 160, bytes: 400 },
} satisfies Record<string, Room>;

/** A longer description is cut where a page is short of room. */
const shortDescription = 25;

/** The same of a payment, and of the names of its two people. */
const shortNote = 20;
const shortNameOfTwo = 10;

/** A page that was turned to. */
interface TurnedPage extends PageCursor {
  /** From 1: counted as pages are turned, for nobody has to count expenses to know it. Old messages lack it. */
  readonly page?: number;
}

/** Pages after this one are not counted, nor those of larger numbers than five digits: a custom id has no room. */
const maxPage = 36 ** 2 - 1;

/**
 * `D` (before) or `C` (after), the page in two digits, and the number, in base 36; `B` or `A` and the number where the
 * page is not known. Old messages have `b` or `a` and the number in decimal.
 */
const pageCursor: Codec<TurnedPage> = {
  pack({ before, after = 0, page = maxPage + 1 }) {
    const number = (before ?? after).toString(36);
    if (page > maxPage || number.length > 5) return `${before === undefined ? 'A' : 'B'}${number}`;
    return `${before === undefined ? 'C' : 'D'}${page.toString(36).padStart(2, '0')}${number}`;
  },
  unpack(packed) {
    const [, side = '', page, digits] =
      /^([abAB])()([0-9a-z]{1,9})$/.exec(packed) ?? /^([CD])([0-9a-z]{2})([0-9a-z]{1,5})$/.exec(packed) ?? [];
    if (digits === undefined) throw new UserError('buttonOutdated');
    const number = Number.parseInt(digits, side < 'a' ? 36 : 10);
    return {
      ...('bBD'.includes(side) ? { before: number } : { after: number }),
      ...(page && { page: Number.parseInt(page, 36) }),
    };
  },
  maxLength: 8,
};

/** The state of a page's buttons. The newest page has no cursor. */
const viewShape = {
  page: optional(pageCursor),
  includeVoid: flag,
  memberId: optional(discordId),
  from: optional(day),
  to: optional(day),
  category: optional(typedText(textLimits.category)),
  text: optional(typedText(textLimits.searchText)),
};
type View = StateOf<typeof viewShape>;

/** `/expense list`: the server's expenses, newest first, in pages. */
export const expenseList = serverCommand({
  path: 'expense list',
  code: 'el',
  describe: ({ expense }) => expense.list,
  options: {
    member: userOption(),
    from: textOption({ maxLength: textLimits.day, isRead: true }),
    to: textOption({ maxLength: textLimits.day, isRead: true }),
    category: textOption({ maxLength: textLimits.category, complete: completeCategory }),
    text: textOption({ maxLength: textLimits.searchText }),
    include_void: flagOption(),
  },
  visibility: 'ephemeral',
  async run(typed, context) {
    const { timeZone } = await context.settings.fetch(context.guildId);
    const dayOf = (typedDay: string) => parseDay(typedDay, context.now, timeZone);
    const view: View = {
      ...(typed.member && { memberId: typed.member }),
      ...(typed.from && { from: dayOf(typed.from) }),
      ...(typed.to && { to: dayOf(typed.to) }),
      ...(typed.category && { category: typed.category }),
      ...(typed.text && { text: typed.text }),
      ...(typed.include_void && { includeVoid: true }),
    };
    if (view.from && view.to && view.from > view.to) {
      throw new UserError('datesCrossed', { from: view.from, to: view.to });
    }
    return showPage(view, context, await readerVoice(context));
  },
  actions: {
    page: serverAction({
      state: viewShape,
      answers: 'update',
      visibility: 'ephemeral',
      run: async ({ state }, context) => showPage(state, context, await readerVoice(context)),
    }),
    share: shareAction(viewShape, showPage),
    file: serverAction({
      state: viewShape,
      answers: 'reply',
      visibility: 'ephemeral',
      run: ({ state }, context) => makeExpensesFile(toFilter(state, context), context),
    }),
  },
});

function toFilter({ page: _page, ...filter }: View, { guildId }: ServerContext): ExpenseFilter {
  return { ...filter, guildId };
}

async function showPage(view: View, context: ServerContext, voice: ServerVoice): Promise<Reply> {
  const { list } = voice.replies.expense;
  const filter = toFilter(view, context);
  const page = await context.ledger.listExpenses(filter, { ...view.page, limit: pageLength });
  const filters = describeFilter(filter, voice);
  if (page.expenses.length === 0 && !page.hasNewer && !page.hasOlder) {
    return say(filters ? list.emptyFiltered({ filters }) : list.empty());
  }
  const described = page.expenses.map((expense) => describeLine(expense, view.memberId, voice));
  const lines = fitEveryLine(described, rooms.lines);
  const pageNumber = page.hasNewer ? view.page?.page : 1;
  return {
    kind: 'reply',
    blocks: [
      text(list.title({ filters })),
      text(lines.join('\n') || list.noneYet()),
      { kind: 'divider' },
      text([describeTotals(page, pageNumber, voice), ...describeReach(page, voice)].join('\n')),
    ],
    buttons: [makeButtons(view, page, pageNumber, voice)],
  };
}

function describeLine(expense: Expense, memberId: string | undefined, voice: ServerVoice): FlexibleLine {
  const { list } = voice.replies.expense;
  const { number, amountMinor, currency, payers } = expense;
  const ends = { number, date: voice.day(expense.date), total: voice.money(amountMinor, currency) };
  const marks = describeMarks(expense, voice);
  if (expense.kind === 'settlement') {
    const { payerId, receiverId } = partiesOfPayment(expense);
    const line = (description: string, nameLength?: number) => {
      const payer = voice.person(payerId, nameLength);
      const receiver = voice.person(receiverId, nameLength);
      return `${voice.replies.settle.listed({ ...ends, payer, receiver, description })}${marks}`;
    };
    return {
      full: line(voice.typed(expense.description)),
      short: line(voice.typedCut(expense.description, shortNote), shortNameOfTwo),
    };
  }
  const share = expense.shares.find(({ userId }) => userId === memberId);
  const ownShare = share ? list.share({ share: voice.money(share.amountMinor, currency) }) : '';
  const line = (description: string, described: string) =>
    `${list.line({ ...ends, description, payers: described })}${ownShare}${marks}`;
  return {
    full: line(voice.typed(expense.description), describePayers(payers, currency, voice)),
    short: line(voice.typedCut(expense.description, shortDescription), describePayersShortly(payers, voice)),
  };
}

function describeTotals(
  { total, totals, payments, hasNewer, hasOlder, countedTo }: ExpensePage,
  pageNumber: number | undefined,
  voice: Voice,
): string {
  const { expense, lists } = voice.replies;
  // Expenses that were added since a page was turned to make it a later one; it is never beyond the last.
  const pages = hasOlder ? Math.max(Math.ceil(total / pageLength), (pageNumber ?? 0) + 1) : pageNumber;
  const isKnown = pageNumber !== undefined && pages !== undefined && (hasNewer || hasOlder);
  return expense.list.totals({
    expenses: { count: total - payments.count, sums: describeSums(totals, voice) },
    payments: { count: payments.count, sums: describeSums(payments.totals, voice) },
    isAll: countedTo === undefined,
    page: isKnown ? lists.page({ page: pageNumber, pages: countedTo ? undefined : pages }) : undefined,
  });
}

function describeSums(totals: readonly CurrencyTotal[], voice: Voice): string {
  const { list } = voice.replies.expense;
  const described = totals.map(({ currency, amountMinor, shareMinor }) => {
    const sum = voice.money(amountMinor, currency);
    if (shareMinor === undefined) return sum;
    return list.totalAndShare({ total: sum, share: voice.money(shareMinor, currency) });
  });
  const shown = fitLines(described, rooms.total);
  const left = totals.length - shown.length;
  return [...shown, ...(left > 0 ? [list.moreCurrencies({ count: left })] : [])].join(' · ');
}

/** How far was searched and counted, where that is not all. */
function describeReach({ searchedTo, countedTo }: ExpensePage, voice: Voice): string[] {
  const { list } = voice.replies.expense;
  const show = ({ day, number }: Place) => (day === undefined ? list.number({ number }) : voice.day(day));
  return [
    ...(searchedTo
      ? [list.searchedTo({ place: show(searchedTo), canGoOn: searchedTo.day === undefined })]
      : []),
    ...(countedTo ? [list.countedTo({ place: show(countedTo) })] : []),
  ];
}

function describeFilter(filter: ExpenseFilter, voice: ServerVoice): string {
  const { filters } = voice.replies.expense.list;
  return [
    filter.memberId && filters.member({ person: voice.person(filter.memberId) }),
    filter.from && filters.from({ date: voice.day(filter.from) }),
    filter.to && filters.to({ date: voice.day(filter.to) }),
    filter.category && filters.category({ category: voice.typed(filter.category) }),
    filter.text && filters.text({ text: voice.typed(filter.text) }),
    filter.includeVoid && filters.includeVoid(),
  ]
    .filter(Boolean)
    .join(' · ');
}

function makeButtons(
  view: View,
  { expenses, hasNewer, hasOlder, searchedTo }: ExpensePage,
  pageNumber: number | undefined,
  voice: Voice,
): Button[] {
  const { buttons } = voice.replies.lists;
  const turn = (cursor: PageCursor, by: 1 | -1) => ({
    ...view,
    page: { ...cursor, ...(pageNumber !== undefined && { page: Math.max(1, pageNumber + by) }) },
  });
  const newer = turn({ after: expenses[0]?.number ?? (view.page?.before ?? 1) - 1 }, -1);
  const older = turn({ before: searchedTo?.number ?? expenses.at(-1)?.number ?? 0 }, 1);
  const turns = [
    expenseList.button('page', newer, { label: buttons.newer, disabled: !hasNewer }),
    // A search by days that was cut goes on by narrower days alone.
    expenseList.button('page', older, {
      label: buttons.older,
      disabled: !hasOlder || searchedTo?.day !== undefined,
    }),
  ];
  return [
    ...(hasNewer || hasOlder ? turns : []),
    expenseList.button('file', view, { label: buttons.file }),
    expenseList.button('share', view, { label: buttons.share }),
  ];
}
