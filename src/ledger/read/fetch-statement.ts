import { addMinor, type MinorSum } from '../../money/minor-sum.js';
import type { Debt } from '../../split/debts-of-expense.js';
import type { Storage } from '../../storage/connect.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import { readInTime } from '../../storage/read-in-time.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';

export interface StatementLine {
  readonly expense: Expense;
  /** What it makes one of the two owe the other. */
  readonly debt: Debt;
  /** Who owes whom after it; undefined when the two are even. */
  readonly running: Debt<MinorSum> | undefined;
}

/** The expenses and payments behind the balance of two members in one currency. */
export interface Statement {
  readonly currency: string;
  /** In number order. */
  readonly lines: readonly StatementLine[];
}

/** Between whom, and in which currency; all currencies unless one is named. */
export interface StatementFilter {
  readonly memberId: string;
  readonly withId: string;
  readonly currency?: string;
}

/**
 * Every live expense and payment behind the balance of two members, by currency; the last running total is the
 * balance.
 * @throws StorageUnavailable
 */
export async function fetchStatement(
  storage: Storage,
  guildId: string,
  { memberId, withId, currency }: StatementFilter,
): Promise<Statement[]> {
  if (memberId === withId) return [];
  const records = await fetchBetween(storage, guildId, [memberId, withId], currency);
  const codes = [...new Set(records.map((record) => record.currency))].sort();
  return codes
    .map((code) => {
      const expenses = records.filter((record) => record.currency === code).map(toExpense);
      return { currency: code, lines: addUp(expenses, memberId, withId) };
    })
    .filter(({ lines }) => lines.length > 0);
}

/** The creditor of an expense paid it, and the debtor shares it, so these are all that may concern the two. */
async function fetchBetween(
  storage: Storage,
  guildId: string,
  [one, other]: readonly [string, string],
  currency?: string,
): Promise<ExpenseRecord[]> {
  const scope = { guildId, voidedAt: { $exists: false }, ...(currency !== undefined && { currency }) };
  const halves = [
    { ...scope, 'payers.userId': one, participantIds: other },
    { ...scope, 'payers.userId': other, participantIds: one },
  ];
  const found = await readInTime((time) =>
    Promise.all(
      halves.map((query) =>
        storage.raw.expenses.find(query, { ...time.limits(), batchSize: 1_000 }).toArray(),
      ),
    ),
  );
  // Where both paid, both halves find it.
  const byNumber = new Map(found.flat().map((record) => [record.number, record]));
  return [...byNumber.values()].sort((earlier, later) => earlier.number - later.number);
}

function addUp(expenses: readonly Expense[], memberId: string, withId: string): StatementLine[] {
  const lines: StatementLine[] = [];
  let memberGetsMinor: MinorSum = 0;
  for (const expense of expenses) {
    const debt = expense.debts.find(
      ({ debtorId, creditorId }) =>
        (debtorId === withId && creditorId === memberId) || (debtorId === memberId && creditorId === withId),
    );
    if (!debt) continue;
    const change = debt.creditorId === memberId ? debt.amountMinor : -debt.amountMinor;
    memberGetsMinor = addMinor(memberGetsMinor, change);
    lines.push({ expense, debt, running: describeNet(memberGetsMinor, memberId, withId) });
  }
  return lines;
}

function describeNet(
  memberGetsMinor: MinorSum,
  memberId: string,
  withId: string,
): Debt<MinorSum> | undefined {
  if (memberGetsMinor === 0) return undefined;
  return memberGetsMinor > 0
    ? { debtorId: withId, creditorId: memberId, amountMinor: memberGetsMinor }
    : { debtorId: memberId, creditorId: withId, amountMinor: -memberGetsMinor };
}
