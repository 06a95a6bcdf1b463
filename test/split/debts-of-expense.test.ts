import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shareOut } from '../../src/money/share-out.js';
import { debtsOfExpense, type Payment } from '../../src/split/debts-of-expense.js';

/** `{ a: 3, b: 4 }` as payments, in that order. */
function payments(amounts: Readonly<Record<string, number>>): Payment[] {
  return Object.entries(amounts).map(([userId, amountMinor]) => ({ userId, amountMinor }));
}

const anyId = fc.integer({ min: 1, max: 30 }).map((id) => `u${id}`);
const anyWeights = fc.uniqueArray(fc.tuple(anyId, fc.integer({ min: 0, max: 1000 })), {
  minLength: 1,
  selector: ([userId]) => userId,
});
const anyPayments = fc
  .tuple(fc.integer({ min: 1, max: 1_000_000_000 }), anyWeights, anyWeights)
  .filter(([, ...sides]) => sides.every((side) => side.some(([, weight]) => weight > 0)))
  .map(([amountMinor, ...sides]) =>
    sides.map((side) => {
      const amounts = shareOut(
        amountMinor,
        side.map(([, weight]) => weight),
        0,
      );
      return side.map(([userId], index) => ({ userId, amountMinor: amounts[index] ?? 0 }));
    }),
  );

describe('debtsOfExpense', () => {
  test('who shares owes who paid; who paid owes nothing', () => {
    expect(debtsOfExpense(payments({ a: 100 }), payments({ a: 25, b: 25, c: 50 }))).toEqual([
      { debtorId: 'b', creditorId: 'a', amountMinor: 25 },
      { debtorId: 'c', creditorId: 'a', amountMinor: 50 },
    ]);
  });

  test('who pays for others only is owed all', () => {
    expect(debtsOfExpense(payments({ a: 100 }), payments({ b: 100 }))).toEqual([
      { debtorId: 'b', creditorId: 'a', amountMinor: 100 },
    ]);
  });

  test('nobody owes anything where everyone paid their share, or bears nothing', () => {
    expect(debtsOfExpense(payments({ a: 60, b: 40 }), payments({ b: 40, a: 60, c: 0 }))).toEqual([]);
  });

  test('several payers are matched in the order typed', () => {
    expect(debtsOfExpense(payments({ y: 600, x: 400 }), payments({ d: 500, c: 300, x: 200 }))).toEqual([
      { debtorId: 'd', creditorId: 'y', amountMinor: 500 },
      { debtorId: 'c', creditorId: 'y', amountMinor: 100 },
      { debtorId: 'c', creditorId: 'x', amountMinor: 200 },
    ]);
  });

  test('a payer who paid less than their share owes the difference', () => {
    expect(debtsOfExpense(payments({ a: 90, b: 10 }), payments({ a: 50, b: 50 }))).toEqual([
      { debtorId: 'b', creditorId: 'a', amountMinor: 40 },
    ]);
  });

  test('everyone ends with what they paid less their share, in as few debts as promised', () => {
    fc.assert(
      fc.property(anyPayments, ([payers = [], shares = []]) => {
        const debts = debtsOfExpense(payers, shares);
        const nets = new Map<string, number>();
        const add = (userId: string, amountMinor: number) =>
          nets.set(userId, (nets.get(userId) ?? 0) + amountMinor);
        for (const { userId, amountMinor } of payers) add(userId, amountMinor);
        for (const { userId, amountMinor } of shares) add(userId, -amountMinor);
        const debtorCount = [...nets.values()].filter((net) => net < 0).length;
        for (const { debtorId, creditorId, amountMinor } of debts) {
          add(debtorId, amountMinor);
          add(creditorId, -amountMinor);
        }
        expect([...nets.values()].filter((net) => net !== 0)).toEqual([]);
        expect(debts.filter((debt) => debt.amountMinor <= 0 || debt.debtorId === debt.creditorId)).toEqual(
          [],
        );
        expect(debts.length).toBeLessThanOrEqual(Math.max(0, payers.length + debtorCount - 1));
        expect(new Set(debts.map((debt) => `${debt.debtorId} ${debt.creditorId}`)).size).toBe(debts.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('payments and shares of different totals are a mistake of the caller', () => {
    expect(() => debtsOfExpense(payments({ a: 100 }), payments({ b: 99 }))).toThrow(RangeError);
    expect(() => debtsOfExpense(payments({ a: 99 }), payments({ b: 100 }))).toThrow(RangeError);
  });
});
