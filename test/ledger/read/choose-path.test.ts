import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import type { Expense } from '../../../src/ledger/expense.js';
import type { ExpenseFilter } from '../../../src/ledger/read/expense-query.js';
import {
  listExpenses,
  type ExpensePage,
  type PageCursor,
  type PageRequest,
} from '../../../src/ledger/read/list-expenses.js';
import { streamExpenses } from '../../../src/ledger/read/stream-expenses.js';
import { toCategoryKey } from '../../../src/storage/collections/category-key.js';
import type { Storage } from '../../../src/storage/connect.js';
import { expenseOf, newGuildId, now, openLedger, u1, u2, u3, u4, voidExpense } from '../ledger.js';

let storage: Storage;
const guildId = newGuildId();
const ledger: Expense[] = [];
afterAll(() => storage.close());

/** Within the reach of a search. */
const anyDay = fc.constantFrom(
  '2016-02-29',
  '2024-02-29',
  '2025-12-31',
  '2026-01-01',
  '2026-03-14',
  '2026-03-15',
  '2026-11-24',
  '2027-11-24',
);
const anyCategory = fc.constantFrom('food', 'Food', 'CAFÉ', 'rent');
const anyMember = fc.constantFrom(u1, u2, u3, u4);
const anyWords = fc
  .array(fc.constantFrom('Tea', 'tea ', 'CAFÉ', 'café', 'चाय', '100%', '$amount', '.*', '🍵'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((words) => words.join(' '));
const anyExpense = fc.record({
  amountMinor: fc.integer({ min: 4, max: 1_000_000 }),
  currency: fc.constantFrom('INR', 'USD'),
  description: anyWords,
  date: anyDay,
  category: fc.option(anyCategory, { nil: undefined }),
  participantIds: fc.shuffledSubarray([u1, u2, u3, u4], { minLength: 1 }),
  payerId: anyMember,
  isVoid: fc.nat(7).map((n) => n === 0),
});

/** A few hundred expenses, some of them void. */
beforeAll(async () => {
  ({ storage } = await openLedger());
  for (const { payerId, isVoid, category, ...fields } of fc.sample(anyExpense, {
    numRuns: 200,
    seed: 2026,
  })) {
    const { expense } = await recordExpense(
      storage,
      expenseOf(guildId, {
        ...fields,
        ...(category !== undefined && { category }),
        payers: [{ userId: payerId, amountMinor: fields.amountMinor }],
      }),
    );
    if (isVoid) await voidExpense(storage, guildId, expense.number);
    ledger.push({ ...expense, ...(isVoid && { version: expense.version + 1, voidedAt: now }) });
  }
});

/** Plain one time in eight; else a member, days, a category and words, alone and together. */
const anyFilter = fc
  .record(
    {
      memberId: fc.oneof(anyMember, fc.constant('404')),
      from: fc.oneof(anyDay, fc.constant('1970-01-01')),
      to: fc.oneof(anyDay, fc.constant('9999-12-31')),
      category: anyCategory,
      text: fc.oneof(anyWords, fc.constantFrom('TEA', 'Café', 'a', 'nobody wrote this')),
      currency: fc.constantFrom('INR', 'USD', 'EUR'),
      includeVoid: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  .map((filter): ExpenseFilter => ({ guildId, ...filter }));

/** What the filter means, said of all expenses in memory. */
function filterInMemory({
  memberId,
  from,
  to,
  category,
  text,
  currency,
  includeVoid,
}: ExpenseFilter): Expense[] {
  const isOf = ({ payers, shares }: Expense) =>
    [...payers, ...shares].some(({ userId }) => userId === memberId);
  const byDay = from !== undefined || to !== undefined;
  return ledger
    .filter(
      (expense) =>
        (includeVoid === true || expense.voidedAt === undefined) &&
        (memberId === undefined || isOf(expense)) &&
        (from === undefined || expense.date >= from) &&
        (to === undefined || expense.date <= to) &&
        (currency === undefined || expense.currency === currency) &&
        (category === undefined ||
          (expense.category !== undefined && toCategoryKey(expense.category) === toCategoryKey(category))) &&
        (text === undefined || expense.description.toLowerCase().includes(text.toLowerCase())),
    )
    .sort((one, other) =>
      byDay && one.date !== other.date ? (one.date < other.date ? 1 : -1) : other.number - one.number,
    );
}

function totalsInMemory(expenses: readonly Expense[], memberId: string | undefined): ExpensePage['totals'] {
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const sharesOf = ({ shares }: Expense) =>
    shares.filter(({ userId }) => userId === memberId).map(({ amountMinor }) => amountMinor);
  return ['INR', 'USD'].flatMap((currency) => {
    const counted = expenses.filter((expense) => expense.currency === currency);
    if (counted.length === 0) return [];
    return {
      currency,
      amountMinor: sum(counted.map(({ amountMinor }) => amountMinor)),
      ...(memberId !== undefined && { shareMinor: sum(counted.flatMap(sharesOf)) }),
    };
  });
}

/** On a busy machine a page or its totals may end at the time limit, and say so; then it is asked for again. */
async function fetchWholePage(filter: ExpenseFilter, request: PageRequest): Promise<ExpensePage> {
  for (;;) {
    const page = await listExpenses(storage, filter, request);
    if (!page.searchedTo && !page.countedTo) return page;
  }
}

describe('a list', () => {
  test('has the same expenses, order, count and totals by every path, in its pages forth and back', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilter, fc.integer({ min: 25, max: 120 }), async (filter, limit) => {
        const wanted = filterInMemory(filter);
        const turn = (cursor: PageCursor) => fetchWholePage(filter, { ...cursor, limit });
        const pages: ExpensePage[] = [];
        for (let cursor: PageCursor | undefined = {}; cursor;) {
          const page: ExpensePage = await turn(cursor);
          pages.push(page);
          const last = page.expenses.at(-1);
          cursor = page.hasOlder && last ? { before: last.number } : undefined;
        }
        expect(pages.flatMap(({ expenses }) => expenses)).toEqual(wanted);
        expect(pages.map(({ hasNewer }) => hasNewer)).toEqual(pages.map((_, index) => index > 0));
        for (const { total, totals } of pages) {
          expect({ total, totals }).toEqual({
            total: wanted.length,
            totals: totalsInMemory(wanted, filter.memberId),
          });
        }
        for (const [index, page] of pages.entries()) {
          const [first] = page.expenses;
          if (index === 0 || !first) continue;
          expect(await turn({ after: first.number })).toEqual(pages[index - 1]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('goes by days over half a century without expenses, and to the last day', async () => {
    const far = newGuildId();
    for (const date of ['1970-01-01', '2026-03-01', '1970-01-01', '9999-12-31']) {
      await recordExpense(storage, expenseOf(far, { date }));
    }
    const numbers = async (filter: Partial<ExpenseFilter>) => {
      const { expenses, total } = await fetchWholePage({ guildId: far, ...filter }, { limit: 10 });
      return [expenses.map(({ number }) => number), total];
    };
    expect(await numbers({ to: '2026-12-31' })).toEqual([[2, 3, 1], 3]);
    expect(await numbers({ from: '1970-01-01', to: '2026-03-01' })).toEqual([[2, 3, 1], 3]);
    expect(await numbers({ from: '2026-03-01', to: '2026-02-28' })).toEqual([[], 0]);
    expect(await numbers({ from: '9999-12-30' })).toEqual([[4], 1]);
    expect(await numbers({ from: '9999-12-31', to: '9999-12-31' })).toEqual([[4], 1]);
  });

  test('has them in a file too', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilter, async (filter) => {
        const streamed: Expense[] = [];
        for await (const expense of streamExpenses(storage, filter)) streamed.push(expense);
        expect(streamed).toEqual(filterInMemory(filter));
      }),
      { numRuns: 20 },
    );
  });
});
