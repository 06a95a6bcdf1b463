import type { Expense } from '../ledger/expense.js';
import { streamExpenses } from '../ledger/read/stream-expenses.js';
import { fetchBalances } from '../ledger/read/fetch-balances.js';
import { getCurrency } from '../money/currency.js';
import { formatPlainAmount } from '../money/format-amount.js';
import type { Storage } from '../storage/connect.js';
import { readInTime } from '../storage/read-in-time.js';

/** Discord takes files of up to 10 MiB; a list that does not fit is marked as incomplete. */
const maxLength = 8_000_000;

/**
 * Everything that is held of one person, as JSON that stands alone: their profile, and for each server the name it
 * shows, their balances, and the expenses they paid, share or added. Of others it has only ids.
 */
export async function downloadProfile(storage: Storage, userId: string): Promise<string> {
  const user = await readInTime((time) => storage.raw.users.findOne({ _id: userId }, time.limits()));
  const members = await readInTime((time) =>
    storage.raw.members.find({ userId }, time.limits()).sort({ _id: 1 }).toArray(),
  );
  const servers: string[] = [];
  let length = 0;
  for (const { guildId, name, metAt, hasLeft } of members) {
    const balances = await describeBalances(storage, guildId, userId);
    const { expenses, isComplete } = await collectExpenses(storage, guildId, userId, maxLength - length);
    const server = JSON.stringify({ guildId, name, metAt, hasLeft, balances, isComplete });
    servers.push(`${server.slice(0, -1)},"expenses":[${expenses.join(',')}]}`);
    length += servers.at(-1)?.length ?? 0;
  }
  const { _id, ...profile } = user ?? { _id: userId };
  return `{"userId":${JSON.stringify(_id)},"profile":${JSON.stringify(profile)},"servers":[${servers.join(',')}]}`;
}

async function describeBalances(storage: Storage, guildId: string, memberId: string): Promise<object[]> {
  const { debts } = await fetchBalances(storage, guildId, { memberId });
  return debts.map(({ debtorId, creditorId, amountMinor, currency }) => ({
    debtorId,
    creditorId,
    currency,
    amount: formatPlainAmount(amountMinor, getCurrency(currency)),
  }));
}

/** One JSON text an expense, the newest first, as long as there is room. */
async function collectExpenses(
  storage: Storage,
  guildId: string,
  memberId: string,
  room: number,
): Promise<{ expenses: string[]; isComplete: boolean }> {
  const expenses: string[] = [];
  let left = room;
  for await (const expense of streamExpenses(storage, { guildId, memberId, includeVoid: true })) {
    const text = JSON.stringify(describeExpense(expense, memberId));
    left -= text.length + 1;
    if (left < 0) return { expenses, isComplete: false };
    expenses.push(text);
  }
  return { expenses, isComplete: true };
}

/** An expense from the side of one person: what they paid and share, and what it makes them owe or get. */
function describeExpense(expense: Expense, userId: string): object {
  const currency = getCurrency(expense.currency);
  const amount = (amountMinor: number) => formatPlainAmount(amountMinor, currency);
  const own = (payments: Expense['payers']) =>
    payments.filter((payment) => payment.userId === userId).map(({ amountMinor }) => amount(amountMinor))[0];
  const isMine = expense.createdBy === userId;
  return {
    number: expense.number,
    kind: expense.kind,
    date: expense.date,
    description: expense.description,
    category: expense.category,
    currency: expense.currency,
    amount: amount(expense.amountMinor),
    paid: own(expense.payers),
    share: own(expense.shares),
    debts: expense.debts
      .filter(({ debtorId, creditorId }) => debtorId === userId || creditorId === userId)
      .map(({ debtorId, creditorId, amountMinor }) => ({
        debtorId,
        creditorId,
        amount: amount(amountMinor),
      })),
    addedByMe: isMine,
    typed: isMine ? expense.typed : undefined,
    createdAt: expense.createdAt,
    voidedAt: expense.voidedAt,
  };
}
