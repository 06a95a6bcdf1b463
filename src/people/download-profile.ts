import type { Expense } from '../ledger/expense.js';
import { streamExpenses } from '../ledger/read/stream-expenses.js';
import { fetchBalances } from '../ledger/read/fetch-balances.js';
import { getCurrency } from '../money/currency.js';
import { formatPlainAmount } from '../money/format-amount.js';
import type { Storage } from '../storage/connect.js';
import { readInTime } from '../storage/read-in-time.js';

/** A JSON text in pieces, for files of a limited size: each file that begins with a piece stands alone. */
export interface ProfileText {
  /** The whole text where there are no pieces. */
  readonly empty: string;
  /** The end of a file. @param isWhole false where pieces follow that are not in it */
  readonly tail: (isWhole: boolean) => string;
  readonly pieces: AsyncIterable<{
    /** As it continues a file. */
    readonly text: string;
    /** As the first of a file. */
    readonly opening: string;
  }>;
}

/**
 * Everything that is held of one person, as JSON that stands alone: their profile, and for each server the name it
 * shows, their balances, and the expenses they paid, share or added, the newest first. Of others it has only ids.
 */
export async function downloadProfile(storage: Storage, userId: string): Promise<ProfileText> {
  const user = await readInTime((time) => storage.raw.users.findOne({ _id: userId }, time.limits()));
  const { _id, ...profile } = user ?? { _id: userId };
  const head = `{"userId":${JSON.stringify(_id)},"profile":${JSON.stringify(profile)},"servers":[`;
  return {
    empty: `${head}]}`,
    tail: (isWhole) => `${endOfServer(isWhole)}]}`,
    pieces: streamServers(storage, userId, head),
  };
}

/** A piece for each server, and one for each expense in it. */
async function* streamServers(
  storage: Storage,
  userId: string,
  head: string,
): AsyncGenerator<{ text: string; opening: string }> {
  const members = await readInTime((time) =>
    storage.raw.members.find({ userId }, time.limits()).sort({ _id: 1 }).toArray(),
  );
  for (const [index, { guildId, name, metAt, hasLeft }] of members.entries()) {
    const balances = await describeBalances(storage, guildId, userId);
    const server = JSON.stringify({ guildId, name, metAt, hasLeft, balances });
    const begun = `${server.slice(0, -1)},"expenses":[`;
    yield { text: `${index === 0 ? '' : `${endOfServer(true)},`}${begun}`, opening: head + begun };
    let comma = '';
    for await (const expense of streamExpenses(storage, { guildId, memberId: userId, includeVoid: true })) {
      const text = JSON.stringify(describeExpense(expense, userId));
      yield { text: comma + text, opening: head + begun + text };
      comma = ',';
    }
  }
}

function endOfServer(isComplete: boolean): string {
  return `],"isComplete":${isComplete}}`;
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
