import { SlashCommandSubcommandBuilder } from '@discordjs/builders';
import { z } from 'zod';
import { csvOf } from '../../src/export/csv.js';
import type { Expense } from '../../src/ledger/expense.js';
import type { ExpenseFilter } from '../../src/ledger/read/expense-query.js';
import { streamExpenses } from '../../src/ledger/read/fetch-expense.js';
import { findCategories } from '../../src/ledger/read/find-categories.js';
import { listExpenses, type ExpensePage } from '../../src/ledger/read/list-expenses.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatAmount, formatPlainAmount } from '../../src/money/format-amount.js';
import { fetchLeftMembers } from '../../src/people/ensure-people.js';
import { fetchGuildSettings } from '../../src/storage/collections/guilds.js';
import { descriptions } from '../../src/texts/en/descriptions.js';
import { escapeMarkdown } from '../../src/texts/escape-markdown.js';
import { textsOf, type Locale } from '../../src/texts/text.js';
import { UserError } from '../../src/errors/user-error.js';
import { serverCommand, type ServerContext } from '../contract/command.js';
import { describePayers } from './expense-card.js';
import { mentionPerson, type LeftMembers } from '../parts/mention-person.js';
import { packDay, packId, unpackDay, unpackId } from '../contract/pack-state.js';
import { parseDay, showDay } from '../parts/parse-day.js';
import type { ActionRef, Button, Reply } from '../contract/reply.js';
import { shareReply } from '../parts/share-reply.js';

const code = 'el';
const pageLength = 10;
/** More payers than these are counted instead of named, so that a line stays a line. */
const namedPayers = 3;
/** So many expenses fit in one file; who has more takes the export of the ledger. */
const fileLength = 20_000;

/** Which expenses, without the server: what the buttons of a page carry. */
type Filter = Omit<ExpenseFilter, 'guildId'>;
/** Which page: the newest one, or the one before or after an expense's number. */
interface Place {
  readonly before?: number;
  readonly after?: number;
}

const input = z.object({
  member: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  category: z.string().trim().max(20).optional(),
  text: z.string().trim().max(30).optional(),
  include_void: z.boolean().optional(),
});

const texts = descriptions.expenseList;
const definition = new SlashCommandSubcommandBuilder()
  .setName('list')
  .setDescription(texts.command)
  .addUserOption((option) => option.setName('member').setDescription(texts.member))
  .addStringOption((option) => option.setName('from').setDescription(texts.from).setMaxLength(10))
  .addStringOption((option) => option.setName('to').setDescription(texts.to).setMaxLength(10))
  .addStringOption((option) =>
    option.setName('category').setDescription(texts.category).setMaxLength(20).setAutocomplete(true),
  )
  .addStringOption((option) => option.setName('text').setDescription(texts.text).setMaxLength(30))
  .addBooleanOption((option) => option.setName('include_void').setDescription(texts.includeVoid))
  .toJSON();

/** `/expense list`: the server's expenses, newest first, in pages. */
export const expenseList = serverCommand<z.infer<typeof input>>({
  path: 'expense list',
  code,
  definition,
  visibility: 'ephemeral',
  input,
  complete: {
    async category(typed, { storage, guildId }) {
      const categories = await findCategories(storage, guildId, typed, 25);
      return categories.map((category) => ({ name: category, value: category }));
    },
  },
  async run(typed, context) {
    const { timeZone } = await fetchGuildSettings(context.storage, context.guildId);
    const day = (text: string) => parseDay(text, context.now, timeZone);
    const filter: Filter = {
      ...(typed.member && { memberId: typed.member }),
      ...(typed.from && { from: day(typed.from) }),
      ...(typed.to && { to: day(typed.to) }),
      ...(typed.category && { category: typed.category }),
      ...(typed.text && { text: typed.text }),
      ...(typed.include_void && { includeVoid: true }),
    };
    if (filter.from && filter.to && filter.from > filter.to) {
      throw new UserError('datesCrossed', { from: filter.from, to: filter.to });
    }
    return showPage(filter, {}, context, context.locale);
  },
  actions: {
    page: {
      answers: 'update',
      visibility: 'ephemeral',
      run({ state }, context) {
        const { filter, place } = unpack(state);
        return showPage(filter, place, context, context.locale);
      },
    },
    share: {
      answers: 'reply',
      visibility: 'public',
      async run({ state }, context) {
        const { filter, place } = unpack(state);
        return shareReply(await showPage(filter, place, context, context.serverLocale), context);
      },
    },
    file: {
      answers: 'reply',
      visibility: 'ephemeral',
      run: ({ state }, context) => makeFile(unpack(state).filter, context),
    },
  },
});

async function showPage(
  filter: Filter,
  place: Place,
  context: ServerContext,
  locale: Locale,
): Promise<Reply> {
  const { storage, guildId } = context;
  const { replies } = textsOf(locale);
  const left = await fetchLeftMembers(storage, guildId);
  const page = await listExpenses(storage, { ...filter, guildId }, { ...place, limit: pageLength });
  const filters = describeFilter(filter, locale, left);
  if (page.total === 0) {
    const empty = filters ? replies.listEmptyFiltered({ filters }) : replies.listEmpty();
    return { kind: 'reply', blocks: [{ kind: 'text', text: empty }] };
  }
  const lines = page.expenses.map((expense) => describeLine(expense, filter, locale, left));
  return {
    kind: 'reply',
    blocks: [
      { kind: 'text', text: replies.listTitle({ filters }) },
      { kind: 'text', text: lines.join('\n') },
      { kind: 'divider' },
      { kind: 'text', text: `-# ${describeTotals(page, locale)}` },
    ],
    buttons: [buttonsOf(filter, place, page, locale)],
  };
}

function describeLine(expense: Expense, filter: Filter, locale: Locale, left: LeftMembers): string {
  const { replies } = textsOf(locale);
  const currency = getCurrency(expense.currency);
  const share = expense.shares.find(({ userId }) => userId === filter.memberId);
  const line = replies.listLine({
    number: `**#${expense.number}**`,
    date: showDay(expense.date),
    description: escapeMarkdown(expense.description),
    total: formatAmount(expense.amountMinor, currency),
    payers:
      expense.payers.length > namedPayers
        ? replies.morePayers({ count: expense.payers.length })
        : describePayers(expense, left),
  });
  return [
    line,
    share ? replies.listShare({ share: formatAmount(share.amountMinor, currency) }) : '',
    expense.voidedAt ? replies.listVoid() : '',
  ].join('');
}

function describeTotals({ total, totals, newerCount }: ExpensePage, locale: Locale): string {
  const { replies } = textsOf(locale);
  const sums = totals.map(({ currency, amountMinor, shareMinor }) => {
    const sum = formatAmount(amountMinor, getCurrency(currency));
    if (shareMinor === undefined) return sum;
    return replies.listTotalShare({ total: sum, share: formatAmount(shareMinor, getCurrency(currency)) });
  });
  const counted = replies.listTotal({ count: total, totals: sums.join(' · ') });
  const pages = Math.ceil(total / pageLength);
  if (pages === 1) return counted;
  return `${counted} · ${replies.page({ page: Math.floor(newerCount / pageLength) + 1, pages })}`;
}

function describeFilter(filter: Filter, locale: Locale, left: LeftMembers): string {
  const { replies } = textsOf(locale);
  return [
    filter.memberId && replies.filterMember({ person: mentionPerson(filter.memberId, left) }),
    filter.from && replies.filterFrom({ date: showDay(filter.from) }),
    filter.to && replies.filterTo({ date: showDay(filter.to) }),
    filter.category && replies.filterCategory({ category: escapeMarkdown(filter.category) }),
    filter.text && replies.filterText({ text: escapeMarkdown(filter.text) }),
    filter.includeVoid && replies.filterVoid(),
  ]
    .filter(Boolean)
    .join(' · ');
}

function buttonsOf(filter: Filter, place: Place, page: ExpensePage, locale: Locale): Button[] {
  const { buttons } = textsOf(locale).replies;
  const first = page.expenses[0]?.number ?? 0;
  const last = page.expenses.at(-1)?.number ?? 0;
  const hasOlder = page.newerCount + page.expenses.length < page.total;
  const action = (name: string, to: Place): ActionRef => ({
    command: code,
    action: name,
    state: pack(filter, to),
  });
  const turns: Button[] = [
    { label: buttons.newer, disabled: page.newerCount === 0, action: action('page', { after: first }) },
    { label: buttons.older, disabled: !hasOlder, action: action('page', { before: last }) },
  ];
  return [
    ...(page.total > pageLength ? turns : []),
    { label: buttons.csv, action: action('file', place) },
    { label: buttons.share, action: action('share', place) },
  ];
}

function pack(filter: Filter, place: Place): string[] {
  return [
    place.before !== undefined ? `b${place.before}` : place.after !== undefined ? `a${place.after}` : '',
    filter.includeVoid ? 'v' : '',
    packId(filter.memberId),
    packDay(filter.from),
    packDay(filter.to),
    filter.category ?? '',
    filter.text ?? '',
  ];
}

function unpack(state: readonly string[]): { filter: Filter; place: Place } {
  const [place = '', includeVoid, member, from, to, category, text] = state;
  const memberId = unpackId(member);
  const fromDay = unpackDay(from);
  const toDay = unpackDay(to);
  const number = Number(place.slice(1));
  return {
    place: place.startsWith('b') ? { before: number } : place.startsWith('a') ? { after: number } : {},
    filter: {
      ...(memberId && { memberId }),
      ...(fromDay && { from: fromDay }),
      ...(toDay && { to: toDay }),
      ...(category && { category }),
      ...(text && { text }),
      ...(includeVoid && { includeVoid: true }),
    },
  };
}

const columns = [
  'number',
  'date',
  'description',
  'category',
  'currency',
  'amount',
  'share',
  'payers',
  'void',
] as const;

async function makeFile(filter: Filter, { storage, guildId, locale }: ServerContext): Promise<Reply> {
  const rows: Record<(typeof columns)[number], string>[] = [];
  for await (const expense of streamExpenses(storage, { ...filter, guildId })) {
    const currency = getCurrency(expense.currency);
    const share = expense.shares.find(({ userId }) => userId === filter.memberId);
    rows.push({
      number: String(expense.number),
      date: expense.date,
      description: expense.description,
      category: expense.category ?? '',
      currency: expense.currency,
      amount: formatPlainAmount(expense.amountMinor, currency),
      share: share ? formatPlainAmount(share.amountMinor, currency) : '',
      payers: expense.payers
        .map(({ userId, amountMinor }) => `${userId} ${formatPlainAmount(amountMinor, currency)}`)
        .join(' '),
      void: expense.voidedAt ? 'yes' : '',
    });
    if (rows.length === fileLength) break;
  }
  const { replies } = textsOf(locale);
  const note = rows.length < fileLength ? replies.csvReady() : replies.csvCut({ count: fileLength });
  return {
    kind: 'reply',
    blocks: [{ kind: 'text', text: note }],
    files: [{ name: 'expenses.csv', content: csvOf(columns, rows) }],
  };
}
