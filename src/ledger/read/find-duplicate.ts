import { fetchGuildSettings } from '../../storage/collections/guilds.js';
import type { Storage } from '../../storage/connect.js';
import { withTimeLimit } from '../../ops/wait.js';
import type { Expense } from '../expense.js';
import { areAlike, looksLike, typedAgainWithinMs } from '../looks-like.js';

/** An earlier expense, as another one points at it. */
export type EarlierExpense = Pick<Expense, 'guildId' | 'number' | 'createdAt' | 'channelId' | 'messageId'>;

/** How many of the expenses before one are looked at. */
const reach = 100;
/** How many of those with its amount are told apart by their descriptions. */
const describedAtMost = 20;
/** How many of those with a like description are compared in full: each may name a thousand people. */
const comparedAtMost = 3;

/** It is asked for an answer to what is saved already, which does not wait for it for long. */
const withinMs = 250;

/**
 * The newest live expense before one that is probably the same, typed twice; undefined: there is none, or the database
 * did not say so in time. Asked after the save, so that of two that were saved at once the later one finds the earlier.
 * Never rejects.
 */
export async function findDuplicate(storage: Storage, expense: Expense): Promise<EarlierExpense | undefined> {
  if (expense.kind !== 'expense' || expense.voidedAt) return undefined;
  return withTimeLimit(find(storage, expense), withinMs, () => undefined).catch(() => undefined);
}

const projection = {
  _id: 0,
  guildId: 1,
  number: 1,
  description: 1,
  currency: 1,
  amountMinor: 1,
  payers: 1,
  participantIds: 1,
  date: 1,
  createdAt: 1,
  channelId: 1,
  messageId: 1,
} as const;

async function find(storage: Storage, expense: Expense): Promise<EarlierExpense | undefined> {
  const { guildId, shares } = expense;
  const numbers = await findAlike(storage, expense);
  if (numbers.length === 0) return undefined;
  const [{ timeZone }, found] = await Promise.all([
    fetchGuildSettings(storage, guildId),
    storage.raw.expenses
      .find({ guildId, number: { $in: numbers } }, { projection, maxTimeMS: withinMs })
      .sort({ number: -1 })
      .toArray(),
  ]);
  const comparable = { ...expense, participantIds: shares.map(({ userId }) => userId) };
  return found.find((earlier) => looksLike(earlier, comparable, timeZone));
}

/** The numbers of the newest before it with its amount and a like description. Few are, and who shares them is not read. */
async function findAlike(storage: Storage, expense: Expense): Promise<number[]> {
  const { guildId, number, currency, amountMinor, shares, createdAt, description } = expense;
  const candidates = await storage.raw.expenses
    .find(
      {
        guildId,
        number: { $gte: number - reach, $lt: number },
        kind: 'expense',
        currency,
        amountMinor,
        participantIds: { $size: shares.length },
        voidedAt: { $exists: false },
        createdAt: { $gte: new Date(createdAt.getTime() - typedAgainWithinMs) },
      },
      { projection: { _id: 0, number: 1, description: 1 }, maxTimeMS: withinMs },
    )
    .sort({ number: -1 })
    .limit(describedAtMost)
    .toArray();
  const alike: number[] = [];
  for (const candidate of candidates) {
    if (alike.length === comparedAtMost) break;
    if (areAlike(candidate.description, description)) alike.push(candidate.number);
  }
  return alike;
}
