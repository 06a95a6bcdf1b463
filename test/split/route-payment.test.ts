import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addMinor, type MinorSum } from '../../src/money/minor-sum.js';
import type { Debt } from '../../src/split/debts-of-expense.js';
import { fewestPayments } from '../../src/split/fewest-payments.js';
import { routePayment } from '../../src/split/route-payment.js';

const limit = 1_000;

function owes(debtorId: string, amountMinor: number, creditorId: string): Debt {
  return { debtorId, creditorId, amountMinor };
}

/** What each gets less what they owe. */
function netsOf(debts: readonly Debt<MinorSum>[]): Map<string, MinorSum> {
  const nets = new Map<string, MinorSum>();
  const add = (userId: string, minor: MinorSum) => nets.set(userId, addMinor(nets.get(userId) ?? 0, minor));
  for (const { debtorId, creditorId, amountMinor } of debts) {
    add(creditorId, amountMinor);
    add(debtorId, -amountMinor);
  }
  return nets;
}

/** The net debts of pairs, when some were added to others. */
function addDebts(debts: readonly Debt[], added: readonly Debt[]): Debt[] {
  const pairs = new Map<string, number>();
  for (const { debtorId, creditorId, amountMinor } of [...debts, ...added]) {
    const isForward = debtorId < creditorId;
    const key = isForward ? `${debtorId} ${creditorId}` : `${creditorId} ${debtorId}`;
    pairs.set(key, (pairs.get(key) ?? 0) + (isForward ? amountMinor : -amountMinor));
  }
  return [...pairs].flatMap(([key, minor]) => {
    const [one = '', other = ''] = key.split(' ');
    if (minor === 0) return [];
    return minor > 0 ? [owes(one, minor, other)] : [owes(other, -minor, one)];
  });
}

/** How much chains from one person to another can carry: as much as the narrowest cut between the two. */
function countCarried(debts: readonly Debt[], from: string, to: string): number {
  const others = names.filter((name) => name !== from && name !== to);
  const cuts = Array.from({ length: 2 ** others.length }, (_, subset) => {
    const side = new Set([from, ...others.filter((_name, index) => ((subset >> index) & 1) === 1)]);
    const crossing = debts.filter(({ debtorId, creditorId }) => side.has(debtorId) && !side.has(creditorId));
    return crossing.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  });
  return Math.min(...cuts);
}

function searchChain(
  debts: readonly Debt[],
  from: string,
  to: string,
  seen: readonly string[] = [],
): Debt[] | undefined {
  for (const debt of debts.filter(({ debtorId }) => debtorId === from)) {
    if (debt.creditorId === to) return [debt];
    if (seen.includes(debt.creditorId)) continue;
    const chain = searchChain(debts, debt.creditorId, to, [...seen, from, debt.creditorId]);
    if (chain) return [debt, ...chain];
  }
  return undefined;
}

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

/** Three to eight people, of whom nearly every pair owes, or few. */
const anyDebts = fc.integer({ min: 3, max: names.length }).chain((count) => {
  const pairs = names
    .slice(0, count)
    .flatMap((one, index) => names.slice(index + 1, count).map((other) => [one, other] as const));
  const anyMinor = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: -1_000, max: 1_000 }),
    fc.constant(0),
  );
  return fc.array(anyMinor, { minLength: pairs.length, maxLength: pairs.length }).map((amounts) =>
    pairs.flatMap(([one, other], index) => {
      const minor = amounts[index] ?? 0;
      if (minor === 0) return [];
      return minor > 0 ? [owes(one, minor, other)] : [owes(other, -minor, one)];
    }),
  );
});

const anyPayment = fc.record({
  debts: anyDebts,
  two: fc.shuffledSubarray([...names], { minLength: 2, maxLength: 2 }),
  amountMinor: fc.integer({ min: 1, max: 1_500 }),
});

describe('a payment', () => {
  test.each([
    ['pays the debt of the two', [owes('a', 100, 'c')], [owes('c', 100, 'a')]],
    [
      'goes along a chain',
      [owes('a', 100, 'b'), owes('b', 100, 'c')],
      [owes('b', 100, 'a'), owes('c', 100, 'b')],
    ],
    [
      'takes the shortest way first',
      [owes('a', 60, 'b'), owes('b', 60, 'c'), owes('a', 70, 'c')],
      [owes('b', 30, 'a'), owes('c', 70, 'a'), owes('c', 30, 'b')],
    ],
    [
      'takes the way of the smaller ids among equal ones',
      [owes('a', 100, 'd'), owes('d', 100, 'c'), owes('a', 100, 'b'), owes('b', 100, 'c')],
      [owes('b', 100, 'a'), owes('c', 100, 'b')],
    ],
    ['is a debt of the receiver where there is no way', [owes('a', 100, 'b')], [owes('c', 100, 'a')]],
    ['is one for what is left', [owes('a', 30, 'c')], [owes('c', 100, 'a')]],
    [
      'pays every circle through the two',
      [
        owes('a', 100, 'c'),
        owes('a', 5, 'b'),
        owes('b', 5, 'd'),
        owes('d', 5, 'a'),
        owes('c', 7, 'd'),
        owes('d', 7, 'e'),
        owes('e', 7, 'c'),
      ],
      [
        owes('a', 5, 'd'),
        owes('b', 5, 'a'),
        owes('c', 100, 'a'),
        owes('c', 7, 'e'),
        owes('d', 5, 'b'),
        owes('d', 7, 'c'),
        owes('e', 7, 'd'),
      ],
    ],
    [
      'leaves circles of others',
      [owes('a', 100, 'c'), owes('b', 5, 'd'), owes('d', 5, 'e'), owes('e', 5, 'b')],
      [owes('c', 100, 'a')],
    ],
    [
      'leads an earlier chain another way where more fits then',
      // The shortest chain, a b d c, takes a debt of each of the two that carry more together.
      [
        ...[owes('a', 50, 'b'), owes('b', 50, 'd'), owes('d', 50, 'c')],
        ...[owes('a', 50, 'e'), owes('e', 50, 'f'), owes('f', 50, 'd')],
        ...[owes('b', 50, 'g'), owes('g', 50, 'h'), owes('h', 50, 'c')],
      ],
      [
        ...[owes('b', 50, 'a'), owes('g', 50, 'b'), owes('h', 50, 'g'), owes('c', 50, 'h')],
        ...[owes('e', 50, 'a'), owes('f', 50, 'e'), owes('d', 50, 'f'), owes('c', 50, 'd')],
      ],
    ],
  ])('%s', (_what, debts, added) => {
    const sorted = added.toSorted((one, other) =>
      one.debtorId + one.creditorId < other.debtorId + other.creditorId ? -1 : 1,
    );
    expect(routePayment({ debts, payerId: 'a', receiverId: 'c', amountMinor: 100, limit })).toEqual(sorted);
  });

  test('changes the nets of its two as far as its amount, and no other debt but downwards', () => {
    fc.assert(
      fc.property(anyPayment, ({ debts, two: [payerId = '', receiverId = ''], amountMinor }) => {
        const added = routePayment({ debts, payerId, receiverId, amountMinor, limit });
        const changed = [...netsOf(added)].filter(([, net]) => net !== 0);
        expect(Object.fromEntries(changed)).toEqual({ [payerId]: amountMinor, [receiverId]: -amountMinor });
        expect(added.filter((debt) => debt.amountMinor <= 0)).toEqual([]);
        const pairs = added.map(({ debtorId, creditorId }) => [debtorId, creditorId].sort().join(' '));
        expect(new Set(pairs).size).toBe(added.length);
        const owedTo = (all: readonly Debt[], { debtorId, creditorId }: Debt) =>
          all.find((debt) => debt.debtorId === debtorId && debt.creditorId === creditorId)?.amountMinor ?? 0;
        const after = addDebts(debts, added);
        const grown = after.filter((debt) => debt.amountMinor > owedTo(debts, debt));
        expect(grown.filter((debt) => debt.debtorId !== receiverId || debt.creditorId !== payerId)).toEqual(
          [],
        );
        // All that the chains can carry goes along them.
        const direct = grown[0] ? grown[0].amountMinor - owedTo(debts, grown[0]) : 0;
        expect(direct).toBe(amountMinor - Math.min(amountMinor, countCarried(debts, payerId, receiverId)));
        for (const userId of [payerId, receiverId])
          expect(searchChain(after, userId, userId)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);

  test('adds the same debts whatever the order of those that are there', () => {
    fc.assert(
      fc.property(
        anyPayment.chain((payment) =>
          fc.tuple(
            fc.constant(payment),
            fc.shuffledSubarray(payment.debts, { minLength: payment.debts.length }),
          ),
        ),
        ([
          {
            debts,
            two: [payerId = '', receiverId = ''],
            amountMinor,
          },
          shuffled,
        ]) => {
          const payment = { payerId, receiverId, amountMinor, limit };
          expect(routePayment({ ...payment, debts: shuffled })).toEqual(routePayment({ ...payment, debts }));
        },
      ),
    );
  });

  test('adds no more debts than its limit, and its receiver owes the rest', () => {
    fc.assert(
      fc.property(
        anyPayment,
        fc.integer({ min: 1, max: 8 }),
        ({ debts, two: [payerId = '', receiverId = ''], amountMinor }, few) => {
          const added = routePayment({ debts, payerId, receiverId, amountMinor, limit: few });
          expect(added.length).toBeLessThanOrEqual(few);
          const changed = [...netsOf(added)].filter(([, net]) => net !== 0);
          expect(Object.fromEntries(changed)).toEqual({ [payerId]: amountMinor, [receiverId]: -amountMinor });
          const pairs = added.map(({ debtorId, creditorId }) => [debtorId, creditorId].sort().join(' '));
          expect(new Set(pairs).size).toBe(added.length);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('counts debts that no number counts as the largest that one does', () => {
    const debts = [{ debtorId: 'a', creditorId: 'c', amountMinor: 2n ** 60n }];
    const payment = { payerId: 'a', receiverId: 'c', amountMinor: 100, limit };
    expect(routePayment({ ...payment, debts })).toEqual([owes('c', 100, 'a')]);
  });
});

describe('the payments of a plan', () => {
  test('leave nobody of it with a debt, in any order', () => {
    fc.assert(
      fc.property(anyDebts, fc.infiniteStream(fc.nat()), (debts, numbers) => {
        const nets = [...netsOf(debts)].map(([userId, netMinor]) => ({ userId, netMinor }));
        const { payments } = fewestPayments(nets);
        const settled = new Set(payments.flatMap(({ debtorId, creditorId }) => [debtorId, creditorId]));
        let left = debts;
        for (const waiting = [...payments]; waiting.length > 0;) {
          const [payment] = waiting.splice((numbers.next().value ?? 0) % waiting.length, 1);
          if (!payment) break;
          const { debtorId: payerId, creditorId: receiverId, amountMinor } = payment;
          left = addDebts(
            left,
            routePayment({ debts: left, payerId, receiverId, amountMinor: Number(amountMinor), limit }),
          );
        }
        expect(
          left.filter(({ debtorId, creditorId }) => settled.has(debtorId) || settled.has(creditorId)),
        ).toEqual([]);
        expect([...netsOf(left).values()].filter((net) => net !== 0)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('of a thousand people, each of whom owes or is owed by each, add no more than their limit', () => {
    const people = Array.from({ length: 1_000 }, (_, index) =>
      String(600_000_000_000_000_000n + BigInt(index)),
    );
    const debts = people.flatMap((one, index) =>
      people.slice(index + 1).map((other, behind) => owes(one, ((index * 7 + behind * 13) % 997) + 1, other)),
    );
    const [payerId = '', receiverId = ''] = [people[0], people.at(-1)];
    const added = routePayment({ debts, payerId, receiverId, amountMinor: 300_000, limit });
    expect(added.length).toBeLessThanOrEqual(limit);
    const changed = [...netsOf(added)].filter(([, net]) => net !== 0);
    expect(Object.fromEntries(changed)).toEqual({ [payerId]: 300_000, [receiverId]: -300_000 });
  });
});
