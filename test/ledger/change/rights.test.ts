import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../../src/errors/user-error.js';
import { firstLink } from '../../../src/ledger/change/chain.js';
import type { Change } from '../../../src/ledger/change/change.js';
import { changeSettings } from '../../../src/ledger/change/change-settings.js';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import { LedgerDraft } from '../../../src/ledger/change/ledger-draft.js';
import { addExpense } from '../../../src/ledger/change/record-expense.js';
import { restoreExpense } from '../../../src/ledger/change/restore-expense.js';
import type { Authorized } from '../../../src/ledger/change/rights.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import type { ExpenseRecord } from '../../../src/storage/collections/expenses.js';
import {
  defaultGuildSettings,
  whoMayChange as whoMayChangeSettings,
  type WhoMayChange,
} from '../../../src/storage/collections/guilds.js';
import { changeOf, expenseOf, now } from '../ledger.js';

/** What the person who asks is to the expense; who is nothing of these is any other member. */
const parts = ['creator', 'payer', 'participant', 'manager'] as const;
type Part = (typeof parts)[number];

const everyCombination = Array.from({ length: 2 ** parts.length }, (_, bits) =>
  parts.filter((_part, index) => (bits & (1 << index)) !== 0),
);

const asker = '7';
const [other1, other2] = ['1', '2'] as const;

const whats = ['add', 'edit', 'void', 'restore', 'settings'] as const;
type What = (typeof whats)[number];

/** The whole of the rights, as the contract says them. */
function mayDo(what: What, who: readonly Part[], setting: WhoMayChange): boolean {
  if (what === 'add') return true;
  if (what === 'settings') return who.includes('manager');
  if (who.includes('manager') || who.includes('creator') || who.includes('payer')) return true;
  return setting === 'everyone' || (setting === 'participants' && who.includes('participant'));
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

function draftWith(who: readonly Part[], setting: WhoMayChange): LedgerDraft {
  const chain = { revision: 0, lastNumber: 0, hash: firstLink('1') };
  const settings = { ...defaultGuildSettings, whoMayChange: setting };
  const draft = new LedgerDraft('1', { revision: 0, lastNumber: 0, chain, settings }, []);
  draft.apply(addExpense(expenseOf('1', contentFor(who))));
  return draft;
}

function changeFor(what: What, isManager: boolean): Change {
  const asked = { ...changeOf('1'), createdBy: asker, permit: { userId: asker, isManager }, now };
  switch (what) {
    case 'add':
      return addExpense({ ...expenseOf('1'), createdBy: asker });
    case 'edit':
      return editExpense({ ...asked, number: 1, version: 1, content: expenseOf('1', { amountMinor: 5 }) });
    case 'void':
      return voidExpenses({ ...asked, numbers: [1] });
    case 'restore':
      return restoreExpense({ ...asked, number: 1 });
    case 'settings':
      return changeSettings({ ...asked, wanted: { currency: 'USD' } });
  }
}

function attempt(draft: LedgerDraft, change: Change): string {
  try {
    draft.apply(change);
    return 'done';
  } catch (error) {
    if (error instanceof UserError) return (error as UserError).code;
    throw error;
  }
}

const cells = whoMayChangeSettings.flatMap((setting) =>
  whats.flatMap((what) => everyCombination.map((who) => ({ setting, what, who }))),
);

describe('who may do what', () => {
  test('is asked for every person, change and setting', () => {
    expect(cells).toHaveLength(3 * 5 * 16);
  });

  test.each(cells)('with $setting: $what by $who', ({ setting, what, who }) => {
    const draft = draftWith(who, setting);
    if (what === 'restore') draft.apply(voidExpenses({ ...changeOf('1'), numbers: [1] }));
    const refusal = what === 'settings' ? 'managersOnly' : 'notYours';
    expect(attempt(draft, changeFor(what, who.includes('manager')))).toBe(
      mayDo(what, who, setting) ? 'done' : refusal,
    );
  });

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
