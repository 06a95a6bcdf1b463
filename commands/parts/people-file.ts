import type { Expense } from '../../src/ledger/expense.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import type { FileLimits } from '../contract/context.js';
import { writeCsvFiles, type WrittenFiles } from './write-files.js';

const columns = ['userId', 'name', 'paid', 'share', 'currency'] as const;

/** CSV files of everyone who paid or shares an expense, and how much: the payers first, in the order typed. */
export function writePeopleFiles(
  { number, payers, shares, currency }: Expense,
  names: ReadonlyMap<string, string>,
  limits: FileLimits,
): Promise<WrittenFiles> {
  const paid = new Map(payers.map(({ userId, amountMinor }) => [userId, amountMinor]));
  const shared = new Map(shares.map(({ userId, amountMinor }) => [userId, amountMinor]));
  const amount = (amountMinor: number | undefined) =>
    amountMinor === undefined ? '' : formatPlainAmount(amountMinor, getCurrency(currency));
  const rows = [...new Set([...paid.keys(), ...shared.keys()])].map((userId) => ({
    userId,
    name: names.get(userId) ?? '',
    paid: amount(paid.get(userId)),
    share: amount(shared.get(userId)),
    currency,
  }));
  return writeCsvFiles(`expense-${number}-people.csv`, columns, rows, limits);
}
