import fc from 'fast-check';
import type { Change } from '../../../src/ledger/change/change.js';
import { changeSettings } from '../../../src/ledger/change/change-settings.js';
import { confirmPayment } from '../../../src/ledger/change/confirm-payment.js';
import {
  closeDisputes,
  disputeExpense,
  withdrawDispute,
} from '../../../src/ledger/change/dispute-expense.js';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import type { ExpenseContent } from '../../../src/ledger/change/expense-content.js';
import { addExpense } from '../../../src/ledger/change/record-expense.js';
import { addPayment } from '../../../src/ledger/change/record-payment.js';
import { restoreExpense } from '../../../src/ledger/change/restore-expense.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { now } from '../ledger.js';
import type { Entry, Model, ModelContent, ModelDebt, ModelPayment, Step } from './model.js';

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

/** Paid straight back, along the debts of up to three others, or in two ways at once. */
const anyPayment: fc.Arbitrary<ModelPayment & { readonly isRouted: boolean }> = fc
  .record({
    order: fc.shuffledSubarray(people, { minLength: people.length }),
    amountMinor: fc.integer({ min: 2, max: 20_000 }),
    ways: fc.constantFrom<readonly (readonly number[])[]>(
      [[]],
      [[]],
      [[2]],
      [[3, 2, 4]],
      [[2], []],
      [[4, 3], [2]],
    ),
    seed: fc.nat(10_000),
  })
  .map(({ order, amountMinor, ways, seed }) => {
    const [payerId = '', receiverId = ''] = order;
    const first = ways.length === 1 ? amountMinor : Math.floor(amountMinor / 2);
    const debts = ways.flatMap((way, index) =>
      passOn(
        [receiverId, ...way.map((place) => order[place] ?? ''), payerId],
        index === 0 ? first : amountMinor - first,
      ),
    );
    const isRouted = debts.length > 1;
    return { description: `UPI ${seed}`, payerId, receiverId, amountMinor, debts, isRouted };
  });

/** Each owes the next one the same. */
function passOn(userIds: readonly string[], amountMinor: number): ModelDebt[] {
  return userIds.slice(1).map((creditorId, index) => {
    return { debtorId: userIds[index] ?? '', creditorId, amountMinor };
  });
}

/**
 * What somebody asks for. Numbers are taken modulo one more than there are, so that some are not there. Few are managers;
 * now and then one of them sets who may change. "Not received" is a void, asked for by a button.
 */
export const anyStep = fc.record({
  kind: fc.constantFrom(
    ...(['add', 'add', 'settle', 'settle', 'edit', 'edit', 'edit', 'edit', 'void', 'void'] as const),
    ...(['not received', 'not received', 'restore', 'restore', 'confirm', 'confirm'] as const),
    ...(['dispute', 'dispute', 'withdraw', 'closeDispute', 'settings'] as const),
  ),
  by: anyPerson,
  /** What they are to a payment or a dispute, where there is one. */
  as: fc.constantFrom('anybody', 'anybody', 'payer', 'receiver', 'disputer'),
  isManager: oneIn(6),
  whoMayChange: fc.constantFrom('owners', 'participants', 'everyone'),
  content: anyContent,
  payment: anyPayment,
  picks: fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 4 }),
  isStale: oneIn(10),
  hasReason: fc.boolean(),
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
  const { kind, isManager, whoMayChange, content, payment, isStale } = any;
  const numbers = pickNumbers(any, model);
  const [number = 1] = numbers;
  const entry = model.entries[number - 1];
  const by = pickAsker(any, entry);
  const asker = { by, isManager };
  const change = { createdBy: by, input: {}, permit: { userId: by, isManager }, now };
  switch (kind) {
    case 'add':
      return {
        step: { ...asker, kind, content: toModelContent(content) },
        toChange: (request) => addExpense({ ...request, ...change, ...content }),
      };
    case 'settle':
      return {
        step: { ...asker, kind, payment },
        toChange: (request) => addPayment({ ...request, ...change, ...toNewPayment(payment) }),
      };
    case 'edit': {
      const version = (entry?.version ?? 1) - (isStale ? 1 : 0);
      return {
        step: { ...asker, kind, number, version, edit: () => toModelContent(content) },
        toChange: (request) => editExpense({ ...request, ...change, number, version, content }),
      };
    }
    case 'void':
    case 'not received': {
      const voiding = {
        numbers,
        ...(any.hasReason && { reason: 'Nothing came so far' }),
        ...(kind === 'not received' && { ifUnconfirmed: true as const }),
      };
      return {
        step: { ...asker, kind: 'void', ...voiding },
        toChange: (request) => voidExpenses({ ...request, ...change, ...voiding }),
      };
    }
    case 'settings':
      return {
        step: { ...asker, kind, whoMayChange },
        toChange: (request) => changeSettings({ ...request, ...change, wanted: { whoMayChange } }),
      };
    default:
      return {
        step: { ...asker, kind, number },
        toChange: (request) =>
          changesOfOne[kind]({ ...request, ...change, number, reason: 'I was not there' }),
      };
  }
}

/** What needs no more than a number; only a dispute takes the reason. */
const changesOfOne = {
  restore: restoreExpense,
  confirm: confirmPayment,
  dispute: disputeExpense,
  withdraw: withdrawDispute,
  closeDispute: closeDisputes,
} as const;

/** Which expenses somebody means: mostly a payment or a disputed one, where only such a one has what they ask for. */
function pickNumbers({ kind, picks, isStale }: AnyStep, { entries }: Model): number[] {
  const numbers = [...new Set(picks.map((pick) => 1 + (pick % (entries.length + 1))))];
  if (kind === 'void') return numbers.sort((one, other) => one - other);
  const [number = 1] = numbers;
  const isMeant: (entry: Entry) => boolean =
    kind === 'confirm' || kind === 'not received'
      ? ({ payment }) => payment !== undefined
      : kind === 'withdraw' || kind === 'closeDispute'
        ? ({ disputedBy }) => disputedBy.length > 0
        : () => true;
  if (isStale) return [number];
  const behind = entries.slice(number - 1).findIndex(isMeant);
  return [behind < 0 ? number : number + behind];
}

function pickAsker({ kind, as, by, payment: asked }: AnyStep, entry: Entry | undefined): string {
  if (kind === 'add') return by;
  const payment = kind === 'settle' ? asked : entry?.payment;
  if (as === 'payer') return payment?.payerId ?? by;
  if (as === 'receiver') return payment?.receiverId ?? by;
  return (as === 'disputer' ? entry?.disputedBy[0] : undefined) ?? by;
}

function toNewPayment({ debts, isRouted, ...payment }: AnyStep['payment']) {
  const rest = { currency: 'INR', date: '2026-11-24', typedAmount: 'so much', isRounded: false };
  return { ...payment, ...rest, ...(isRouted && { route: debts }) };
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
