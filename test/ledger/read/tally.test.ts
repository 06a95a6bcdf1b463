import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordExpense, toRecorded } from '../../../src/ledger/change/record-expense.js';
import { addPayment } from '../../../src/ledger/change/record-payment.js';
import { runChange } from '../../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import type { Expense } from '../../../src/ledger/expense.js';
import type { ExpenseFilter } from '../../../src/ledger/read/expense-query.js';
import type { Place } from '../../../src/ledger/read/ledger-path.js';
import { makeParts, type ExpenseSums } from '../../../src/ledger/read/sum-expenses.js';
import { Tallies, type Tally } from '../../../src/ledger/read/tally.js';
import { fetchGuildHead } from '../../../src/storage/collections/guild-head.js';
import { partOfTotal } from '../../../src/storage/collections/guilds.js';
import type { Storage } from '../../../src/storage/connect.js';
import { changeOf, expenseOf, newGuildId, openLedger, paymentOf, u1, u2, u3 } from '../ledger.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

const strideLength = 7;

interface Entry {
  readonly expense: Expense;
  isVoid: boolean;
}

/** Adds some expenses, voids one, or looks at the tally of a part. */
type Step =
  | { readonly kind: 'add'; readonly dates: readonly string[]; readonly memberId: string }
  | { readonly kind: 'void'; readonly pick: number }
  | { readonly kind: 'look'; readonly part: number };

const parts: readonly Omit<ExpenseFilter, 'guildId'>[] = [
  {},
  { memberId: u2 },
  { category: 'food' },
  { text: 'tea' },
  { from: '2026-02-01', to: '2026-03-31' },
  { memberId: u3, to: '2026-02-28' },
];

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    dates: fc.array(fc.constantFrom('2025-12-31', '2026-02-01', '2026-02-28', '2026-03-31', '2026-11-24'), {
      minLength: 1,
      maxLength: 9,
    }),
    memberId: fc.constantFrom(u2, u3),
  }),
  fc.record({ kind: fc.constant('void' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant('look' as const), part: fc.nat(parts.length - 1) }),
);

describe('tallies', () => {
  test('are what the expenses down to the place they tell add up to, and in the end all, whatever is written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 6, maxLength: 14 }), async (steps) => {
        const guildId = newGuildId();
        const tallies = new Tallies(storage, strideLength);
        const ledger: Entry[] = [];
        const look = async (part: number): Promise<Tally> => {
          const filter = { guildId, ...parts[part] };
          const tally = await tallies.fetch(filter, await fetchGuildHead(storage, guildId));
          expect(readable(tally.sums)).toEqual(addUp(ledger, filter, tally.countedTo));
          return tally;
        };
        await add(
          ledger,
          guildId,
          ['2026-02-01', '2026-11-24', '2026-02-28', '2026-02-28', '2026-03-31'],
          u2,
        );
        for (const step of steps) {
          if (step.kind === 'add') await add(ledger, guildId, step.dates, step.memberId);
          else if (step.kind === 'look') await look(step.part);
          else {
            const entry = ledger[step.pick % ledger.length];
            if (!entry || entry.isVoid) continue;
            const numbers = [entry.expense.number];
            await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers, reason: 'Twice' }));
            entry.isVoid = true;
          }
        }
        for (const [part, { text }] of parts.entries()) {
          // The count goes on in the background; of words it stays where it is.
          while ((await look(part)).countedTo && text === undefined);
        }
      }),
      { numRuns: 8 },
    );
  });

  test('count a stride at a look, and say how far they came', async () => {
    const guildId = newGuildId();
    await add(
      [],
      guildId,
      Array.from({ length: 20 }, () => '2026-11-24'),
      u2,
    );
    const tallies = new Tallies(storage, strideLength);
    const filter = { guildId, text: 'tea' };
    const head = await fetchGuildHead(storage, guildId);
    expect((await tallies.fetch(filter, head)).countedTo).toEqual({ number: 20 + 1 - strideLength });
  });
});

async function recordPayment(guildId: string, payerId: string, date: string) {
  const payment = paymentOf(guildId, { payerId: payerId === u1 ? u3 : payerId, date });
  return toRecorded(await runChange(storage, addPayment(payment)));
}

/** Every third one is a payment, every second other one is tea and food, and in another currency. */
async function add(
  ledger: Entry[],
  guildId: string,
  dates: readonly string[],
  memberId: string,
): Promise<void> {
  for (const date of dates) {
    const isOdd = ledger.length % 2 === 1;
    const fields = { date, participantIds: [u1, memberId], amountMinor: 100 * (ledger.length + 1) };
    const odd = { description: 'Tea', category: 'food', currency: 'USD' };
    const { expense } =
      ledger.length % 3 === 2
        ? await recordPayment(guildId, memberId, date)
        : await recordExpense(storage, expenseOf(guildId, { ...fields, ...(isOdd && odd) }));
    ledger.push({ expense, isVoid: false });
  }
}

/** What the expenses that are counted add up to, by currency. */
function addUp(
  ledger: readonly Entry[],
  { memberId, category, text, from, to }: ExpenseFilter,
  countedTo: Place | undefined,
): ReturnType<typeof readable> {
  const sums = makeParts((): Record<string, number[]> => ({}));
  for (const { expense, isVoid } of ledger) {
    const { kind, number, date, currency, amountMinor, payers, shares } = expense;
    const share = shares.find(({ userId }) => userId === memberId);
    const matches =
      (memberId === undefined || [...payers, ...shares].some(({ userId }) => userId === memberId)) &&
      (category === undefined || expense.category === category) &&
      (text === undefined || expense.description.toLowerCase().includes(text)) &&
      (from === undefined || date >= from) &&
      (to === undefined || date <= to);
    if (!matches || !isCounted(number, date, countedTo)) continue;
    const ofPart = sums[partOfTotal(kind, isVoid)];
    const [count = 0, sum = 0, shared = 0] = ofPart[currency] ?? [];
    const shareMinor = kind === 'expense' ? (share?.amountMinor ?? 0) : 0;
    ofPart[currency] = [count + 1, sum + amountMinor, shared + shareMinor];
  }
  return sums;
}

function isCounted(number: number, date: string, to: Place | undefined): boolean {
  if (to === undefined) return true;
  if (to.day === undefined) return number >= to.number;
  return date > to.day || (date === to.day && number > to.number);
}

function readable(sums: ExpenseSums) {
  return makeParts((part) =>
    Object.fromEntries(
      [...sums[part]].map(([currency, { count, amountMinor, shareMinor }]) => [
        currency,
        [count, amountMinor, shareMinor],
      ]),
    ),
  );
}
