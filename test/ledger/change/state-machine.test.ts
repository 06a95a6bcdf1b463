import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../../src/errors/user-error.js';
import { firstLink } from '../../../src/ledger/change/chain.js';
import type { Change } from '../../../src/ledger/change/change.js';
import { changeSettings } from '../../../src/ledger/change/change-settings.js';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import type { ExpenseContent } from '../../../src/ledger/change/expense-content.js';
import { LedgerDraft } from '../../../src/ledger/change/ledger-draft.js';
import { addExpense } from '../../../src/ledger/change/record-expense.js';
import { restoreExpense } from '../../../src/ledger/change/restore-expense.js';
import { runChange } from '../../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import { defaultGuildSettings, whoMayChange } from '../../../src/storage/collections/guilds.js';
import type { Storage } from '../../../src/storage/connect.js';
import { newGuildId, now, openLedger } from '../ledger.js';
import { Model, type Step } from './model.js';

const people = ['1', '2', '3', '4', '5'];
const managers = new Set(['5']);

const anyPerson = fc.constantFrom(...people);
const anyPeople = fc.uniqueArray(anyPerson, { minLength: 1 });

const anyContent: fc.Arbitrary<ExpenseContent> = fc
  .record({ participantIds: anyPeople, payer: anyPerson, isExact: fc.boolean(), seed: fc.nat(10_000) })
  .map(({ participantIds, payer, isExact, seed }) => {
    const values = isExact ? participantIds.map((_person, index) => (seed * (index + 3)) % 977) : [];
    const sum = values.reduce((total, value) => total + value, 0);
    const split = sum > 0 ? ({ kind: 'exact', values } as const) : ({ kind: 'equal', values: [] } as const);
    const amountMinor = sum > 0 ? sum : seed + 1;
    return {
      description: `Tea ${seed}`,
      currency: 'INR',
      amountMinor,
      payers: [{ userId: payer, amountMinor }],
      participantIds,
      split,
      date: '2026-11-24',
      typed: { amount: String(amountMinor), for: 'everyone' },
    };
  });

/** Numbers are taken modulo one more than there are, so that some are not there. */
const anyStep = fc.record({
  kind: fc.constantFrom('add', 'edit', 'edit', 'void', 'restore', 'settings'),
  whoMayChange: fc.constantFrom(...whoMayChange),
  by: anyPerson,
  content: anyContent,
  picks: fc.uniqueArray(fc.nat(1_000_000), { minLength: 1, maxLength: 4 }),
  isStale: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
});

type AnyStep = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never;

function toStep({ kind, by, content, picks, isStale, whoMayChange }: AnyStep, model: Model): Step {
  const numbers = [...new Set(picks.map((pick) => 1 + (pick % (model.entries.length + 1))))];
  const [number = 1] = numbers;
  switch (kind) {
    case 'add':
      return { kind, by, content };
    case 'edit': {
      const version = (model.entries[number - 1]?.version ?? 1) - (isStale ? 1 : 0);
      return { kind, by, number, version, content };
    }
    case 'void':
      return { kind, by, numbers: numbers.sort((one, other) => one - other) };
    case 'settings':
      return { kind, by, whoMayChange };
    default:
      return { kind: 'restore', by, number };
  }
}

let requests = 0;

function toChange(guildId: string, step: Step): Change {
  const permit = { userId: step.by, isManager: managers.has(step.by) };
  const request = { guildId, requestId: `step-${++requests}`, createdBy: step.by, input: {}, now };
  switch (step.kind) {
    case 'add':
      return addExpense({ ...request, ...step.content });
    case 'edit':
      return editExpense({
        ...request,
        permit,
        number: step.number,
        version: step.version,
        content: step.content,
      });
    case 'void':
      return voidExpenses({ ...request, permit, numbers: step.numbers });
    case 'restore':
      return restoreExpense({ ...request, permit, number: step.number });
    case 'settings':
      return changeSettings({ ...request, permit, wanted: { whoMayChange: step.whoMayChange } });
  }
}

/** What the net of each pair is, by `debtor creditor` with the lower id first; even ones are left out. */
function netsOf(owed: Iterable<readonly [debtorId: string, creditorId: string, minor: number]>): object {
  const nets = new Map<string, number>();
  for (const [debtorId, creditorId, minor] of owed) {
    const isFirst = debtorId < creditorId;
    const key = isFirst ? `${debtorId} ${creditorId}` : `${creditorId} ${debtorId}`;
    nets.set(key, (nets.get(key) ?? 0) + (isFirst ? minor : -minor));
  }
  return Object.fromEntries([...nets].filter(([, minor]) => minor !== 0).sort());
}

function netsOfModel(model: Model): object {
  return netsOf(
    [...model.balances()].map(([key, minor]) => [...(key.split(' ') as [string, string]), minor]),
  );
}

test('random changes by random people come to what a plain model says, in 100,000 steps', () => {
  const chain = { revision: 0, lastNumber: 0, hash: firstLink('1') };
  const empty = { revision: 0, lastNumber: 0, chain, settings: defaultGuildSettings };
  let steps = 0;
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 500, maxLength: 500, size: 'max' }), (all) => {
      const [model, draft] = [new Model(managers), new LedgerDraft('1', empty, [])];
      for (const any of all) {
        const step = toStep(any, model);
        expect(attempt(() => draft.apply(toChange('1', step)))).toBe(model.take(step));
        steps++;
      }
      const owed = [...(draft.debts.get('INR') ?? [])];
      expect(netsOf(owed.map((debt) => [debt.debtorId, debt.creditorId, debt.amountMinor]))).toEqual(
        netsOfModel(model),
      );
    }),
    { numRuns: 200, endOnFailure: true },
  );
  expect(steps).toBeGreaterThanOrEqual(100_000);
});

function attempt(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return (error as UserError).code;
    throw error;
  }
}

describe('stored changes', () => {
  let storage: Storage;
  beforeAll(async () => {
    ({ storage } = await openLedger());
  });
  afterAll(() => storage.close());

  test('of random people come to what a plain model says, many at once, and the chain holds', async () => {
    const guildId = newGuildId();
    const model = new Model(managers);
    const steps = fc.sample(anyStep, 600);
    for (let from = 0; from < steps.length; from += 50) {
      for (let at = from; at < from + 50; at += 5) {
        const group = steps.slice(at, at + 5).map((any) => {
          const step = toStep(any, model);
          return { step, expected: model.take(step) };
        });
        const ends = group.map(({ step }) =>
          runChange(storage, toChange(guildId, step)).then(
            () => undefined,
            (error: unknown) => (error as UserError).code,
          ),
        );
        expect(await Promise.all(ends)).toEqual(group.map(({ expected }) => expected));
      }
      const rows = await storage.raw.balances.find({ guildId }).toArray();
      const owed = rows.flatMap(({ creditorId, owedBy }) =>
        Object.entries(owedBy).map(([debtorId, minor]) => [debtorId, creditorId, minor] as const),
      );
      expect(netsOf(owed)).toEqual(netsOfModel(model));
    }
    expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
  }, 120_000);
});
