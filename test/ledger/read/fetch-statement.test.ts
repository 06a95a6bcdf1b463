import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import {
  describeNet,
  fetchStatement,
  streamStatement,
  type StatementCursor,
  type StatementFilter,
  type StatementLine,
  type StatementPage,
} from '../../../src/ledger/read/fetch-statement.js';
import { streamExpenses } from '../../../src/ledger/read/stream-expenses.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { expenseOf, newGuildId, openLedger, u1, u2, u3, u4, voidExpense } from '../ledger.js';

let storage: Storage;
let uri: string;
beforeAll(async () => {
  ({ storage, uri } = await openLedger());
});
afterAll(() => storage.close());

const pair = { memberId: u1, withId: u2 };
const inRupees = { ...pair, currency: 'INR' };

interface Paid {
  readonly payers: Readonly<Record<string, number>>;
  readonly participantIds: readonly string[];
  readonly currency?: string;
}

async function record(guildId: string, { payers, participantIds, currency = 'INR' }: Paid): Promise<void> {
  const paid = Object.entries(payers).map(([userId, amountMinor]) => ({ userId, amountMinor }));
  const amountMinor = paid.reduce((sum, payer) => sum + payer.amountMinor, 0);
  await recordExpense(storage, expenseOf(guildId, { amountMinor, payers: paid, participantIds, currency }));
}

function lend(guildId: string, payer: string, participant: string, minor: number, currency = 'INR') {
  return record(guildId, { payers: { [payer]: minor }, participantIds: [participant], currency });
}

function fetchPage(guildId: string, filter: StatementFilter, limit: number, at?: StatementCursor) {
  return fetchStatement(storage, guildId, filter, { limit, ...(at && { at }) });
}

/** What is compared of a line. */
const toRow = ({ expense, debt, running }: StatementLine) => [expense.number, debt, running] as const;

const numbersOf = ({ lines }: StatementPage) => lines.map(({ expense }) => expense.number);

/** The lines and totals of a statement, added up in memory from all expenses. */
async function modelLines(guildId: string, { memberId, withId, currency }: StatementFilter) {
  const expenses = [];
  for await (const expense of streamExpenses(storage, { guildId })) expenses.unshift(expense);
  let memberGetsMinor = 0;
  return expenses.flatMap((expense) => {
    if (expense.currency !== currency) return [];
    const debt = expense.debts.find(
      ({ debtorId, creditorId }) =>
        [memberId, withId].includes(debtorId) && [memberId, withId].includes(creditorId),
    );
    if (!debt) return [];
    memberGetsMinor += debt.creditorId === memberId ? debt.amountMinor : -debt.amountMinor;
    return [toRow({ expense, debt, running: describeNet(memberGetsMinor, memberId, withId) })];
  });
}

/** All pages from the newest back to the oldest, and from there to the newest again. */
async function walkPages(guildId: string, filter: StatementFilter, limit: number) {
  const back = [await fetchPage(guildId, filter, limit)];
  for (let at = back[0]?.older; at; at = back.at(-1)?.older)
    back.push(await fetchPage(guildId, filter, limit, at));
  const forth: StatementPage[] = [];
  for (let at = back.at(-1)?.newer; at; at = forth.at(-1)?.newer)
    forth.push(await fetchPage(guildId, filter, limit, at));
  return { back, forth };
}

const rowsOf = (pages: readonly StatementPage[]) => pages.flatMap(({ lines }) => lines.map(toRow));

const person = fc.constantFrom(u1, u2, u3, u4);
const anyPaid = fc.record({
  payers: fc.dictionary(fc.constantFrom(u1, u2, u3), fc.integer({ min: 1, max: 500 }), {
    minKeys: 1,
    maxKeys: 3,
  }),
  participantIds: fc.uniqueArray(person, { minLength: 1, maxLength: 4 }),
  currency: fc.constantFrom('INR', 'USD'),
});

describe('the pages of a statement', () => {
  test('have exactly the lines and totals of the ledger, both ways, whatever it holds', async () => {
    const ledgers = fc.array(fc.record({ paid: anyPaid, isVoid: fc.boolean() }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(ledgers, fc.integer({ min: 1, max: 7 }), async (expenses, limit) => {
        const guildId = newGuildId();
        for (const { paid } of expenses) await record(guildId, paid);
        for (const [index, { isVoid }] of expenses.entries()) {
          if (isVoid && index % 2 === 0) await voidExpense(storage, guildId, index + 1);
        }
        for (const currency of ['INR', 'USD']) {
          for (const filter of [
            { memberId: u1, withId: u2, currency },
            { memberId: u2, withId: u1, currency },
          ]) {
            const model = await modelLines(guildId, filter);
            const { back, forth } = await walkPages(guildId, filter, limit);
            expect(rowsOf(back.toReversed())).toEqual(model);
            expect(back).toHaveLength(Math.max(1, Math.ceil(model.length / limit)));
            const oldest = back.at(-1)?.lines.length ?? 0;
            if (back.length > 1) expect(rowsOf(forth)).toEqual(model.slice(oldest));
            const streamed = [];
            for await (const line of streamStatement(storage, guildId, filter)) streamed.unshift(toRow(line));
            expect(streamed).toEqual(model);
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  test('end in the balance, in number order, and are even on the way', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 500);
    await lend(guildId, u3, u2, 999);
    await lend(guildId, u2, u1, 500);
    await lend(guildId, u2, u1, 20);
    const { lines } = await fetchPage(guildId, pair, 10);
    expect(lines.map(({ expense, running }) => [expense.number, running])).toEqual([
      [1, { debtorId: u2, creditorId: u1, amountMinor: 500 }],
      [3, undefined],
      [4, { debtorId: u1, creditorId: u2, amountMinor: 20 }],
    ]);
  });

  test('show the debt between the two, whoever else paid, and nothing where there is none', async () => {
    const guildId = newGuildId();
    await record(guildId, { payers: { [u2]: 300 }, participantIds: [u3, u4, u1] });
    await record(guildId, { payers: { [u1]: 50, [u2]: 50 }, participantIds: [u1, u2] });
    await record(guildId, { payers: { [u1]: 60, [u3]: 60 }, participantIds: [u1, u2] });
    const { lines } = await fetchPage(guildId, pair, 10);
    expect(lines.map(({ expense, debt }) => [expense.number, debt])).toEqual([
      [1, { debtorId: u1, creditorId: u2, amountMinor: 100 }],
    ]);
  });

  test('go past many expenses that both are in without a debt between them', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 500);
    for (let count = 0; count < 12; count++) {
      await record(guildId, { payers: { [u1]: 50, [u2]: 50 }, participantIds: [u1, u2] });
    }
    const page = await fetchPage(guildId, pair, 2);
    expect(numbersOf(page)).toEqual([1]);
    expect(page.older).toBeUndefined();
  });

  test('are of one currency: one that is not even, and the others are told', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 5, 'EUR');
    await lend(guildId, u2, u1, 5, 'EUR');
    await lend(guildId, u1, u2, 5, 'USD');
    await lend(guildId, u2, u1, 7);
    const page = await fetchPage(guildId, pair, 10);
    expect(page).toMatchObject({ currency: 'INR', others: [{ currency: 'USD', netMinor: 5 }] });
    expect(numbersOf(await fetchPage(guildId, { ...pair, currency: 'USD' }, 10))).toEqual([3]);
    expect(numbersOf(await fetchPage(guildId, { ...pair, currency: 'EUR' }, 10))).toEqual([1, 2]);
  });

  test('are none of strangers, and of a person with themselves', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 5);
    for (const withId of [u1, u4]) {
      const page = await fetchPage(guildId, { memberId: u1, withId }, 10);
      expect([page.currency, page.lines]).toEqual([undefined, []]);
    }
  });
});

describe('between two pages of a statement', () => {
  async function sixLines(): Promise<string> {
    const guildId = newGuildId();
    for (let number = 1; number <= 6; number++) await lend(guildId, u1, u2, number);
    return guildId;
  }

  test('a new expense changes nothing on the older ones, and stands on the newest', async () => {
    const guildId = await sixLines();
    const newest = await fetchPage(guildId, inRupees, 2);
    await lend(guildId, u2, u1, 1_000);
    const older = await fetchPage(guildId, inRupees, 2, newest.older);
    expect(older.lines.map(({ expense, running }) => [expense.number, running?.amountMinor])).toEqual([
      [3, 6],
      [4, 10],
    ]);
    const again = await fetchPage(guildId, inRupees, 2, older.newer);
    expect(numbersOf(again)).toEqual([5, 6]);
    const added = await fetchPage(guildId, inRupees, 2, again.newer);
    expect(added.lines.map(toRow)).toEqual([
      [
        7,
        { debtorId: u1, creditorId: u2, amountMinor: 1_000 },
        { debtorId: u1, creditorId: u2, amountMinor: 979 },
      ],
    ]);
    expect(added.newer).toBeUndefined();
  });

  test.each([1, 4, 6])(
    'a void of number %d begins anew at the newest, with the right totals',
    async (number) => {
      const guildId = await sixLines();
      const newest = await fetchPage(guildId, inRupees, 2);
      await voidExpense(storage, guildId, number);
      const page = await fetchPage(guildId, inRupees, 2, newest.older);
      expect(page.isAnew).toBe(true);
      expect(page.lines.map(toRow)).toEqual((await modelLines(guildId, inRupees)).slice(-2));
    },
  );

  test('a void ends a file that is being written, for its totals would not go on', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 5);
    const { expense } = await recordExpense(storage, expenseOf(guildId, { participantIds: [u2] }));
    const copies = Array.from({ length: 300 }, (_, index) => ({
      number: index + 3,
      requestId: `copy-${index}`,
    }));
    const stored = await storage.raw.expenses.findOne(
      { guildId, number: expense.number },
      { projection: { _id: 0 } },
    );
    await storage.raw.expenses.insertMany(copies.map((copy) => ({ ...stored, ...copy })) as never);
    await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: { lastNumber: 300, revision: 300 } });
    const lines = streamStatement(storage, guildId, inRupees);
    await lines.next();
    await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: { revision: 1 } });
    const readRest = async () => {
      for await (const _ of lines);
    };
    await expect(readRest()).rejects.toMatchObject({ code: 'statementChanged' });
  });
});

describe('a page of a statement', () => {
  test('reads as few documents of a long one as of a short one', async () => {
    const guildId = newGuildId();
    await lend(guildId, u1, u2, 100);
    await lend(guildId, u2, u1, 100);
    const recorded = await storage.raw.expenses
      .find({ guildId }, { projection: { _id: 0 } })
      .sort({ number: 1 })
      .toArray();
    const copies = Array.from({ length: 3_000 }, (_, index) => ({
      ...recorded[index % 2],
      number: index + 3,
      requestId: `copy-${index}`,
    }));
    await storage.raw.expenses.insertMany(copies as never);
    await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: { lastNumber: 3_000, revision: 3_000 } });
    const watched = await connectStorage(`${uri}${uri.includes('?') ? '&' : '?'}monitorCommands=true`);
    try {
      let documents = 0;
      watched.connection.getClient().on('commandSucceeded', ({ reply }) => {
        const { cursor } = reply as { cursor?: { firstBatch?: unknown[]; nextBatch?: unknown[] } };
        documents += cursor?.firstBatch?.length ?? cursor?.nextBatch?.length ?? 0;
      });
      const newest = await fetchStatement(watched, guildId, inRupees, { limit: 10 });
      expect(numbersOf(newest)).toEqual([2993, 2994, 2995, 2996, 2997, 2998, 2999, 3000, 3001, 3002]);
      expect(documents).toBeGreaterThan(10);
      expect(documents).toBeLessThan(100);
      documents = 0;
      const at = { step: -1, number: 1_500, memberGetsMinor: 0, changes: 0 } as const;
      const middle = await fetchStatement(watched, guildId, inRupees, { limit: 10, at });
      expect(numbersOf(middle).at(-1)).toBe(1_499);
      expect(documents).toBeLessThan(100);
    } finally {
      await watched.close();
    }
  });
});
