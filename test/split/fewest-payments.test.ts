import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addMinor, toMinorSum, type MinorSum } from '../../src/money/minor-sum.js';
import { fewestPayments, type PaymentPlan } from '../../src/split/fewest-payments.js';
import type { PersonNet } from '../../src/split/debts-of-expense.js';

/** People of these nets, whose ids are as long as Discord's. */
function people(nets: readonly MinorSum[]): PersonNet[] {
  return nets.map((netMinor, index) => ({ userId: idOf(index), netMinor }));
}

function idOf(index: number): string {
  return String(600_000_000_000_000_000n + BigInt(index) * 4_194_305n);
}

/** The same with one person more, who makes the sum 0. */
function balance(nets: readonly MinorSum[]): MinorSum[] {
  const sum = nets.reduce<MinorSum>((one, other) => addMinor(one, other), 0);
  return [...nets, -sum];
}

/** Every way to take the first person's group out of the rest: the most groups into which all fall. */
function countMostGroups(nets: readonly bigint[]): number {
  const [first, ...others] = nets;
  if (first === undefined) return 0;
  let most = -1;
  for (let subset = 0; subset < 2 ** others.length; subset++) {
    const isIn = (_net: bigint, index: number) => ((subset >> index) & 1) === 1;
    const sum = others.filter(isIn).reduce((one, other) => one + other, first);
    if (sum !== 0n) continue;
    const groups = countMostGroups(others.filter((net, index) => !isIn(net, index)));
    if (groups >= 0) most = Math.max(most, groups + 1);
  }
  return most;
}

function countFewest(nets: readonly MinorSum[]): number {
  const some = nets.filter((net) => net !== 0).map(BigInt);
  return some.length - countMostGroups(some);
}

/** What the payments leave of each net; nobody pays and receives, and no pair has two payments. */
function expectSettled(nets: readonly PersonNet[], { payments }: PaymentPlan): void {
  const left = new Map(nets.map(({ userId, netMinor }) => [userId, netMinor]));
  for (const { debtorId, creditorId, amountMinor } of payments) {
    expect(amountMinor > 0).toBe(true);
    left.set(debtorId, addMinor(left.get(debtorId) ?? 0, amountMinor));
    left.set(creditorId, addMinor(left.get(creditorId) ?? 0, -amountMinor));
  }
  expect([...left.values()].filter((net) => net !== 0)).toEqual([]);
  const payers = new Set(payments.map(({ debtorId }) => debtorId));
  expect(payments.filter(({ creditorId }) => payers.has(creditorId))).toEqual([]);
  const pairs = new Set(payments.map(({ debtorId, creditorId }) => `${debtorId} ${creditorId}`));
  expect(pairs.size).toBe(payments.length);
  const withBalance = nets.filter(({ netMinor }) => netMinor !== 0).length;
  expect(payments.length).toBeLessThanOrEqual(Math.max(0, withBalance - 1));
}

/** Few different amounts make many groups; amounts beyond the safe integers add up exactly too. */
const anyNet = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -4, max: 4 }) },
  { weight: 2, arbitrary: fc.integer({ min: -500_000, max: 500_000 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }))
      .map(([many, few]) => toMinorSum(BigInt(many) * 2n ** 54n + BigInt(few))),
  },
);

function anyGroup(maxPeople: number): fc.Arbitrary<PersonNet[]> {
  return fc.array(anyNet, { maxLength: maxPeople - 1, size: 'max' }).map((nets) => people(balance(nets)));
}

/** Nets that fall into groups which are known. */
function anyKnownGroups(minGroups: number, maxGroups: number): fc.Arbitrary<MinorSum[][]> {
  const anyMember = fc.integer({ min: -2_000, max: 2_000 }).filter((net) => net !== 0);
  const anyUnit = fc.constantFrom(1n, 2n ** 50n + 1n);
  const anyNets = fc.array(anyMember, { minLength: 1, maxLength: 5 });
  return fc
    .tuple(anyUnit, fc.array(anyNets, { minLength: minGroups, maxLength: maxGroups, size: 'max' }))
    .map(([unit, groups]) =>
      groups
        .map((group) => balance(group.map((net) => toMinorSum(BigInt(net) * unit))))
        .map((group) => group.filter((net) => net !== 0)),
    );
}

/** As many as settle each known group on its own. */
function countKnown(groups: readonly (readonly MinorSum[])[]): number {
  return groups.reduce((sum, group) => sum + Math.max(0, group.length - 1), 0);
}

const excess = { none: 1, third: 4 / 3, half: 3 / 2 } as const;

describe('the fewest payments', () => {
  test('are as few as a search of every way to group the people finds', () => {
    fc.assert(
      fc.property(anyGroup(8), (nets) => {
        const plan = fewestPayments(nets);
        expectSettled(nets, plan);
        expect(plan.mostExcess).toBe('none');
        expect(plan.payments).toHaveLength(countFewest(nets.map(({ netMinor }) => netMinor)));
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);

  test('settle any group, and are the same whatever the order of its people', () => {
    fc.assert(
      fc.property(
        anyGroup(60).chain((nets) =>
          fc.tuple(fc.constant(nets), fc.shuffledSubarray(nets, { minLength: nets.length })),
        ),
        ([nets, shuffled]) => {
          const plan = fewestPayments(nets);
          expectSettled(nets, plan);
          expect(fewestPayments(shuffled)).toEqual(plan);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    ['nobody', [], 0],
    ['people who are even', [0, 0], 0],
    ['a pair', [5, -5], 1],
    ['two pairs of the same amount', [5, -5, 5, -5], 2],
    ['a chain', [100, 0, -100], 1],
    ['one who paid for three', [-25, -25, -25, 75], 3],
    ['two groups of three, mixed', [-3, -5, 1, 4, 2, 1], 4],
    ['where the largest first would take five', [-6, -4, 3, 3, 2, 2], 4],
    ['a pair inside a larger group', [-7, 7, -2, -3, 5], 3],
    ['amounts beyond the safe integers', [2n ** 60n, -(2n ** 60n) + 1n, -1], 2],
    ['pairs of amounts beyond the safe integers', [2n ** 60n, -(2n ** 60n), 2n ** 61n, -(2n ** 61n)], 2],
  ] as const)('of %s', (_what, nets, count) => {
    const plan = fewestPayments(people(nets));
    expectSettled(people(nets), plan);
    expect(plan).toMatchObject({ mostExcess: 'none' });
    expect(plan.payments).toHaveLength(count);
    expect(countFewest(nets)).toBe(count);
  });

  test('of 16 people who fall into groups that nobody sees', () => {
    // Four of four, whose amounts differ by so much that no others make 0.
    const nets = [1, 100, 10_000, 1_000_000].flatMap((unit) => [-9 * unit, 2 * unit, 3 * unit, 4 * unit]);
    expect(fewestPayments(people(nets))).toMatchObject({ mostExcess: 'none', payments: { length: 12 } });
  });

  test('are exact for a thousand people of few amounts', () => {
    const thousand = balance(new Array<number>(999).fill(-250));
    expect(fewestPayments(people(thousand))).toMatchObject({ mostExcess: 'none', payments: { length: 999 } });
    // Each three of these settle among themselves.
    const triples = Array.from({ length: 300 }, () => [-3, 1, 2]).flat();
    expect(fewestPayments(people(triples))).toMatchObject({ mostExcess: 'none', payments: { length: 600 } });
  });

  test('of nets that do not add up to 0 are a mistake of the caller', () => {
    expect(() => fewestPayments(people([5, -4]))).toThrow(RangeError);
    expect(() => fewestPayments(people([2n ** 60n, -1]))).toThrow(RangeError);
  });
});

describe('where not every way can be looked at', () => {
  test('they are at most a third more than the fewest', () => {
    fc.assert(
      fc.property(anyKnownGroups(6, 60), (groups) => {
        const plan = fewestPayments(people(groups.flat()));
        expectSettled(people(groups.flat()), plan);
        expect(plan.mostExcess).not.toBe('half');
        expect(plan.payments.length).toBeLessThanOrEqual(countKnown(groups) * excess[plan.mostExcess]);
      }),
      { numRuns: 300 },
    );
  });

  test('and less than half more of thousands of people', () => {
    for (const groups of fc.sample(anyKnownGroups(1_500, 1_500), { numRuns: 4, seed: 5 })) {
      const plan = fewestPayments(people(groups.flat()));
      expectSettled(people(groups.flat()), plan);
      expect(plan.payments.length).toBeLessThanOrEqual(countKnown(groups) * excess[plan.mostExcess]);
    }
    // All groups have three people, and no two people fit exactly.
    const triples = Array.from({ length: 800 }, (_, index) => [
      -3 * index - 4_000,
      index + 1_000,
      2 * index + 3_000,
    ]);
    const plan = fewestPayments(people(triples.flat()));
    expect(plan.mostExcess).toBe('half');
    expect(plan.payments.length).toBeLessThan(countKnown(triples) * excess.half);
  });
});
