import type { Expense } from '../ledger/expense.js';
import { streamExpenses } from '../ledger/read/stream-expenses.js';
import { fetchBalances } from '../ledger/read/fetch-balances.js';
import { getCurrency } from '../money/currency.js';
import { formatPlainAmount } from '../money/format-amount.js';
import type { MemberRecord } from '../storage/collections/members.js';
import type { Storage } from '../storage/connect.js';
import { readInTime } from '../storage/read-in-time.js';

/** A JSON text in pieces, for files of a limited size: each file that begins with a piece stands alone. */
export interface ProfileText {
  /** The whole text where there are no pieces. */
  readonly empty: string;
  /** The end of a file. @param isWhole false where pieces follow that are not in it */
  readonly tail: (isWhole: boolean) => string;
  readonly pieces: AsyncIterable<ProfilePiece>;
  /** The servers of which the pieces that were read have not all. */
  readonly cutGuildIds: ReadonlySet<string>;
}

interface ProfilePiece {
  /** As it continues a file. */
  readonly text: string;
  /** As the first of a file. */
  readonly opening: string;
}

type ProfilePieces = AsyncGenerator<ProfilePiece, void>;

/** A share of the room goes to what no expense counts: the beginnings of files, and their ends. */
const shareForExpenses = 0.95;

/**
 * Everything that is held of one person, as JSON that stands alone: their profile, and for each server the name it
 * shows, their balances, and the expenses they paid, share or added, the newest first. Of others it has only ids.
 *
 * The servers share the room: the small ones first, each at most its part of what is left, so that no large one takes
 * the place of others.
 */
export async function downloadProfile(
  storage: Storage,
  userId: string,
  roomBytes: number,
): Promise<ProfileText> {
  const user = await readInTime((time) => storage.raw.users.findOne({ _id: userId }, time.limits()));
  const { _id, ...profile } = user ?? { _id: userId };
  const head = `{"userId":${JSON.stringify(_id)},"profile":${JSON.stringify(profile)},"servers":[`;
  const servers = await findServers(storage, userId);
  const cutGuildIds = new Set(servers.map(({ guildId }) => guildId));
  let isServerWhole = true;
  async function* toPieces(): ProfilePieces {
    let leftBytes = roomBytes * shareForExpenses;
    for (const [index, server] of servers.entries()) {
      const begun = `${await beginServer(storage, server)},"expenses":[`;
      const text = `${index === 0 ? '' : `${endOfServer(isServerWhole)},`}${begun}`;
      isServerWhole = false;
      yield { text, opening: head + begun };
      const maxBytes = leftBytes / (servers.length - index) - Buffer.byteLength(text);
      const written = yield* streamServer(storage, server, { maxBytes, before: head + begun });
      leftBytes -= Buffer.byteLength(text) + written.bytes;
      isServerWhole = written.isWhole;
      if (isServerWhole) cutGuildIds.delete(server.guildId);
    }
  }
  return {
    empty: `${head}]}`,
    tail: (isWhole) => `${endOfServer(isWhole && isServerWhole)}]}`,
    pieces: toPieces(),
    cutGuildIds,
  };
}

/** The servers of a person, those with the fewest expenses first. */
async function findServers(storage: Storage, userId: string): Promise<MemberRecord[]> {
  const members = await readInTime((time) =>
    storage.raw.members.find({ userId }, time.limits()).sort({ _id: 1 }).toArray(),
  );
  const guildIds = members.map(({ guildId }) => guildId);
  const guilds = await readInTime((time) =>
    storage.raw.guilds
      .find({ _id: { $in: guildIds } }, { ...time.limits(), projection: { lastNumber: 1 } })
      .toArray(),
  );
  const counts = new Map(guilds.map(({ _id, lastNumber }) => [_id, lastNumber]));
  const countOf = ({ guildId }: MemberRecord) => counts.get(guildId) ?? 0;
  return members.sort((one, other) => countOf(one) - countOf(other));
}

/** All of a server but its expenses, without its end. */
async function beginServer(storage: Storage, server: MemberRecord): Promise<string> {
  const { guildId, name, metAt, hasLeft } = server;
  const balances = await describeBalances(storage, guildId, server.userId);
  return JSON.stringify({ guildId, name, metAt, hasLeft, balances }).slice(0, -1);
}

/**
 * A piece for each expense, the newest first, and at least one.
 * @returns how many bytes they take, and whether they are all
 */
async function* streamServer(
  storage: Storage,
  { guildId, userId }: MemberRecord,
  { maxBytes, before }: { readonly maxBytes: number; readonly before: string },
): AsyncGenerator<ProfilePiece, { readonly bytes: number; readonly isWhole: boolean }> {
  let bytes = 0;
  let comma = '';
  for await (const expense of streamExpenses(storage, { guildId, memberId: userId, includeVoid: true })) {
    const text = JSON.stringify(describeExpense(expense, userId));
    const pieceBytes = Buffer.byteLength(comma + text);
    if (bytes > 0 && bytes + pieceBytes > maxBytes) return { bytes, isWhole: false };
    yield { text: comma + text, opening: before + text };
    bytes += pieceBytes;
    comma = ',';
  }
  return { bytes, isWhole: true };
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
  const isPayment = expense.kind === 'settlement';
  return {
    number: expense.number,
    kind: expense.kind,
    date: expense.date,
    description: expense.description,
    category: expense.category,
    currency: expense.currency,
    amount: amount(expense.amountMinor),
    paid: own(expense.payers),
    share: isPayment ? undefined : own(expense.shares),
    received: isPayment ? own(expense.shares) : undefined,
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
    confirmedAt: expense.confirmedAt,
    refused: expense.isRefused,
    // Why others dispute it is theirs.
    disputes: expense.disputes?.map(({ by, at, reason }) => ({
      by,
      at,
      reason: by === userId ? reason : undefined,
    })),
  };
}
