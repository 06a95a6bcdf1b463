import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../src/ledger/change/audit-notices.js';
import type { Change } from '../../src/ledger/change/change.js';
import { confirmPayment } from '../../src/ledger/change/confirm-payment.js';
import { closeDisputes, disputeExpense, withdrawDispute } from '../../src/ledger/change/dispute-expense.js';
import { editExpense } from '../../src/ledger/change/edit-expense.js';
import { addExpense } from '../../src/ledger/change/record-expense.js';
import { addPayment } from '../../src/ledger/change/record-payment.js';
import { restoreExpense } from '../../src/ledger/change/restore-expense.js';
import { voidExpenses } from '../../src/ledger/change/void-expenses.js';
import { verifyBalances } from '../../src/ledger/read/verify-balances.js';
import type { Storage } from '../../src/storage/connect.js';
import { describeRecord, type Described } from '../ledger/change/describe-entry.js';
import { askedBy, changeOf, expenseOf, newGuildId, openLedgerTwice, paymentOf } from '../ledger/ledger.js';
import { u1, u2, u3 } from '../ledger/ledger.js';
import { countEnds, endOf, inTurns } from './at-once.js';
import { report, scaled } from './random.js';

let storage: Storage;
/** As of another process. */
let other: Storage;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ storage, other, close } = await openLedgerTwice());
});
afterAll(() => close());

/** What was asked for at once about one expense or payment, and what came of it. */
interface Race {
  /** What each came to, by its name; sorted. */
  readonly ends: readonly string[];
  readonly described: Described;
  /** Who was told of what by direct messages. */
  readonly told: readonly string[];
}

/** Few, so that the transactions of the two connections meet often, and in any order. */
const pairsAtOnce = 5;

type Asking = (guildId: string, number: number) => Change;

interface Setup {
  readonly add: (guildId: string) => Change;
  /** What is done to each before. */
  readonly then?: Asking;
  /** What is asked for at once, by its name. */
  readonly asked: readonly (readonly [name: string, asking: Asking])[];
}

/** Asks for the same things at once about each of many, over two connections; each thing comes first now and then. */
async function race({ add, then, asked }: Setup): Promise<readonly Race[]> {
  const guildId = newGuildId();
  const numbers = Array.from({ length: scaled(500) }, (_, index) => index + 1);
  const prepared = await inTurns(numbers, () => endOf(storage, add(guildId)));
  if (then) prepared.push(...(await inTurns(numbers, (number) => endOf(storage, then(guildId, number)))));
  expect([...new Set(prepared)]).toEqual(['done']);
  await storage.raw.notices.deleteMany({ guildId });
  const startedAtMs = performance.now();
  const ends = await inTurns(
    numbers,
    (number) => {
      const first = number % asked.length;
      const turned = [...asked.slice(first), ...asked.slice(0, first)];
      return Promise.all(
        turned.map(async ([name, asking], index) => {
          const storedIn = (index + Math.floor(number / asked.length)) % 2 === 0 ? storage : other;
          return `${name}: ${await endOf(storedIn, asking(guildId, number))}`;
        }),
      );
    },
    pairsAtOnce,
  );
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  report(`at once, ${numbers.length} times in ${seconds} s: ${JSON.stringify(countEnds(ends.flat()))}`);
  expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
  const notices = await storage.raw.notices.find({ guildId }).toArray();
  const told = notices.map(({ userId, payload }) => ({ userId, entry: payload['change'] as AuditEntry }));
  const records = await storage.raw.expenses.find({ guildId }).toArray();
  return records
    .toSorted((one, next) => one.number - next.number)
    .map((record) => ({
      ends: ends[record.number - 1]?.toSorted() ?? [],
      described: describeRecord(record),
      told: told
        .filter(({ entry }) => entry.expenses[0]?.number === record.number)
        .map(({ userId, entry }) => `${userId}: ${entry.kind}`),
    }));
}

/** What each of many came to, as the one or the other; both happen. */
function expectEither(races: readonly Race[], possible: readonly object[]): void {
  for (const each of races) {
    const isPossible = possible.some((one) => isMatch(each, one));
    // Said in full only where it is wrong.
    if (!isPossible) expect(each).toEqual(possible);
  }
  for (const one of possible) expect(races.some((each) => isMatch(each, one))).toBe(true);
}

function isMatch(each: Race, possible: object): boolean {
  try {
    expect(each).toMatchObject(possible);
    return true;
  } catch {
    return false;
  }
}

const pay = (guildId: string) => addPayment(paymentOf(guildId));
const share = (guildId: string) => addExpense(expenseOf(guildId));
const reason = 'Nothing came';
const confirming: Asking = (guildId, number) => confirmPayment({ ...askedBy(u1, guildId), number });
const refusing: Asking = (guildId, number) =>
  voidExpenses({ ...askedBy(u1, guildId), numbers: [number], reason, ifUnconfirmed: true });
const voidingBy =
  (userId: string): Asking =>
  (guildId, number) =>
    voidExpenses({ ...askedBy(userId, guildId), numbers: [number], reason });
const disputingBy =
  (userId: string): Asking =>
  (guildId, number) =>
    disputeExpense({ ...askedBy(userId, guildId), number, reason });
const withdrawing: Asking = (guildId, number) => withdrawDispute({ ...askedBy(u2, guildId), number });
const closing: Asking = (guildId, number) => closeDisputes({ ...changeOf(guildId), number });
const editing: Asking = (guildId, number) =>
  editExpense({
    ...changeOf(guildId),
    number,
    version: 1,
    content: { ...expenseOf(guildId), description: 'Gas' },
  });
const restoring: Asking = (guildId, number) => restoreExpense({ ...askedBy(u1, guildId), number });

const limitMs = 120_000;

describe(`each of ${scaled(500)} payments, at once`, () => {
  test(
    'confirmed and refused, twice each, is one of both, and who paid is told once',
    async () => {
      const asked = [
        ['confirm', confirming],
        ['refuse', refusing],
        ['confirm', confirming],
        ['refuse', refusing],
      ] as const;
      expectEither(await race({ add: pay, asked }), [
        {
          ends: [
            ...['confirm: alreadyConfirmed', 'confirm: done'],
            ...['refuse: alreadyConfirmed', 'refuse: alreadyConfirmed'],
          ],
          described: { version: 2, isConfirmed: true, isRefused: false, isVoid: false },
          told: [`${u2}: confirm`],
        },
        {
          ends: ['confirm: isVoid', 'confirm: isVoid', 'refuse: alreadyVoid', 'refuse: done'],
          described: { version: 2, isConfirmed: false, isRefused: true, isVoid: true },
          told: [`${u2}: void`],
        },
      ]);
    },
    limitMs,
  );

  test(
    'confirmed, and voided by who paid, is one of both',
    async () => {
      const asked = [
        ['confirm', confirming],
        ['void', voidingBy(u2)],
      ] as const;
      expectEither(await race({ add: pay, asked }), [
        {
          ends: ['confirm: done', 'void: paymentNotYours'],
          described: { version: 2, isConfirmed: true, isVoid: false },
          told: [`${u2}: confirm`],
        },
        {
          ends: ['confirm: isVoid', 'void: done'],
          described: { version: 2, isConfirmed: false, isRefused: false, isVoid: true },
          told: [],
        },
      ]);
    },
    limitMs,
  );

  test(
    'refused, and voided by who paid, is void once',
    async () => {
      const asked = [
        ['refuse', refusing],
        ['void', voidingBy(u2)],
      ] as const;
      expectEither(await race({ add: pay, asked }), [
        {
          ends: ['refuse: done', 'void: alreadyVoid'],
          described: { version: 2, isRefused: true, isVoid: true },
          told: [`${u2}: void`],
        },
        {
          ends: ['refuse: alreadyVoid', 'void: done'],
          described: { version: 2, isRefused: false, isVoid: true },
          told: [],
        },
      ]);
    },
    limitMs,
  );

  test(
    'refused before, restored and confirmed, is confirmed by the restore alone',
    async () => {
      const asked = [
        ['restore', restoring],
        ['confirm', confirming],
      ] as const;
      expectEither(await race({ add: pay, then: refusing, asked }), [
        {
          ends: ['confirm: alreadyConfirmed', 'restore: done'],
          described: { version: 3, isConfirmed: true, isRefused: false, isVoid: false },
          told: [`${u2}: restore`],
        },
        {
          ends: ['confirm: isVoid', 'restore: done'],
          described: { version: 3, isConfirmed: true, isRefused: false, isVoid: false },
          told: [`${u2}: restore`],
        },
      ]);
    },
    limitMs,
  );
});

describe(`each of ${scaled(500)} expenses, at once`, () => {
  test(
    'disputed and edited, is disputed in the end, and no edit ends a dispute that it did not see',
    async () => {
      const asked = [
        ['dispute', disputingBy(u2)],
        ['edit', editing],
      ] as const;
      expectEither(await race({ add: share, asked }), [
        {
          ends: ['dispute: done', 'edit: done'],
          described: { version: 3, description: 'Gas', disputedBy: [u2] },
          told: [`${u1}: dispute`],
        },
        {
          ends: ['dispute: done', 'edit: changedMeanwhile'],
          described: { version: 2, description: 'Electricity bill', disputedBy: [u2] },
          told: [`${u1}: dispute`],
        },
      ]);
    },
    limitMs,
  );

  test(
    'disputed by two, is disputed by both',
    async () => {
      const asked = [
        ['dispute', disputingBy(u2)],
        ['dispute', disputingBy(u3)],
      ] as const;
      const told = [`${u1}: dispute`, `${u1}: dispute`];
      const ends = ['dispute: done', 'dispute: done'];
      expectEither(await race({ add: share, asked }), [
        { ends, told, described: { disputedBy: [u2, u3] } },
        { ends, told, described: { disputedBy: [u3, u2] } },
      ]);
    },
    limitMs,
  );

  test(
    'with a dispute withdrawn and closed, has it ended once',
    async () => {
      const asked = [
        ['withdraw', withdrawing],
        ['close', closing],
      ] as const;
      expectEither(await race({ add: share, then: disputingBy(u2), asked }), [
        {
          ends: ['close: done', 'withdraw: notDisputed'],
          described: { version: 3, disputedBy: [] },
          told: [`${u2}: closeDispute`],
        },
        {
          ends: ['close: notDisputed', 'withdraw: done'],
          described: { version: 3, disputedBy: [] },
          told: [],
        },
      ]);
    },
    limitMs,
  );

  test(
    'disputed and voided, is void, and disputed only if that came first',
    async () => {
      const asked = [
        ['dispute', disputingBy(u2)],
        ['void', voidingBy(u1)],
      ] as const;
      expectEither(await race({ add: share, asked }), [
        {
          ends: ['dispute: done', 'void: done'],
          described: { version: 3, isVoid: true, disputedBy: [u2] },
          told: [`${u1}: dispute`],
        },
        {
          ends: ['dispute: isVoid', 'void: done'],
          described: { version: 2, isVoid: true, disputedBy: [] },
          told: [],
        },
      ]);
    },
    limitMs,
  );
});
