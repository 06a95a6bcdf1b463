import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { restoreExpense } from '../../../src/ledger/change/restore-expense.js';
import { runChange } from '../../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import {
  fetchExpenseHistory,
  fetchServerHistory,
  type HistoryCursor,
  type HistoryEntry,
} from '../../../src/ledger/read/fetch-history.js';
import type { Storage } from '../../../src/storage/connect.js';
import { changeOf, expenseOf, newGuildId, openLedger, u1 } from '../ledger.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

/** Two expenses; the first is edited, then both are void, then the first is restored. */
async function makeLedger(): Promise<string> {
  const guildId = newGuildId();
  const expense = expenseOf(guildId);
  await recordExpense(storage, expense);
  await recordExpense(storage, expenseOf(guildId));
  const content = {
    ...expense,
    description: 'Gas',
    amountMinor: 50_000,
    payers: [{ userId: u1, amountMinor: 50_000 }],
  };
  await runChange(storage, editExpense({ ...changeOf(guildId), number: 1, version: 1, content }));
  await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [2, 1], reason: 'Twice' }));
  await runChange(storage, restoreExpense({ ...changeOf(guildId), number: 1 }));
  return guildId;
}

/** What an entry says, in one line. */
function toLine({ kind, reason, expenses }: HistoryEntry): string {
  const changed = expenses.map(({ before, after }) => {
    const describe = ({ description, amountMinor, voidedAt }: typeof after) =>
      `${description} ${amountMinor}${voidedAt ? ' void' : ''}`;
    return `#${after.number} ${before ? `${describe(before)} > ` : ''}${describe(after)}`;
  });
  return `${kind}${reason === undefined ? '' : ` (${reason})`}: ${changed.join(', ')}`;
}

const lines = [
  'restore: #1 Gas 50000 void > Gas 50000',
  'void (Twice): #1 Gas 50000 > Gas 50000 void, #2 Electricity bill 100000 > Electricity bill 100000 void',
  'edit: #1 Electricity bill 100000 > Gas 50000',
  'add: #2 Electricity bill 100000',
  'add: #1 Electricity bill 100000',
];

describe('the history', () => {
  test('of one expense says what stood there before and after each change, the newest first', async () => {
    const guildId = await makeLedger();
    const history = await fetchExpenseHistory(storage, guildId, 1);
    expect(history.map(({ kind }) => kind)).toEqual(['restore', 'void', 'edit', 'add']);
    expect(history.map(toLine).at(-1)).toBe(lines.at(-1));
    expect(history.map(toLine).at(-2)).toBe(lines[2]);
    await expect(fetchExpenseHistory(storage, guildId, 3)).rejects.toMatchObject({ code: 'expenseNotFound' });
  });

  test.each([1, 2, 3, 5])('of a server comes in pages of %d, each entry once', async (limit) => {
    const guildId = await makeLedger();
    const read: string[] = [];
    let before: HistoryCursor | undefined;
    do {
      const page = await fetchServerHistory(storage, guildId, { limit, ...(before && { before }) });
      expect(page.entries.length).toBeLessThanOrEqual(limit);
      read.push(...page.entries.map(toLine));
      before = page.next;
    } while (before);
    expect(read).toEqual(lines);
  });

  test('of a server without a ledger is empty', async () => {
    expect(await fetchServerHistory(storage, newGuildId(), { limit: 5 })).toEqual({ entries: [] });
  });
});
