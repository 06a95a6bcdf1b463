import { parseDay } from '../../src/calendar/parse-day.js';
import { UserError } from '../../src/errors/user-error.js';
import type { Expense } from '../../src/ledger/expense.js';
import type { ExpenseFilter, ExpensePage, PageCursor } from '../../src/ledger/ledger.js';
import { textLimits } from '../../src/limits.js';
import type { ServerVoice, Voice } from '../../src/texts/voice.js';
import { say, text, type Button, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { flagOption, textOption, userOption } from '../contract/option.js';
import { day, discordId, flag, optional, typedText, type Codec, type StateOf } from '../contract/state.js';
import { describePayers } from '../parts/payers.js';
import { shareAction } from '../parts/share-action.js';
import { readerVoice } from '../parts/voices.js';
import { completeCategory } from './complete-category.js';
import { makeExpensesFile } from './expenses-file.js';

const pageLength = 10;

/** `B` or `A` and the number in base 36. Old messages have `b` or `a` and the number in decimal. */
const pageCursor: Codec<PageCursor> = {
  pack: ({ before, after = 0 }) =>
    before === undefined ? `A${after.toString(36)}` : `B${before.toString(36)}`,
  unpack(packed) {
    const [, side, digits] = /^([abAB])([0-9a-z]{1,9})$/.exec(packed) ?? [];
    if (side === undefined || digits === undefined) throw new UserError('buttonOutdated');
    const number = Number.parseInt(digits, side < 'a' ? 36 : 10);
    return side.toLowerCase() === 'b' ? { before: number } : { after: number };
  },
  maxLength: 7,
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
    from: textOption({ maxLength: textLimits.day }),
    to: textOption({ maxLength: textLimits.day }),
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
  if (page.total === 0) return say(filters ? list.emptyFiltered({ filters }) : list.empty());
  return {
    kind: 'reply',
    blocks: [
      text(list.title({ filters })),
      text(page.expenses.map((expense) => describeLine(expense, view.memberId, voice)).join('\n')),
      { kind: 'divider' },
      text(describeTotals(page, voice)),
    ],
    buttons: [makeButtons(view, page, voice)],
  };
}

function describeLine(expense: Expense, memberId: string | undefined, voice: ServerVoice): string {
  const { list } = voice.replies.expense;
  const { number, amountMinor, currency, payers, voidedAt } = expense;
  const share = expense.shares.find(({ userId }) => userId === memberId);
  const line = list.line({
    number,
    date: voice.day(expense.date),
    description: voice.typed(expense.description),
    total: voice.money(amountMinor, currency),
    payers: describePayers(payers, currency, voice),
  });
  const ownShare = share ? list.share({ share: voice.money(share.amountMinor, currency) }) : '';
  return `${line}${ownShare}${voidedAt ? list.voided() : ''}`;
}

function describeTotals({ total, totals, newerCount }: ExpensePage, voice: Voice): string {
  const { expense, lists } = voice.replies;
  const sums = totals.map(({ currency, amountMinor, shareMinor }) => {
    const sum = voice.money(amountMinor, currency);
    if (shareMinor === undefined) return sum;
    return expense.list.totalAndShare({ total: sum, share: voice.money(shareMinor, currency) });
  });
  const pages = Math.ceil(total / pageLength);
  const page = Math.floor(newerCount / pageLength) + 1;
  return expense.list.totals({
    count: total,
    totals: sums.join(' · '),
    page: pages === 1 ? undefined : lists.page({ page, pages }),
  });
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

function makeButtons(view: View, { expenses, newerCount, total }: ExpensePage, voice: Voice): Button[] {
  const { buttons } = voice.replies.lists;
  const newer = { ...view, page: { after: expenses[0]?.number ?? 0 } };
  const older = { ...view, page: { before: expenses.at(-1)?.number ?? 0 } };
  const turns = [
    expenseList.button('page', newer, { label: buttons.newer, disabled: newerCount === 0 }),
    expenseList.button('page', older, {
      label: buttons.older,
      disabled: newerCount + expenses.length >= total,
    }),
  ];
  return [
    ...(total > pageLength ? turns : []),
    expenseList.button('file', view, { label: buttons.file }),
    expenseList.button('share', view, { label: buttons.share }),
  ];
}
