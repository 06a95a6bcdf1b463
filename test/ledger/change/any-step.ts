import fc from 'fast-check';
import type { Change } from '../../../src/ledger/change/change.js';
import { changeSettings } from '../../../src/ledger/change/change-settings.js';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import type { ExpenseContent } from '../../../src/ledger/change/expense-content.js';
import { addExpense } from '../../../src/ledger/change/record-expense.js';
import { restoreExpense } from '../../../src/ledger/change/restore-expense.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { now } from '../ledger.js';
import type { Model, ModelContent, Step } from './model.js';

export const people = ['1', '2', '3', '4', '5'];

const anyPerson = fc.constantFrom(...people);
/** Some of the people, in an order that begins with any of them. */
const anyPeople = fc
  .record({ who: fc.integer({ min: 1, max: 2 ** people.length - 1 }), turn: fc.nat(people.length - 1) })
  .map(({ who, turn }) => turnBy(turn).filter((person) => (who >> people.indexOf(person)) & 1));

function turnBy(turn: number): string[] {
  return [...people.slice(turn), ...people.slice(0, turn)];
}

/** Split equally, by exact amounts, or paid by two for a third. */
const anyContent: fc.Arbitrary<ExpenseContent> = fc
  .record({
    participantIds: anyPeople,
    order: fc.nat(people.length - 1).map(turnBy),
    kind: fc.constantFrom('equal', 'exact', 'paid by two'),
    seed: fc.nat(10_000),
    category: fc.constantFrom('food', 'rent', undefined),
  })
  .map(({ participantIds, order, kind, seed, category }) => {
    const [first = '', second = '', third = ''] = order;
    const rest = {
      description: `Tea ${seed}`,
      currency: 'INR',
      date: '2026-11-24',
      ...(category && { category }),
      typed: { amount: 'so much', for: 'everyone' },
    };
    if (kind === 'paid by two') {
      const payers = [
        { userId: first, amountMinor: seed + 1 },
        { userId: second, amountMinor: 2 * seed + 3 },
      ];
      const split = { kind: 'equal', values: [] } as const;
      return { ...rest, amountMinor: 3 * seed + 4, payers, participantIds: [third], split };
    }
    const values = kind === 'exact' ? participantIds.map((_person, index) => (seed * (index + 3)) % 977) : [];
    const sum = values.reduce((total, value) => total + value, 0);
    const split = sum > 0 ? ({ kind: 'exact', values } as const) : ({ kind: 'equal', values: [] } as const);
    const amountMinor = sum > 0 ? sum : seed + 1;
    return { ...rest, amountMinor, payers: [{ userId: first, amountMinor }], participantIds, split };
  });

/**
 * What somebody asks for. Numbers are taken modulo one more than there are, so that some are not there. Few are managers;
 * now and then one of them sets who may change.
 */
export const anyStep = fc.record({
  kind: fc.constantFrom(
    'add',
    'add',
    'edit',
    'edit',
    'edit',
    'edit',
    'void',
    'void',
    'restore',
    'restore',
    'settings',
  ),
  by: anyPerson,
  isManager: oneIn(6),
  whoMayChange: fc.constantFrom('owners', 'participants', 'everyone'),
  content: anyContent,
  picks: fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 4 }),
  isStale: oneIn(10),
});

function oneIn(count: number): fc.Arbitrary<boolean> {
  return fc.nat(count - 1).map((roll) => roll === 0);
}

export type AnyStep = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never;

/** A step as the ledger is asked for it, and as its model is. */
export interface Asked {
  readonly step: Step;
  readonly toChange: (request: { readonly guildId: string; readonly requestId: string }) => Change;
}

/** What somebody asks for who sees the ledger as a model is now. */
export function ask(any: AnyStep, model: Model): Asked {
  const { kind, by, isManager, whoMayChange, content, picks, isStale } = any;
  const asker = { by, isManager };
  const change = { createdBy: by, input: {}, permit: { userId: by, isManager }, now };
  const numbers = [...new Set(picks.map((pick) => 1 + (pick % (model.entries.length + 1))))];
  numbers.sort((one, other) => one - other);
  const [number = 1] = numbers;
  switch (kind) {
    case 'add':
      return {
        step: { ...asker, kind, content: toModelContent(content) },
        toChange: (request) => addExpense({ ...request, ...change, ...content }),
      };
    case 'edit': {
      const version = (model.entries[number - 1]?.version ?? 1) - (isStale ? 1 : 0);
      return {
        step: { ...asker, kind, number, version, edit: () => toModelContent(content) },
        toChange: (request) => editExpense({ ...request, ...change, number, version, content }),
      };
    }
    case 'void':
      return {
        step: { ...asker, kind, numbers },
        toChange: (request) => voidExpenses({ ...request, ...change, numbers }),
      };
    case 'restore':
      return {
        step: { ...asker, kind, number },
        toChange: (request) => restoreExpense({ ...request, ...change, number }),
      };
    default:
      return {
        step: { ...asker, kind: 'settings', whoMayChange },
        toChange: (request) => changeSettings({ ...request, ...change, wanted: { whoMayChange } }),
      };
  }
}

/** Of an expense that is split equally or by exact amounts; where two paid, one other person owes each what they paid. */
export function toModelContent(content: ExpenseContent): ModelContent {
  const { description, amountMinor, payers, participantIds, split, category } = content;
  const [creditor, another] = payers;
  const creditorId = creditor?.userId ?? '';
  const count = participantIds.length;
  // Equal ones: the paise that are left go to those from the number on, in turn.
  const shareAt = (index: number, number: number) => {
    if (split.kind === 'exact') return Number(split.values[index]);
    const turn = (index - ((number - 1) % count) + count) % count;
    return Math.floor(amountMinor / count) + (turn < amountMinor % count ? 1 : 0);
  };
  const [debtorId = ''] = participantIds;
  return {
    ...{ description, amountMinor, payers, participantIds, category },
    debtsAt: (number) =>
      another
        ? payers.map((payer) => ({ debtorId, creditorId: payer.userId, amountMinor: payer.amountMinor }))
        : participantIds
            .map((userId, index) => ({ debtorId: userId, creditorId, amountMinor: shareAt(index, number) }))
            .filter((debt) => debt.debtorId !== creditorId),
  };
}
