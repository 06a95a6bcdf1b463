import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordExpense, type NewExpense } from '../../../src/ledger/change/record-expense.js';
import { forgetTypedNames } from '../../../src/storage/migrations/forget-typed-names.js';
import type { Storage } from '../../../src/storage/connect.js';
import { expenseOf, newGuildId, openLedger, u1, u2 } from '../../ledger/ledger.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

/** What is stored of an expense that an earlier version saved as it was typed. */
async function migrate(fields: Partial<NewExpense>) {
  const guildId = newGuildId();
  await recordExpense(storage, expenseOf(guildId, { participantIds: [u1, u2], ...fields }));
  // It may be cut short and run again.
  await forgetTypedNames(storage.connection);
  await forgetTypedNames(storage.connection);
  return storage.raw.expenses.findOne({ guildId }, { projection: { _id: 0, typed: 1, receiptName: 1 } });
}

const shared = (typed: string, paidBy?: string) => ({
  typed: { amount: '1000', for: typed, ...(paidBy && { paidBy }) },
});

describe('what was typed before names were left out of it', () => {
  test.each([
    ['@Asha me', { kind: 'equal', values: [] }, '<@101> <@102>'],
    [
      '@Asha 370.5, @Ravi Kumar rest',
      { kind: 'exact', values: [37_050, 'rest'] },
      '<@101> 370.50 <@102> rest',
    ],
    [
      '<@101> 33.5% @ravi 66.5%',
      { kind: 'percent', values: [33_500_000, 66_500_000] },
      '<@101> 33.5% <@102> 66.5%',
    ],
    ['@सबीना x1.5, me x2', { kind: 'shares', values: [1_500_000, 2_000_000] }, '<@101> x1.5 <@102> x2'],
    ['@meera', { kind: 'equal', values: [] }, '<@101> <@102>'],
  ] as const)('%j is written anew with mentions', async (typed, split, written) => {
    expect(await migrate({ ...shared(typed), split })).toEqual({ typed: { amount: '1000', for: written } });
  });

  test.each(['<@101> <@!102>', '<@&5> #3', '@everyone', '@me, <@102>', 'everyone', '@सब'])(
    '%j stays as it was typed',
    async (typed) => {
      expect(await migrate(shared(typed))).toEqual({ typed: { amount: '1000', for: typed } });
    },
  );

  test('who paid too, alone or with others', async () => {
    const payers = [
      { userId: u1, amountMinor: 60_000 },
      { userId: u2, amountMinor: 40_000 },
    ];
    expect(await migrate(shared('me', '@Asha'))).toMatchObject({ typed: { paidBy: '<@101>' } });
    expect(await migrate({ ...shared('me', '@Asha 600 me 400'), payers })).toMatchObject({
      typed: { paidBy: '<@101> 600.00 <@102> 400.00' },
    });
  });

  test.each([
    ['Asha Rao bill.PDF', 'receipt.pdf'],
    ['Asha', 'receipt'],
    ['bill.asha-rao-2026', 'receipt'],
  ])('the file %j of a receipt is called %j', async (receiptName, called) => {
    expect(await migrate({ receiptName })).toMatchObject({ receiptName: called });
  });
});
