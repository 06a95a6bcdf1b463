import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runChange } from '../../src/ledger/change/run-change.js';
import type { Change, Outcome } from '../../src/ledger/change/change.js';
import { editExpense } from '../../src/ledger/change/edit-expense.js';
import { addExpense } from '../../src/ledger/change/record-expense.js';
import { restoreExpense } from '../../src/ledger/change/restore-expense.js';
import { voidExpenses } from '../../src/ledger/change/void-expenses.js';
import { streamStatement } from '../../src/ledger/read/fetch-statement.js';
import { verifyBalances } from '../../src/ledger/read/verify-balances.js';
import type { Storage } from '../../src/storage/connect.js';
import type { Debt } from '../../src/split/debts-of-expense.js';
import { readStored } from '../history/read-stored.js';
import { anyStep, ask, people, toModelContent } from '../ledger/change/any-step.js';
import { describeEntry } from '../ledger/change/describe-entry.js';
import { Model, netsOf } from '../ledger/change/model.js';
import { changeOf, expenseOf, newGuildId, openLedgerTwice } from '../ledger/ledger.js';
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

/** Compares a ledger with its model: balances, versions, the chain. */
async function expectModel(guildId: string, model: Model): Promise<void> {
  const { nets, expenses } = await readStored(storage, guildId);
  expect(nets).toEqual(netsOf(model.debts()));
  expect(expenses.toSorted((one, next) => one.number - next.number)).toEqual(
    model.entries.map((entry, index) => ({ number: index + 1, ...describeEntry(entry) })),
  );
  expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
}

/** A change that was done, and what it then came to. */
interface Done {
  readonly change: Change;
  readonly outcome: Outcome;
}

describe('stored changes', () => {
  const stepCount = scaled(5_000, 600);
  test(
    `of random people come to what a plain model says, many at once, and the chain holds: ${stepCount} steps`,
    async () => {
      const guildId = newGuildId();
      const model = new Model();
      const [came, done]: [string[], Done[]] = [[], []];
      const startedAtMs = performance.now();
      const steps = fc.sample(anyStep, stepCount);
      for (let at = 0; at < stepCount; at += 5) {
        const group = steps.slice(at, at + 5).map((any, index) => {
          const { step, toChange } = ask(any, model);
          const change = toChange({ guildId, requestId: `step-${at + index}` });
          return { change, expected: model.take(step) ?? 'done' };
        });
        const note = (change: Change) => (outcome: Outcome) => void done.push({ change, outcome });
        const ends = await Promise.all(group.map(({ change }) => endOf(storage, change, note(change))));
        expect(ends).toEqual(group.map(({ expected }) => expected));
        came.push(...ends);
        if ((at + 5) % 50 === 0) await expectModel(guildId, model);
      }
      for (const pair of pairsOf(people)) {
        expect(await readStatement(guildId, pair)).toEqual(statementOf(model, pair));
      }
      await expectSameAgain(done);
      await expectModel(guildId, model);
      const payments = model.entries.filter(({ payment }) => payment);
      const routed = payments.filter(({ payment }) => payment && payment.debts.length > 1);
      report(
        `stored changes: ${stepCount} steps on ${model.entries.length - payments.length} expenses and ` +
          `${payments.length} payments, ${routed.length} of them routed, in ` +
          `${Math.round((performance.now() - startedAtMs) / 1000)} s: ${JSON.stringify(countEnds(came))}`,
      );
    },
    120_000 + stepCount * 200,
  );
});

/** Asks for everything that was done once more, at another process: it is answered as it was then. */
async function expectSameAgain(done: readonly Done[]): Promise<void> {
  const again = await inTurns(done, ({ change }) => runChange(other, change));
  for (const [index, { replayed, kind, expenses, settings }] of again.entries()) {
    expect(replayed).toBe(true);
    expect({ kind, expenses, settings }).toEqual(pickAnswer(done[index]?.outcome));
  }
}

function pickAnswer(outcome: Outcome | undefined) {
  return { kind: outcome?.kind, expenses: outcome?.expenses, settings: outcome?.settings };
}

type Pair = readonly [one: string, other: string];

function pairsOf(all: readonly string[]): Pair[] {
  return all.flatMap((one) => all.filter((next) => next > one).map((next): Pair => [one, next]));
}

/** Which expenses and payments are in a statement, what they add up to, and what it ends in. */
async function readStatement(guildId: string, [memberId, withId]: Pair) {
  const [numbers, debts]: [number[], Debt[]] = [[], []];
  let end: Debt[] | undefined;
  for await (const { expense, debt, running } of streamStatement(storage, guildId, { memberId, withId })) {
    numbers.unshift(expense.number);
    debts.push(debt);
    end ??= running ? [{ ...running, amountMinor: Number(running.amountMinor) }] : [];
  }
  return { numbers, sum: netsOf(debts), end: netsOf(end ?? []) };
}

function statementOf(model: Model, [one, next]: Pair) {
  // A share of nothing is no debt.
  const isTheirs = ({ debtorId, creditorId, amountMinor }: Debt) =>
    amountMinor > 0 &&
    ((debtorId === one && creditorId === next) || (debtorId === next && creditorId === one));
  const net = netsOf(model.debts().filter(isTheirs));
  const numbers = model.entries.map((_entry, index) => index + 1);
  return { numbers: numbers.filter((number) => model.debtsOf(number).some(isTheirs)), sum: net, end: net };
}

const expenseCount = scaled(500);

describe.each([
  ['one process', () => [storage, storage] as const],
  ['two processes', () => [storage, other] as const],
])('%s asked for the same twice at once', (_name, storages) => {
  const guildId = newGuildId();
  const model = new Model();
  const rights = { by: '101', isManager: true } as const;
  const numbers = Array.from({ length: expenseCount }, (_, index) => index + 1);

  beforeAll(async () => {
    const expenses = numbers.map((number) => expenseOf(guildId, { amountMinor: 1000 + number }));
    // No more at once than may wait for one server.
    await inTurns(expenses, (expense) => endOf(storage, addExpense(expense)));
    for (const expense of expenses) {
      model.take({ ...rights, kind: 'add', content: toModelContent(expense) });
    }
    await expectModel(guildId, model);
  }, 60_000);

  /** Asks for a change of each expense twice at once, and counts what they came to. */
  async function askTwice(change: (number: number) => Change): Promise<Record<string, number>> {
    const [one, next] = storages();
    const ends = await inTurns(numbers, (number) =>
      Promise.all([endOf(one, change(number)), endOf(next, change(number))]),
    );
    for (const pair of ends) expect(pair).toContain('done');
    return countEnds(ends.flat());
  }

  test(`voids each of ${expenseCount} expenses once, and the other one is told`, async () => {
    const counts = await askTwice((number) => voidExpenses({ ...changeOf(guildId), numbers: [number] }));
    expect(counts).toEqual({ done: expenseCount, alreadyVoid: expenseCount });
    for (const number of numbers) model.take({ ...rights, kind: 'void', numbers: [number] });
    await expectModel(guildId, model);
  }, 120_000);

  test(`restores each of ${expenseCount} expenses once, and the other one is told`, async () => {
    const counts = await askTwice((number) => restoreExpense({ ...changeOf(guildId), number }));
    expect(counts).toEqual({ done: expenseCount, notVoid: expenseCount });
    for (const number of numbers) model.take({ ...rights, kind: 'restore', number });
    await expectModel(guildId, model);
  }, 120_000);

  test(`edits one version of each of ${expenseCount} expenses once, and the other one is told`, async () => {
    const contentOf = (number: number) =>
      expenseOf(guildId, { amountMinor: 5000 + number, description: 'Gas' });
    const counts = await askTwice((number) =>
      editExpense({ ...changeOf(guildId), number, version: 3, content: contentOf(number) }),
    );
    expect(counts).toEqual({ done: expenseCount, changedMeanwhile: expenseCount });
    for (const number of numbers) {
      model.take({ ...rights, kind: 'edit', number, edit: () => toModelContent(contentOf(number)) });
    }
    await expectModel(guildId, model);
  }, 120_000);
});
