import { expect, test } from '@jest/globals';
import { firstLink, linkChange, linkExpense, type ChainedExpense } from '../../../src/ledger/change/chain.js';

const at = new Date('2026-11-24T10:00:00Z');
const expense: ChainedExpense = {
  ...{ number: 1, kind: 'expense', requestId: 'r1', createdBy: '101', createdAt: at },
  ...{ description: 'Tea', currency: 'INR', amountMinor: 300, date: '2026-11-24', category: 'food' },
  payers: [{ userId: '101', amountMinor: 300 }],
  split: { kind: 'equal', values: [] },
  participantIds: ['101', '102'],
  shares: [150, 150],
  typed: { amount: '3', for: '<@101> <@102>' },
};
const voidedAt = new Date('2026-11-24T11:00:00Z');
const voiding: Parameters<typeof linkChange>[1] = {
  ...{ revision: 2, kind: 'void', requestId: 'r2', by: '102', at: voidedAt, reason: 'Twice' },
  expenses: [{ number: 1, version: 2, before: { voidedAt: null }, after: { voidedAt } }],
};

/** Links as the release before payments and disputes has made them. A ledger that has them must hold for ever. */
const links = [
  '31ofE6cchilf346dNRtdGNhmfTs6V7JReqsu8-Y_mco',
  'yQ-wytSfCl7JVBNWBRoq-uaGNndMh5ynqj4-lB27E5E',
] as const;

test('a link of an earlier release is the same today', () => {
  expect(linkExpense(firstLink('1'), 1, expense)).toBe(links[0]);
  expect(linkChange(links[0], voiding)).toBe(links[1]);
});

test('what is said of payments and disputes makes another link', () => {
  const said: Partial<ChainedExpense>[] = [
    {},
    { confirmedAt: at },
    { confirmedAt: voidedAt },
    { isRefused: true },
    { disputes: [{ by: '101', at, reason: 'Not me' }] },
    { disputes: [{ by: '102', at, reason: 'Not me' }] },
    { disputes: [{ by: '101', at, reason: 'Not so much' }] },
    { disputes: [{ by: '101', at: voidedAt, reason: 'Not me' }] },
  ];
  const made = said.map((fields) => linkExpense(firstLink('1'), 1, { ...expense, ...fields }));
  expect(new Set(made).size).toBe(said.length);
});
