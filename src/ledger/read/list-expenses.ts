import { fetchGuildHead, type GuildHead } from '../../storage/collections/guild-head.js';
import type { Storage } from '../../storage/connect.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import { cutText, textLimits } from '../../limits.js';
import { withinAnswerTime } from '../../storage/within-answer-time.js';
import { UserError } from '../../errors/user-error.js';
import { toQuery, toQueryWithVoid, type ExpenseFilter } from './expense-query.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';
import { RevisionCache } from './revision-cache.js';

export type { ExpenseFilter } from './expense-query.js';

/** Where a page of expenses begins; the newest ones where it is empty. */
export interface PageCursor {
  /** The newest of those older than this number. */
  readonly before?: number;
  /** The oldest of those newer than this number. */
  readonly after?: number;
}

export interface PageRequest extends PageCursor {
  readonly limit: number;
}

export interface CurrencyTotal {
  readonly currency: string;
  readonly amountMinor: number;
  /** The member's shares, where the filter names one. */
  readonly shareMinor?: number;
}

export interface ExpensePage {
  /** Newest first. */
  readonly expenses: readonly Expense[];
  /** How many fit the filter in all. */
  readonly total: number;
  /** How many of them are newer than the first on this page. */
  readonly newerCount: number;
  /** Of all that fit, by currency. */
  readonly totals: readonly CurrencyTotal[];
}

/** Autocomplete looks this far back for words. */
const searchedBack = 2_000;

/**
 * One page of a server's expenses, newest first.
 * @throws StorageUnavailable
 */
export async function listExpenses(
  storage: Storage,
  filter: ExpenseFilter,
  page: PageRequest,
): Promise<ExpensePage> {
  const head = await fetchGuildHead(storage, filter.guildId);
  const [records, summary] = await Promise.all([
    fetchPage(storage, filter, page, head),
    sumExpenses(storage, filter, head),
  ]);
  const newest = records[0]?.number;
  const isFirstPage = page.before === undefined && page.after === undefined;
  return {
    expenses: records.map(toExpense),
    ...summary,
    newerCount: isFirstPage || newest === undefined ? 0 : await countNewer(storage, filter, newest),
  };
}

async function fetchPage(
  storage: Storage,
  filter: ExpenseFilter,
  { before, after, limit }: PageRequest,
  { lastNumber }: GuildHead,
): Promise<ExpenseRecord[]> {
  if (after !== undefined) {
    const upwards = { first: after + 1, last: lastNumber, step: 1 as const };
    return (await findNearest(storage, filter, upwards, limit)).reverse();
  }
  const newest = before === undefined ? lastNumber : Math.min(before - 1, lastNumber);
  return findNearest(storage, filter, { first: newest, last: 1, step: -1 }, limit);
}

interface Walk {
  readonly first: number;
  readonly last: number;
  readonly step: 1 | -1;
}

/**
 * The first few that fit, walking up or down the numbers in growing strides. A plain sort with a limit would do,
 * but some servers read all expenses of the guild for it; a range of numbers is quick on each of them.
 */
async function findNearest(
  storage: Storage,
  filter: ExpenseFilter,
  { first, last, step }: Walk,
  limit: number,
): Promise<ExpenseRecord[]> {
  const found: ExpenseRecord[] = [];
  const query = toQueryWithVoid(filter);
  let at = first;
  for (let width = Math.ceil(limit * 1.5); found.length < limit && (last - at) * step >= 0; width *= 4) {
    const end = step === 1 ? Math.min(at + width - 1, last) : Math.max(at - width + 1, last);
    const records = await withinAnswerTime(
      storage.raw.expenses
        .find({ ...query, number: { $gte: Math.min(at, end), $lte: Math.max(at, end) } })
        .sort({ number: step })
        .toArray(),
    );
    // Void ones are dropped here: asking for it would keep some servers from using the range.
    found.push(...records.filter((record) => filter.includeVoid === true || record.voidedAt === undefined));
    at = end + step;
  }
  return found.slice(0, limit);
}

async function countNewer(storage: Storage, filter: ExpenseFilter, number: number): Promise<number> {
  return withinAnswerTime(
    storage.raw.expenses.countDocuments({ ...toQuery(filter), number: { $gt: number } }),
  );
}

type Summary = Pick<ExpensePage, 'total' | 'totals'>;
const summaries = new RevisionCache<Summary>();

function sumExpenses(storage: Storage, filter: ExpenseFilter, { revision }: GuildHead): Promise<Summary> {
  const key = JSON.stringify(toQuery(filter));
  return summaries.fetch(storage, { guildId: filter.guildId, revision, key }, async () => {
    const rows = await withinAnswerTime(
      storage.raw.expenses
        .aggregate<{ _id: string; count: number; amountMinor: number; shareMinor: number }>([
          { $match: toQuery(filter) },
          {
            $group: {
              _id: '$currency',
              count: { $sum: 1 },
              amountMinor: { $sum: '$amountMinor' },
              shareMinor: { $sum: filter.memberId === undefined ? 0 : shareOf(filter.memberId) },
            },
          },
          { $sort: { _id: 1 } },
        ])
        .toArray(),
    );
    return {
      total: rows.reduce((sum, row) => sum + row.count, 0),
      totals: rows.map(({ _id, amountMinor, shareMinor }) => ({
        currency: _id,
        amountMinor,
        ...(filter.memberId !== undefined && { shareMinor }),
      })),
    };
  });
}

/** In the database's words: the member's entry of the parallel arrays, 0 for who only paid. */
function shareOf(memberId: string) {
  const index = { $indexOfArray: ['$participantIds', memberId] };
  return { $cond: [{ $gte: [index, 0] }, { $arrayElemAt: ['$shares', index] }, 0] };
}

/** All that fit, newest first, one by one. */
export async function* streamExpenses(storage: Storage, filter: ExpenseFilter): AsyncGenerator<Expense> {
  const records = storage.raw.expenses.find(toQuery(filter), { batchSize: 200 }).sort({ number: -1 });
  for await (const record of records) yield toExpense(record);
}

/**
 * One expense, void or not.
 * @throws UserError `expenseNotFound`
 */
export async function fetchExpense(storage: Storage, guildId: string, number: number): Promise<Expense> {
  const record = await withinAnswerTime(storage.raw.expenses.findOne({ guildId, number }));
  if (!record) throw new UserError('expenseNotFound', { number });
  return toExpense(record);
}

/** The newest ones, void ones too. */
export async function recentExpenses(storage: Storage, guildId: string, limit: number): Promise<Expense[]> {
  const head = await fetchGuildHead(storage, guildId);
  return (await fetchPage(storage, { guildId, includeVoid: true }, { limit }, head)).map(toExpense);
}

/** The expenses that may be meant by what was typed so far: a number, its first digits, or words; newest first. */
export async function findExpenses(
  storage: Storage,
  guildId: string,
  typed: string,
  limit: number,
): Promise<Expense[]> {
  const text = cutText(typed.trim().replace(/^#/, ''), textLimits.description);
  if (text === '') return recentExpenses(storage, guildId, limit);
  const { lastNumber } = await fetchGuildHead(storage, guildId);
  const byNumber = /^[1-9]\d{0,8}$/.test(text)
    ? await findByDigits(storage, guildId, Number(text), lastNumber, limit)
    : [];
  const wanted = limit - byNumber.length;
  if (wanted <= 0) return byNumber.map(toExpense);
  const numbers = new Set(byNumber.map((record) => record.number));
  const walk: Walk = { first: lastNumber, last: Math.max(1, lastNumber - searchedBack), step: -1 };
  const byText = await findNearest(storage, { guildId, text, includeVoid: true }, walk, limit);
  return [...byNumber, ...byText.filter(({ number }) => !numbers.has(number)).slice(0, wanted)].map(
    toExpense,
  );
}

/** The number itself first, then those that begin with it. */
async function findByDigits(
  storage: Storage,
  guildId: string,
  digits: number,
  lastNumber: number,
  limit: number,
): Promise<ExpenseRecord[]> {
  const found: ExpenseRecord[] = [];
  for (let scale = 1; digits * scale <= lastNumber && found.length < limit; scale *= 10) {
    const walk: Walk = {
      first: Math.min(digits * scale + scale - 1, lastNumber),
      last: digits * scale,
      step: -1,
    };
    found.push(...(await findNearest(storage, { guildId, includeVoid: true }, walk, limit - found.length)));
  }
  return found;
}

const categories = new RevisionCache<readonly string[]>();

/** The categories of a server that contain what was typed, the most used of late first. */
export async function findCategories(
  storage: Storage,
  guildId: string,
  typed: string,
  limit: number,
): Promise<string[]> {
  const { lastNumber, revision } = await fetchGuildHead(storage, guildId);
  const all = await categories.fetch(storage, { guildId, revision, key: 'categories' }, async () => {
    const rows = await withinAnswerTime(
      storage.raw.expenses
        .find(
          { guildId, number: { $gt: lastNumber - searchedBack } },
          { projection: { _id: 0, category: 1 }, batchSize: searchedBack },
        )
        .toArray(),
    );
    const counts = new Map<string, number>();
    for (const { category } of rows) {
      if (category !== undefined) counts.set(category, (counts.get(category) ?? 0) + 1);
    }
    return [...counts]
      .sort(([name, count], [otherName, otherCount]) => otherCount - count || (name < otherName ? -1 : 1))
      .map(([name]) => name);
  });
  const wanted = typed.trim().toLowerCase();
  return all.filter((category) => category.toLowerCase().includes(wanted)).slice(0, limit);
}
