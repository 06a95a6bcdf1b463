import { describe, expect, test } from '@jest/globals';
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
import type { LedgerDraft } from '../../../src/ledger/change/ledger-draft.js';
import { addExpense } from '../../../src/ledger/change/record-expense.js';
import { addPayment } from '../../../src/ledger/change/record-payment.js';
import { restoreExpense } from '../../../src/ledger/change/restore-expense.js';
import type { Authorized } from '../../../src/ledger/change/rights.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import type { ExpenseRecord } from '../../../src/storage/collections/expenses.js';
import {
  defaultGuildSettings,
  whoMayChange as whoMayChangeSettings,
  type WhoMayChange,
} from '../../../src/storage/collections/guilds.js';
import { askedBy, changeOf, expenseOf, paymentOf } from '../ledger.js';
import { attempt, newDraft } from './draft.js';

/** What the person who asks is to the expense; who is nothing of these is any other member. */
const parts = ['creator', 'payer', 'participant', 'manager'] as const;
type Part = (typeof parts)[number];

const everyCombination = Array.from({ length: 2 ** parts.length }, (_, bits) =>
  parts.filter((_part, index) => (bits & (1 << index)) !== 0),
);

const asker = '7';
const [other1, other2] = ['1', '2'] as const;

const whats = [
  ...(['add', 'edit', 'void', 'restore', 'settings'] as const),
  ...(['confirm', 'dispute', 'withdraw', 'closeDispute'] as const),
];
type What = (typeof whats)[number];

/** Disputed: by the asker where they paid or share, else by another one. */
const states = ['live', 'void', 'disputed'] as const;
type State = (typeof states)[number];

/** The whole of the rights, as the contract says them, and what it then comes to. */
function endFor(what: What, who: readonly Part[], setting: WhoMayChange, state: State): string {
  const isManager = who.includes('manager');
  const isIn = who.includes('payer') || who.includes('participant');
  const isOwner = isManager || who.includes('creator') || who.includes('payer');
  const may = isOwner || setting === 'everyone' || (setting === 'participants' && isIn);
  switch (what) {
    case 'add':
      return 'done';
    case 'settings':
      return isManager ? 'done' : 'managersOnly';
    case 'edit':
      return !may ? 'notYours' : state === 'void' ? 'isVoid' : 'done';
    case 'void':
      return !may ? 'notYours' : state === 'void' ? 'alreadyVoid' : 'done';
    case 'restore':
      return !may ? 'notYours' : state === 'void' ? 'done' : 'notVoid';
    case 'confirm':
      return 'notPayment';
    case 'dispute':
      if (!isIn) return 'disputeNotYours';
      return state === 'void' ? 'isVoid' : state === 'disputed' ? 'alreadyDisputed' : 'done';
    case 'withdraw':
      return isIn && state === 'disputed' ? 'done' : 'notDisputed';
    case 'closeDispute':
      return !isManager ? 'managersOnly' : state === 'disputed' ? 'done' : 'notDisputed';
  }
}

/** An expense to which the asker is just this. */
function contentFor(who: readonly Part[]) {
  const payer = who.includes('payer') ? asker : other1;
  return {
    createdBy: who.includes('creator') ? asker : other1,
    payers: [{ userId: payer, amountMinor: 100_000 }],
    participantIds: who.includes('participant') ? [other2, asker] : [other2, other1],
  };
}

function draftWith(who: readonly Part[], setting: WhoMayChange, state: State = 'live'): LedgerDraft {
  const draft = newDraft({ whoMayChange: setting });
  draft.apply(addExpense(expenseOf('1', contentFor(who))));
  const isIn = who.includes('payer') || who.includes('participant');
  if (state === 'void') draft.apply(voidExpenses({ ...changeOf('1'), numbers: [1] }));
  if (state === 'disputed')
    draft.apply(disputeExpense({ ...askedBy(isIn ? asker : other2), number: 1, reason: 'Not me' }));
  return draft;
}

function changeFor(what: What, isManager: boolean, version = 1): Change {
  const asked = askedBy(asker, '1', isManager);
  switch (what) {
    case 'add':
      return addExpense({ ...expenseOf('1'), createdBy: asker });
    case 'edit':
      return editExpense({ ...asked, number: 1, version, content: expenseOf('1', { amountMinor: 5 }) });
    case 'void':
      return voidExpenses({ ...asked, numbers: [1] });
    case 'settings':
      return changeSettings({ ...asked, wanted: { currency: 'USD' } });
    case 'restore':
      return restoreExpense({ ...asked, number: 1 });
    case 'confirm':
      return confirmPayment({ ...asked, number: 1 });
    case 'dispute':
      return disputeExpense({ ...asked, number: 1, reason: 'Not me' });
    case 'withdraw':
      return withdrawDispute({ ...asked, number: 1 });
    case 'closeDispute':
      return closeDisputes({ ...asked, number: 1 });
  }
}

const tables = whoMayChangeSettings.flatMap((setting) => whats.map((what) => ({ setting, what })));

describe('who may do what', () => {
  test.each(tables)(
    'with $setting: $what, by everyone, of an expense in every state',
    ({ setting, what }) => {
      const cells = states.flatMap((state) => everyCombination.map((who) => ({ state, who })));
      expect(cells).toHaveLength(3 * 16);
      const ends = cells.map(({ state, who }) => {
        const draft = draftWith(who, setting, state);
        const version = state === 'live' ? 1 : 2;
        const end = attempt(draft, changeFor(what, who.includes('manager'), version));
        return `${state}, ${who.join(' ')}: ${end}`;
      });
      expect(ends).toEqual(
        cells.map(({ state, who }) => `${state}, ${who.join(' ')}: ${endFor(what, who, setting, state)}`),
      );
    },
  );

  test('of several expenses is nothing where one is not theirs', () => {
    const draft = draftWith(['creator'], 'owners');
    draft.apply(addExpense(expenseOf('1', contentFor([]))));
    const voiding = voidExpenses({
      ...changeOf('1'),
      permit: { userId: asker, isManager: false },
      numbers: [1, 2],
    });
    expect(attempt(draft, voiding)).toBe('notYours');
    expect([1, 2].map((number) => draft.expense(number).voidedAt)).toEqual([undefined, undefined]);
  });

  test('is said before anything else is said of an expense', () => {
    const draft = draftWith([], 'owners');
    draft.apply(voidExpenses({ ...changeOf('1'), numbers: [1] }));
    for (const what of ['edit', 'void'] as const)
      expect(attempt(draft, changeFor(what, false))).toBe('notYours');
  });
});

describe('an edit that makes an expense somebody else’s', () => {
  const editTo = (who: readonly Part[], version: number) =>
    editExpense({
      ...changeOf('1'),
      permit: { userId: asker, isManager: false },
      number: 1,
      version,
      content: expenseOf('1', contentFor(who)),
    });

  test('is judged by whose it was: its payer may give it away, and then no more', () => {
    const draft = draftWith(['payer'], 'owners');
    expect(attempt(draft, editTo([], 1))).toBe('done');
    expect(attempt(draft, editTo(['payer'], 2))).toBe('notYours');
  });

  test('is no way to take it: who would pay by it may not edit it', () => {
    const draft = draftWith(['participant'], 'owners');
    expect(attempt(draft, editTo(['payer', 'participant'], 1))).toBe('notYours');
  });

  test('leaves it with its creator, whoever pays and shares', () => {
    fc.assert(
      fc.property(fc.array(fc.subarray([...parts]), { minLength: 1, maxLength: 6 }), (edits) => {
        const draft = draftWith(['creator'], 'owners');
        const ends = edits.map((who, index) => attempt(draft, editTo(who, index + 1)));
        expect(new Set(ends)).toEqual(new Set(['done']));
        expect(draft.expense(1).createdBy).toBe(asker);
      }),
    );
  });

  test('by a participant holds as long as they are one, where these may', () => {
    const draft = draftWith(['participant'], 'participants');
    expect(attempt(draft, editTo([], 1))).toBe('done');
    expect(attempt(draft, editTo(['participant'], 2))).toBe('notYours');
  });
});

describe('who may do what with a payment', () => {
  const [payer, receiver, passed, manager, stranger] = ['11', '12', '13', '14', '15'];
  const askers = { payer, receiver, passed, stranger, 'who noted it': manager };
  type Who = keyof typeof askers;

  /** Noted: recorded by a manager for the two, who may have lost that right since. */
  const statesOfPayment = [
    ...(['unconfirmed', 'confirmed', 'confirmed and void', 'noted'] as const),
    ...(['refused', 'voided by the payer', 'disputed'] as const),
  ];
  type StateOfPayment = (typeof statesOfPayment)[number];

  const actions = [
    ...(['edit', 'void', 'not received', 'restore', 'confirm'] as const),
    ...(['dispute', 'withdraw', 'closeDispute'] as const),
  ];
  type Action = (typeof actions)[number];

  /** As the contract says it. Disputed: by both sides. */
  function endFor(
    action: Action,
    { who, isManager }: { readonly who: Who; readonly isManager: boolean },
    setting: WhoMayChange,
    state: StateOfPayment,
  ): string {
    const isConfirmed = ['confirmed', 'confirmed and void', 'noted'].includes(state);
    const isVoid = ['refused', 'voided by the payer', 'confirmed and void'].includes(state);
    const isSide = who === 'payer' || who === 'receiver';
    const isOpen = who === 'payer' || setting === 'everyone';
    const may = isManager || who === 'receiver' || (isOpen && !isConfirmed);
    switch (action) {
      case 'edit':
        return 'paymentNotEdited';
      case 'void':
        return !may ? 'paymentNotYours' : isVoid ? 'alreadyVoid' : 'done';
      case 'not received':
        if (!may) return 'paymentNotYours';
        return isVoid ? 'alreadyVoid' : isConfirmed ? 'alreadyConfirmed' : 'done';
      case 'restore':
        if (!may || (state === 'refused' && !isManager && who !== 'receiver')) return 'paymentNotYours';
        return isVoid ? 'done' : 'notVoid';
      case 'confirm':
        if (who !== 'receiver' && (!isManager || who === 'payer')) return 'paymentNotYours';
        return isConfirmed ? 'alreadyConfirmed' : isVoid ? 'isVoid' : 'done';
      case 'dispute':
        if (!isSide) return 'disputeNotYours';
        return isVoid ? 'isVoid' : state === 'disputed' ? 'alreadyDisputed' : 'done';
      case 'withdraw':
        return isSide && state === 'disputed' ? 'done' : 'notDisputed';
      case 'closeDispute':
        return !isManager ? 'managersOnly' : state === 'disputed' ? 'done' : 'notDisputed';
    }
  }

  const route = [
    { debtorId: receiver, creditorId: passed, amountMinor: 700 },
    { debtorId: passed, creditorId: payer, amountMinor: 700 },
  ];
  const sides = { payerId: payer, receiverId: receiver, amountMinor: 700, route };

  function draftIn(state: StateOfPayment, setting: WhoMayChange): LedgerDraft {
    const draft = newDraft({ whoMayChange: setting });
    const permit = { userId: manager, isManager: true };
    const noted = state === 'noted' && { createdBy: manager, permit };
    draft.apply(addPayment(paymentOf('1', { ...sides, ...noted })));
    const reason = 'Nothing came';
    const confirming = confirmPayment({ ...askedBy(receiver), number: 1 });
    const voiding = (by: string) => voidExpenses({ ...askedBy(by), numbers: [1], reason });
    const disputing = (by: string) => disputeExpense({ ...askedBy(by), number: 1, reason });
    const steps: Readonly<Record<StateOfPayment, readonly Change[]>> = {
      unconfirmed: [],
      confirmed: [confirming],
      'confirmed and void': [confirming, voiding(receiver)],
      noted: [],
      refused: [voiding(receiver)],
      'voided by the payer': [voiding(payer)],
      disputed: [disputing(payer), disputing(receiver)],
    };
    for (const step of steps[state]) draft.apply(step);
    return draft;
  }

  function changeFor(action: Action, userId: string, isManager: boolean, version: number): Change {
    const asked = { ...askedBy(userId, '1', isManager), number: 1, reason: 'So it was' };
    switch (action) {
      case 'edit':
        return editExpense({ ...asked, version, content: expenseOf('1') });
      case 'void':
        return voidExpenses({ ...asked, numbers: [1] });
      case 'not received':
        return voidExpenses({ ...asked, numbers: [1], ifUnconfirmed: true });
      case 'restore':
        return restoreExpense(asked);
      case 'confirm':
        return confirmPayment(asked);
      case 'dispute':
        return disputeExpense(asked);
      case 'withdraw':
        return withdrawDispute(asked);
      case 'closeDispute':
        return closeDisputes(asked);
    }
  }

  const people = (Object.keys(askers) as Who[]).flatMap((who) =>
    [false, true].map((isManager) => ({ who, isManager })),
  );
  const tables = whoMayChangeSettings.flatMap((setting) => actions.map((action) => ({ setting, action })));

  test.each(tables)('with $setting: $action, by everyone, in every state', ({ setting, action }) => {
    const cells = statesOfPayment.flatMap((state) => people.map((person) => ({ state, person })));
    expect(cells).toHaveLength(7 * 10);
    const describeCell = ({ state, person }: (typeof cells)[number], end: string) =>
      `${state}, ${person.who}${person.isManager ? ' who is a manager' : ''}: ${end}`;
    const ends = cells.map((cell) => {
      const draft = draftIn(cell.state, setting);
      const { who, isManager } = cell.person;
      const change = changeFor(action, askers[who], isManager, draft.expense(1).version);
      return describeCell(cell, attempt(draft, change));
    });
    expect(ends).toEqual(
      cells.map((cell) => describeCell(cell, endFor(action, cell.person, setting, cell.state))),
    );
  });

  test.each([
    { who: payer, isManager: false, end: 'done', isConfirmed: false },
    { who: payer, isManager: true, end: 'done', isConfirmed: false },
    { who: receiver, isManager: false, end: 'done', isConfirmed: true },
    { who: receiver, isManager: true, end: 'done', isConfirmed: true },
    { who: passed, isManager: false, end: 'paymentOfOthers', isConfirmed: false },
    { who: passed, isManager: true, end: 'done', isConfirmed: true },
    { who: stranger, isManager: false, end: 'paymentOfOthers', isConfirmed: false },
    { who: stranger, isManager: true, end: 'done', isConfirmed: true },
  ])('recorded by $who (a manager: $isManager): $end, confirmed: $isConfirmed', (cell) => {
    const { who, isManager, end, isConfirmed } = cell;
    const draft = newDraft({ whoMayChange: 'everyone' });
    const permit = { userId: who, isManager };
    expect(attempt(draft, addPayment(paymentOf('1', { ...sides, createdBy: who, permit })))).toBe(end);
    const [recorded] = draft.touched.added;
    expect(recorded?.confirmedAt !== undefined).toBe(isConfirmed);
  });
});

test('a plan that does not ask, or asks for something else, does not compile', () => {
  const expense = {} as ExpenseRecord;
  const forVoid = {} as Authorized<'void', ExpenseRecord>;
  type From = Authorized<'edit', ExpenseRecord>;
  // @ts-expect-error It was not asked.
  const unasked: From = expense;
  // @ts-expect-error It was asked for a void.
  const askedForVoid: From = forVoid;
  // @ts-expect-error Settings are no expense.
  const settings: Authorized<'settings', typeof defaultGuildSettings> = defaultGuildSettings;
  expect([unasked, askedForVoid, settings]).toHaveLength(3);
});
