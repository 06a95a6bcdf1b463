import { csvOf } from '../../src/export/csv.js';
import type { Expense } from '../../src/ledger/expense.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import type { ReplyFile } from '../contract/answer.js';

const columns = ['userId', 'name', 'paid', 'share', 'currency'] as const;

/** A CSV file of everyone who paid or shares an expense, and how much: the payers first, in the order typed. */
export function writePeopleFile(
  { number, payers, shares, currency }: Expense,
  names: ReadonlyMap<string, string>,
): ReplyFile {
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
  return { name: `expense-${number}-people.csv`, content: csvOf(columns, rows) };
}
