import { cutText, textLimits } from '../../limits.js';
import { fetchGuildHead } from '../../storage/collections/guild-head.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Storage } from '../../storage/connect.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';
import { findNearest, type Walk } from './find-nearest.js';

/** How many of the newest expenses are searched for words. */
const searchedExpenses = 2_000;

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
    const newest: Walk = { first: lastNumber, last: 1, step: -1 };
    return (await findNearest(storage, { guildId, includeVoid: true }, newest, limit)).map(toExpense);
  }
  const byNumber = /^[1-9]\d{0,8}$/.test(text)
    ? await findByDigits(storage, guildId, Number(text), lastNumber, limit)
    : [];
  const wanted = limit - byNumber.length;
  if (wanted <= 0) return byNumber.map(toExpense);
  const numbers = new Set(byNumber.map((record) => record.number));
  const walk: Walk = { first: lastNumber, last: Math.max(1, lastNumber - searchedExpenses), step: -1 };
  const byText = await findNearest(storage, { guildId, text, includeVoid: true }, walk, limit);
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
    const walk: Walk = {
      first: Math.min(digits * scale + scale - 1, lastNumber),
      last: digits * scale,
      step: -1,
    };
    found.push(...(await findNearest(storage, { guildId, includeVoid: true }, walk, limit - found.length)));
  }
  return found;
}
