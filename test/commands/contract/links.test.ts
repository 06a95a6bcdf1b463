import { describe, expect, test } from '@jest/globals';
import { balances } from '../../../commands/balances/balances.js';
import { expenseShow } from '../../../commands/expense/show.js';
import { profileEdit } from '../../../commands/profile/edit.js';

const look = { label: 'Press' };

describe('what leads to an action', () => {
  test('carries its state, checked when it is compiled', () => {
    expect(expenseShow.button('show', { number: 12 }, look)).toEqual({
      label: 'Press',
      action: { command: 'es', action: 'show', state: ['12'] },
    });
    // @ts-expect-error There is no such action.
    expenseShow.button('open', { number: 12 }, look);
    // @ts-expect-error The number is missing.
    expenseShow.button('show', {}, look);
    // @ts-expect-error The number is a text.
    expect(expenseShow.button('show', { number: '12' }, look)).toBeDefined();
  });

  test('is a menu whose entries carry what they stand for', () => {
    const picked = { debtorId: '35', creditorId: '36', currency: 'INR' };
    const menu = balances.menu('because', {}, { placeholder: 'Pick', entries: [{ label: 'One', picked }] });
    expect(menu.entries).toEqual([{ label: 'One', picked: ['z', '10', 'INR'] }]);
    // @ts-expect-error The creditor is missing.
    const wrong = { label: 'One', picked: { debtorId: '35', currency: 'INR' } } satisfies Entry;
    expect(wrong).toBeDefined();
  });

  test('is a form with the fields that its action declares, but for those that it goes without', () => {
    const fields = { name: { label: 'Name', value: 'Asha' }, email: { label: 'Email' } };
    // @ts-expect-error It does not say that it goes without the mobile number.
    const form = profileEdit.form('save', {}, { title: 'You', fields });
    expect(form.fields.map(({ id, required, maxLength }) => ({ id, required, maxLength }))).toEqual([
      { id: 'name', required: false, maxLength: 100 },
      { id: 'email', required: false, maxLength: 254 },
    ]);
  });
});

type Entry = Parameters<typeof balances.menu<'because'>>[2]['entries'][number];
