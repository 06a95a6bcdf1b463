import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExpenseFilter } from '../../../src/ledger/read/expense-query.js';
import { fetchExpense } from '../../../src/ledger/read/fetch-expense.js';
import { streamExpenses } from '../../../src/ledger/read/stream-expenses.js';
import { findCategories } from '../../../src/ledger/read/find-categories.js';
import { findExpenses } from '../../../src/ledger/read/find-expenses.js';
import { listExpenses, type PageRequest } from '../../../src/ledger/read/list-expenses.js';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { addPayment } from '../../../src/ledger/change/record-payment.js';
import { runChange } from '../../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import type { Storage } from '../../../src/storage/connect.js';
import {
  changeOf,
  expenseOf,
  newGuildId,
  openLedger,
  paymentOf,
  u1,
  u2,
  u3,
  u4,
  voidExpense,
} from '../ledger.js';

let storage: Storage;
const guildId = newGuildId();
const elsewhere = newGuildId();

/** Thirty expenses: every third is u3's alone, every fifth is in dollars, the tenth and twentieth are void. */
beforeAll(async () => {
  ({ storage } = await openLedger());
  for (let number = 1; number <= 30; number++) {
    await recordExpense(
      storage,
      expenseOf(guildId, {
        amountMinor: 400,
        description: number % 2 ? `Tea (${number})` : `100% Coffee ${number}`,
        currency: number % 5 === 0 ? 'USD' : 'INR',
        date: `2026-11-${String(number).padStart(2, '0')}`,
        ...(number % 3 === 0 && { participantIds: [u3], payers: [{ userId: u4, amountMinor: 400 }] }),
        ...(number % 2 ? { category: 'food' } : number % 4 === 0 ? { category: 'rent' } : {}),
      }),
    );
  }
  await recordExpense(storage, expenseOf(elsewhere, { description: 'Tea', category: 'secret' }));
  for (const number of [10, 20]) await voidExpense(storage, guildId, number);
});
afterAll(() => storage.close());

async function page(filter: Partial<ExpenseFilter>, request: Partial<PageRequest> = {}) {
  const { expenses, ...rest } = await listExpenses(
    storage,
    { guildId, ...filter },
    { limit: 10, ...request },
  );
  return { numbers: expenses.map(({ number }) => number), ...rest };
}

describe('the list of expenses', () => {
  test('begins with the newest and leaves void ones out', async () => {
    expect(await page({})).toEqual({
      numbers: [30, 29, 28, 27, 26, 25, 24, 23, 22, 21],
      total: 28,
      hasNewer: false,
      hasOlder: true,
      totals: [
        { currency: 'INR', amountMinor: 24 * 400 },
        { currency: 'USD', amountMinor: 4 * 400 },
      ],
      payments: { count: 0, totals: [] },
    });
  });

  test('shows void ones when asked, in the totals too', async () => {
    const { numbers, total, totals } = await page({ includeVoid: true }, { before: 22 });
    expect(numbers.slice(0, 3)).toEqual([21, 20, 19]);
    expect(total).toBe(30);
    expect(totals).toEqual([
      { currency: 'INR', amountMinor: 24 * 400 },
      { currency: 'USD', amountMinor: 6 * 400 },
    ]);
  });

  test('turns to older pages and back to the same', async () => {
    const older = await page({}, { before: 21 });
    expect(older).toMatchObject({
      numbers: [19, 18, 17, 16, 15, 14, 13, 12, 11, 9],
      hasNewer: true,
      hasOlder: true,
    });
    const oldest = await page({}, { before: 9 });
    expect(oldest).toMatchObject({ numbers: [8, 7, 6, 5, 4, 3, 2, 1], hasNewer: true, hasOlder: false });
    expect(await page({}, { after: 8 })).toEqual(older);
    expect(await page({}, { before: 1 })).toMatchObject({ numbers: [], hasOlder: false, total: 28 });
    expect(await page({}, { after: 19 })).toEqual(await page({}));
  });

  test('of a member has all that they paid or share in, with their shares', async () => {
    const { numbers, total, totals } = await page({ memberId: u4 }, { limit: 4 });
    expect(numbers).toEqual([30, 29, 28, 27]);
    expect(total).toBe(28);
    // u4 only paid for every third, and shares a quarter of the others.
    expect(totals).toEqual([
      { currency: 'INR', amountMinor: 24 * 400, shareMinor: 16 * 100 },
      { currency: 'USD', amountMinor: 4 * 400, shareMinor: 2 * 100 },
    ]);
    expect((await page({ memberId: u2 })).total).toBe(18);
    expect((await page({ memberId: '404' })).total).toBe(0);
  });

  test('can be cut to days, a category and words', async () => {
    expect((await page({ from: '2026-11-05', to: '2026-11-07' })).numbers).toEqual([7, 6, 5]);
    expect((await page({ from: '2026-11-29' })).numbers).toEqual([30, 29]);
    expect((await page({ to: '2026-11-02' })).numbers).toEqual([2, 1]);
    expect((await page({ category: 'rent' })).numbers).toEqual([28, 24, 16, 12, 8, 4]);
    expect((await page({ text: 'COFFEE 2' })).numbers).toEqual([28, 26, 24, 22, 2]);
    expect((await page({ text: '(2' })).numbers).toEqual([29, 27, 25, 23, 21]);
    expect((await page({ text: '100%', memberId: u1, category: 'rent' })).numbers).toEqual([28, 16, 8, 4]);
    expect((await page({ text: '.*' })).numbers).toEqual([]);
    expect((await page({ text: 'a|e' })).numbers).toEqual([]);
  });

  test('finds a text in either Unicode form and with any apostrophe', async () => {
    const other = newGuildId();
    for (const description of ['Caf\u00e9 (Asha’s)', 'cafe\u0301 (asha\u0027s)', 'Cafe']) {
      await recordExpense(storage, expenseOf(other, { description }));
    }
    for (const text of ['CAF\u00c9', 'Cafe\u0301', 'caf\u00e9 (asha`s)', "cafe\u0301 (asha's)"]) {
      expect((await page({ guildId: other, text })).numbers).toEqual([2, 1]);
    }
    const found = await findExpenses(storage, other, 'caf\u00e9 (asha´s', 5);
    expect(found.map(({ number }) => number)).toEqual([2, 1]);
  });

  test('finds a rare one far back', async () => {
    expect(await page({ text: 'Tea (1)' }, { limit: 1 })).toMatchObject({ numbers: [1], total: 1 });
  });

  test('has new totals after the next expense', async () => {
    const fresh = newGuildId();
    await recordExpense(storage, expenseOf(fresh));
    const first = await listExpenses(storage, { guildId: fresh }, { limit: 10 });
    await recordExpense(storage, expenseOf(fresh));
    const second = await listExpenses(storage, { guildId: fresh }, { limit: 10 });
    expect([first.total, second.total]).toEqual([1, 2]);
  });

  test('has the totals of a ledger from before totals were kept, and keeps them from then on', async () => {
    const old = newGuildId();
    for (const currency of ['INR', 'USD', 'INR']) await recordExpense(storage, expenseOf(old, { currency }));
    await voidExpense(storage, old, 1);
    const kept = await listExpenses(storage, { guildId: old }, { limit: 10 });
    await storage.raw.guilds.updateOne({ _id: old }, { $unset: { totals: true } });
    await recordExpense(storage, expenseOf(old));
    const counted = await listExpenses(storage, { guildId: old }, { limit: 10 });
    expect([kept.total, counted.total]).toEqual([2, 3]);
    await recordExpense(storage, expenseOf(old));
    const { totals } = (await storage.raw.guilds.findOne({ _id: old })) ?? {};
    expect(totals).toEqual({
      INR: { live: { count: 3, amountMinor: 300_000 }, void: { count: 1, amountMinor: 100_000 } },
      USD: { live: { count: 1, amountMinor: 100_000 } },
    });
  });

  test('counts payments apart: a dinner that is paid back was spent once', async () => {
    const flat = newGuildId();
    await recordExpense(storage, expenseOf(flat, { amountMinor: 100_000 }));
    for (const payerId of [u2, u3, u4])
      await runChange(storage, addPayment(paymentOf(flat, { payerId, amountMinor: 25_000 })));
    await runChange(storage, addPayment(paymentOf(flat, { payerId: u4, currency: 'USD', amountMinor: 500 })));
    await runChange(storage, voidExpenses({ ...changeOf(flat), numbers: [2], reason: 'Nothing came' }));
    const spent = { currency: 'INR', amountMinor: 100_000 };
    const whole = await page({ guildId: flat });
    expect(whole).toMatchObject({
      numbers: [5, 4, 3, 1],
      total: 4,
      totals: [spent],
      payments: {
        count: 3,
        totals: [
          { currency: 'INR', amountMinor: 50_000 },
          { currency: 'USD', amountMinor: 500 },
        ],
      },
    });
    expect(await page({ guildId: flat, includeVoid: true })).toMatchObject({
      total: 5,
      totals: [spent],
      payments: { count: 4 },
    });
    // Those that are counted anew, of a part or after the stored totals were lost, come to the same.
    expect(await page({ guildId: flat, from: '2026-01-01' })).toEqual(whole);
    await storage.raw.guilds.updateOne({ _id: flat }, { $unset: { totals: true } });
    expect(await page({ guildId: flat }, { limit: 11 })).toEqual(whole);
  });

  test('of a member adds up their shares of expenses, and what they were paid is no share', async () => {
    const flat = newGuildId();
    await recordExpense(storage, expenseOf(flat, { amountMinor: 100_000 }));
    await runChange(storage, addPayment(paymentOf(flat, { payerId: u2, amountMinor: 25_000 })));
    for (const memberId of [u1, u2]) {
      expect(await page({ guildId: flat, memberId })).toMatchObject({
        total: 2,
        totals: [{ currency: 'INR', amountMinor: 100_000, shareMinor: 25_000 }],
        payments: { count: 1, totals: [{ currency: 'INR', amountMinor: 25_000 }] },
      });
    }
    expect(await page({ guildId: flat, memberId: u3 })).toMatchObject({ total: 1, payments: { count: 0 } });
  });

  test('adds up exactly beyond what a number holds', async () => {
    const large = newGuildId();
    await recordExpense(storage, expenseOf(large, { currency: 'CLF', amountMinor: 100_000_000_000 }));
    await storage.raw.guilds.updateOne(
      { _id: large },
      { $set: { 'totals.CLF.live.amountMinor': BigInt(Number.MAX_SAFE_INTEGER) } },
    );
    await recordExpense(storage, expenseOf(large, { currency: 'CLF', amountMinor: 1 }));
    await recordExpense(storage, expenseOf(large, { currency: 'CLF', amountMinor: 1 }));
    expect((await page({ guildId: large })).totals).toEqual([
      { currency: 'CLF', amountMinor: BigInt(Number.MAX_SAFE_INTEGER) + 2n },
    ]);
  });

  test('goes by days where it names one, newest first, and turns its pages', async () => {
    const dated = newGuildId();
    const dates = [
      '2026-03-01',
      '2026-01-15',
      '2025-12-31',
      '2026-03-01',
      '2024-02-29',
      '2026-01-15',
      '2027-01-01',
    ];
    for (const date of dates) await recordExpense(storage, expenseOf(dated, { date }));
    const numbers = async (filter: Partial<ExpenseFilter>, request: Partial<PageRequest> = {}) => {
      const found = await page({ guildId: dated, ...filter }, request);
      return [found.numbers, found.total] as const;
    };
    expect(await numbers({ from: '1970-01-01' })).toEqual([[7, 4, 1, 6, 2, 3, 5], 7]);
    expect(await numbers({ to: '9999-12-31' })).toEqual([[7, 4, 1, 6, 2, 3, 5], 7]);
    expect(await numbers({ from: '2026-01-15', to: '2026-03-01' })).toEqual([[4, 1, 6, 2], 4]);
    expect(await numbers({ to: '2026-01-15' }, { limit: 2 })).toEqual([[6, 2], 4]);
    expect(await numbers({ to: '2026-01-15' }, { limit: 2, before: 2 })).toEqual([[3, 5], 4]);
    expect(await numbers({ to: '2026-01-15' }, { limit: 2, after: 3 })).toEqual([[6, 2], 4]);
    expect(await numbers({ from: '2028-01-01' })).toEqual([[], 0]);
    await recordExpense(storage, expenseOf(dated, { date: '2026-01-16' }));
    expect(await numbers({ to: '2026-01-16' })).toEqual([[8, 6, 2, 3, 5], 5]);
  });

  test('comes whole for a file, newest first', async () => {
    const numbers: number[] = [];
    for await (const expense of streamExpenses(storage, { guildId, memberId: u2 }))
      numbers.push(expense.number);
    expect(numbers).toHaveLength(18);
    expect(numbers.slice(0, 3)).toEqual([29, 28, 26]);
  });
});

describe('one expense', () => {
  test('is read even when it is void', async () => {
    expect((await fetchExpense(storage, guildId, 10)).voidedAt).toBeInstanceOf(Date);
  });

  test('that is not there, or in another server, is not found', async () => {
    await expect(fetchExpense(storage, elsewhere, 2)).rejects.toMatchObject({
      code: 'expenseNotFound',
      data: { number: 2 },
    });
  });
});

describe('autocomplete', () => {
  const numbers = async (typed: string, limit = 5) =>
    (await findExpenses(storage, guildId, typed, limit)).map(({ number }) => number);

  test('offers the newest when nothing is typed', async () => {
    expect(await numbers('')).toEqual([30, 29, 28, 27, 26]);
    expect((await findExpenses(storage, guildId, '', 2)).map(({ number }) => number)).toEqual([30, 29]);
  });

  test('takes digits as a number and the beginning of one', async () => {
    expect(await numbers('#3', 2)).toEqual([3, 30]);
    expect(await numbers('2', 4)).toEqual([2, 29, 28, 27]);
    expect(await numbers('31')).toEqual([]);
  });

  test('finds words, each expense once, and void ones too', async () => {
    expect(await numbers('tea', 3)).toEqual([29, 27, 25]);
    expect(await numbers('Coffee 10')).toEqual([10]);
    expect(await numbers('20', 1)).toEqual([20]);
    expect(await numbers(' #3 ', 1)).toEqual([3]);
    for (const typed of ['3x', 'x3', 'a#b']) expect(await numbers(typed)).toEqual([]);
    const both = await numbers('1', 25);
    expect(both.slice(0, 12)).toEqual([1, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 30]);
    expect(new Set(both).size).toBe(both.length);
  });

  test('offers a limited number of categories, and sorts equally used ones by name', async () => {
    const fresh = newGuildId();
    for (const category of ['rent', 'food', 'auto', 'food']) {
      await recordExpense(storage, expenseOf(fresh, { category }));
    }
    expect(await findCategories(storage, fresh, '', 25)).toEqual(['food', 'auto', 'rent']);
    expect(await findCategories(storage, fresh, '', 1)).toEqual(['food']);
  });

  test('takes categories that differ by case, spaces or the form of Unicode for one', async () => {
    const fresh = newGuildId();
    for (const category of [
      'Food',
      'rent',
      'FOOD',
      'Caf\u00e9',
      'food ',
      'cafe\u0301',
      'CAFÉ',
      'Straße',
      'cafe',
    ]) {
      await recordExpense(storage, expenseOf(fresh, { category }));
    }
    const found = async (category: string) =>
      (await listExpenses(storage, { guildId: fresh, category }, { limit: 10 })).expenses.map(
        ({ number }) => number,
      );
    expect(await found('fOOd')).toEqual([5, 3, 1]);
    expect(await found('café')).toEqual([7, 6, 4]);
    expect(await found('STRASSE')).toEqual([8]);
    expect(await found('cafe')).toEqual([9]);
    // Each once, spelled as it was last.
    expect(await findCategories(storage, fresh, '', 25)).toEqual(['CAFÉ', 'food ', 'cafe', 'rent', 'Straße']);
    expect(await findCategories(storage, fresh, 'FÉ', 25)).toEqual(['CAFÉ']);
  });

  test('offers the categories of this server, the most used first', async () => {
    expect(await findCategories(storage, guildId, '', 25)).toEqual(['food', 'rent']);
    expect(await findCategories(storage, guildId, ' REN', 25)).toEqual(['rent']);
  });
});
