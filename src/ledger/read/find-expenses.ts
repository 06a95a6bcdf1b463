import { cutText, textLimits } from '../../limits.js';
import { fetchGuildHead } from '../../storage/collections/guild-head.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Storage } from '../../storage/connect.js';
import { readInTime } from '../../storage/read-in-time.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';
import { pathByNumber } from './ledger-path.js';
import { findOnPath } from './walk-expenses.js';

/** How many of the newest expenses are searched for words; the descriptions of the options say it. */
export const searchedExpenses = 2_000;

/**
 * The expenses that may be meant by what was typed so far: a number, its first digits, or words of a description.
 * The newest come first, void ones too.
 * @throws StorageUnavailable
 */
export async function findExpenses(
  storage: Storage,
  guildId: string,
  typed: string,
  limit: number,
): Promise<Expense[]> {
  const text = cutText(typed.trim().replace(/^#/, ''), textLimits.description);
  const { lastNumber } = await fetchGuildHead(storage, guildId);
  if (text === '') {
    const newest = await findBetween(storage, { guildId, newest: lastNumber, oldest: 1 }, limit);
    return newest.map(toExpense);
  }
  const byNumber = /^[1-9]\d{0,8}$/.test(text)
    ? await findByDigits(storage, guildId, Number(text), lastNumber, limit)
    : [];
  const wanted = limit - byNumber.length;
  if (wanted <= 0) return byNumber.map(toExpense);
  const numbers = new Set(byNumber.map((record) => record.number));
  const oldest = Math.max(1, lastNumber - searchedExpenses + 1);
  const byText = await findBetween(storage, { guildId, text, newest: lastNumber, oldest }, limit);
  return [...byNumber, ...byText.filter(({ number }) => !numbers.has(number)).slice(0, wanted)].map(
    toExpense,
  );
}

/** The number itself first, then those that begin with it. */
async function findByDigits(
  storage: Storage,
  guildId: string,
  digits: number,
  lastNumber: number,
  limit: number,
): Promise<ExpenseRecord[]> {
  const found: ExpenseRecord[] = [];
  for (let scale = 1; digits * scale <= lastNumber && found.length < limit; scale *= 10) {
    const newest = Math.min(digits * scale + scale - 1, lastNumber);
    const range = { guildId, newest, oldest: digits * scale };
    found.push(...(await findBetween(storage, range, limit - found.length)));
  }
  return found;
}

/** Numbers, both ends included, and words of the description. */
interface Range {
  readonly guildId: string;
  readonly newest: number;
  readonly oldest: number;
  readonly text?: string;
}

/** The newest expenses within a range of numbers, void ones too. */
async function findBetween(
  storage: Storage,
  { guildId, newest, oldest, text }: Range,
  limit: number,
): Promise<readonly ExpenseRecord[]> {
  const path = pathByNumber(guildId, newest, oldest);
  const filter = { guildId, includeVoid: true, ...(text !== undefined && { text }) };
  const { records } = await readInTime((time) =>
    findOnPath(storage, filter, path, { from: path.newest, step: -1, limit }, time),
  );
  return records;
}
