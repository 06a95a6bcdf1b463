import { fetchGuildSettings } from '../../storage/collections/guilds.js';
import type { Storage } from '../../storage/connect.js';
import { withTimeLimit } from '../../ops/wait.js';
import type { Expense } from '../expense.js';
import { looksLike, typedAgainWithinMs } from '../looks-like.js';

/** An earlier expense, as another one points at it. */
export type EarlierExpense = Pick<Expense, 'guildId' | 'number' | 'createdAt' | 'channelId' | 'messageId'>;

/** How many of the expenses before one are looked at. */
const reach = 100;
/** How many of those with its amount are compared in full: each may name a thousand people. */
const comparedAtMost = 20;

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
  const { guildId, number, currency, amountMinor, shares, createdAt } = expense;
  const candidates = storage.raw.expenses.find(
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
    { projection, maxTimeMS: withinMs },
  );
  const [{ timeZone }, found] = await Promise.all([
    fetchGuildSettings(storage, guildId),
    candidates.sort({ number: -1 }).limit(comparedAtMost).toArray(),
  ]);
  const comparable = { ...expense, participantIds: shares.map(({ userId }) => userId) };
  return found.find((earlier) => looksLike(earlier, comparable, timeZone));
}
