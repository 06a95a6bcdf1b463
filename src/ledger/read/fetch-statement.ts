import { ReadTooLong } from '../../errors/storage-failure.js';
import { UserError } from '../../errors/user-error.js';
import { addMinor, type MinorSum } from '../../money/minor-sum.js';
import type { Debt } from '../../split/debts-of-expense.js';
import type { Storage } from '../../storage/connect.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import { changesOf, fetchGuildHead } from '../../storage/collections/guild-head.js';
import type { GuildHead } from '../../storage/collections/guilds.js';
import { readInTime, type ReadTime } from '../../storage/read-in-time.js';
import type { Expense } from '../expense.js';
import { debtsOf, toExpense } from '../to-expense.js';
import { fetchPairNets, type Net } from './fetch-balances.js';
import { pathByNumber, type Step } from './ledger-path.js';
import { findOnPath, strideMs } from './walk-expenses.js';

export interface StatementLine {
  readonly expense: Expense;
  /** What it makes one of the two owe the other. */
  readonly debt: Debt;
  /** Who owes whom after it; undefined when the two are even. */
  readonly running: Debt<MinorSum> | undefined;
}

/** Between whom, and in which currency; a balance that is not even unless one is named. */
export interface StatementFilter {
  readonly memberId: string;
  readonly withId: string;
  readonly currency?: string;
}

/** A place between two lines, with the running total there: so a page needs nothing of the others. */
export interface StatementCursor {
  /** 1: the page has the lines after the number, -1: those before it. */
  readonly step: Step;
  readonly number: number;
  /** What the member gets from the other there; negative where the member owes. */
  readonly memberGetsMinor: MinorSum;
  /** `changesOf` the ledger in which that is so. New expenses do not change it. */
  readonly changes: number;
}

export interface StatementRequest {
  /** The newest lines where it is missing. It belongs to a filter with a currency. */
  readonly at?: StatementCursor;
  readonly limit: number;
}

/** A part of the expenses and payments behind the balance of two members in one currency. */
export interface StatementPage {
  /** Undefined: neither ever owed the other anything. */
  readonly currency: string | undefined;
  /** In number order. */
  readonly lines: readonly StatementLine[];
  /** Where the next page of older lines begins; undefined: there are none. */
  readonly older?: StatementCursor;
  readonly newer?: StatementCursor;
  /** How far was searched, if the search ended before the page was full. */
  readonly searchedTo?: number;
  /** The ledger was changed since the cursor was made, so these are the newest lines instead. */
  readonly isAnew: boolean;
  /** What the member gets in other currencies, on the newest page; negative where the member owes. */
  readonly others: readonly Net[];
}

/**
 * One page of the live expenses and payments behind the balance of two members. The newest page takes the balance as
 * its last running total and counts back; further pages go on from the total of their cursor.
 * @throws StorageUnavailable
 */
export async function fetchStatement(
  storage: Storage,
  guildId: string,
  filter: StatementFilter,
  request: StatementRequest,
): Promise<StatementPage> {
  if (filter.memberId === filter.withId) return nothing;
  const { revision } = await fetchGuildHead(storage, guildId);
  const question = [
    'statement',
    guildId,
    filter,
    { ...request, at: request.at && keyOf(request.at) },
    revision,
  ];
  return storage.reads.run(question, () =>
    readInTime(async (time) => {
      // What is void or edited while the lines are read would be in the total and not in the lines, or the reverse.
      for (;;) {
        const start = await findStart(storage, guildId, filter, request.at, time);
        const page = await fetchFrom(storage, guildId, filter, start, request.limit, time);
        const head = await fetchGuildHead(storage, guildId);
        if (changesOf(head) === changesOf(start.head)) return page;
        checkTime(time);
      }
    }),
  );
}

const nothing: StatementPage = { currency: undefined, lines: [], isAnew: false, others: [] };

/**
 * How many expenses are searched for the lines of a page, if the time suffices. (Some servers use only one end of a
 * range of numbers behind a payer in an index, so a page far back would read all that is newer.)
 */
const reach = 100_000;

/** So many lines are in memory at once. */
const batchLength = 200;

/**
 * All lines, the newest first, one by one. The next are read when the last was taken. Each reading has a time limit, the
 * whole has none.
 * @throws UserError `statementChanged` when an expense was changed meanwhile, because the totals would not go on
 * @throws StorageUnavailable
 */
export async function* streamStatement(
  storage: Storage,
  guildId: string,
  filter: StatementFilter,
): AsyncGenerator<StatementLine> {
  let { currency } = filter;
  let at: StatementCursor | undefined;
  do {
    const request = { limit: batchLength, ...(at && { at }) };
    const page: StatementPage = await fetchStatement(
      storage,
      guildId,
      { ...filter, ...(currency !== undefined && { currency }) },
      request,
    );
    if (page.isAnew) throw new UserError('statementChanged');
    yield* page.lines.toReversed();
    currency = page.currency;
    at = page.older;
  } while (at);
}

function keyOf({ memberGetsMinor, ...at }: StatementCursor): object {
  return { ...at, memberGetsMinor: String(memberGetsMinor) };
}

function checkTime(time: ReadTime): void {
  if (time.leftMs() === 0) throw new ReadTooLong('A ledger did not stand still long enough to be read');
}

/** Where a page begins, and in which state of the ledger. */
interface Start {
  readonly head: GuildHead;
  readonly currency: string | undefined;
  readonly at: Omit<StatementCursor, 'changes'>;
  readonly isNewest: boolean;
  readonly isAnew: boolean;
  readonly others: readonly Net[];
}

async function findStart(
  storage: Storage,
  guildId: string,
  filter: StatementFilter,
  at: StatementCursor | undefined,
  time: ReadTime,
): Promise<Start> {
  for (;;) {
    const head = await fetchGuildHead(storage, guildId);
    const { currency } = filter;
    if (at && currency !== undefined && at.changes === changesOf(head)) {
      return { head, currency, at, isNewest: false, isAnew: false, others: [] };
    }
    const nets = await fetchPairNets(storage, guildId, filter, time);
    // The balances have as many expenses in them as the head says.
    if ((await fetchGuildHead(storage, guildId)).revision === head.revision) {
      const uneven = nets.filter(({ netMinor }) => netMinor !== 0);
      const shown =
        currency === undefined ? (uneven[0] ?? nets[0]) : nets.find((net) => net.currency === currency);
      return {
        head,
        currency: shown?.currency,
        at: { step: -1, number: head.lastNumber + 1, memberGetsMinor: shown?.netMinor ?? 0 },
        isNewest: true,
        isAnew: at !== undefined,
        others: uneven.filter((net) => net !== shown),
      };
    }
    checkTime(time);
  }
}

async function fetchFrom(
  storage: Storage,
  guildId: string,
  { memberId, withId }: StatementFilter,
  { head, currency, at, isNewest, isAnew, others }: Start,
  limit: number,
  time: ReadTime,
): Promise<StatementPage> {
  if (currency === undefined) return { ...nothing, isAnew, others };
  const pair = { guildId, memberId, withId, currency, lastNumber: head.lastNumber };
  const { found, next, isCut } = await findLines(storage, pair, at, limit, time);
  const { lines, endMinor } = addUp(found, at, memberId, withId);
  const changes = changesOf(head);
  const onward = next !== undefined && { step: at.step, number: next, memberGetsMinor: endMinor, changes };
  const back = !isNewest && {
    step: at.step === 1 ? (-1 as const) : (1 as const),
    number: found[0]?.number ?? at.number + at.step,
    memberGetsMinor: at.memberGetsMinor,
    changes,
  };
  const [older, newer] = at.step === -1 ? [onward, back] : [back, onward];
  return {
    currency,
    lines,
    ...(older && { older }),
    ...(newer && { newer }),
    ...(isCut && next !== undefined && { searchedTo: next }),
    isAnew,
    others,
  };
}

/** Whose lines, and up to which number. */
interface PairOfLedger {
  readonly guildId: string;
  readonly memberId: string;
  readonly withId: string;
  readonly currency: string;
  readonly lastNumber: number;
}

interface FoundLines {
  /** In the order of the walk. */
  readonly found: readonly ExpenseRecord[];
  /** The number that was passed last; undefined at the end. */
  readonly next?: number;
  readonly isCut: boolean;
}

type Place = Pick<StatementCursor, 'step' | 'number'>;

/** The first few expenses that make one of the two owe the other. */
async function findLines(
  storage: Storage,
  pair: PairOfLedger,
  { step, number }: Place,
  limit: number,
  time: ReadTime,
): Promise<FoundLines> {
  const { guildId, memberId, withId, currency, lastNumber } = pair;
  const path = { ...pathByNumber(guildId, lastNumber), reach };
  const filter = { guildId, currency, pair: [memberId, withId] as const };
  const found: ExpenseRecord[] = [];
  // One more tells whether there is another page.
  let wanted = limit + 1;
  for (let from = number; ;) {
    const search = { from: { number: from }, step, limit: wanted };
    const { records, next, isCut } = await findOnPath(storage, filter, path, search, time);
    // With several payers they may both be in it without a debt between them.
    found.push(...records.filter((record) => debtBetween(record, memberId, withId)));
    if (found.length > limit) {
      const taken = found.slice(0, limit);
      return { found: taken, next: taken.at(-1)?.number ?? number, isCut: false };
    }
    if (!next) return { found, isCut: false };
    if (isCut || time.leftMs() < strideMs) return { found, next: next.number, isCut: true };
    from = next.number;
    wanted = Math.min(2 * wanted, batchLength);
  }
}

function debtBetween(record: ExpenseRecord, memberId: string, withId: string): Debt | undefined {
  return debtsOf(record).find(
    ({ debtorId, creditorId }) =>
      (debtorId === withId && creditorId === memberId) || (debtorId === memberId && creditorId === withId),
  );
}

/** Gives the lines their running totals, from the place of the cursor on. */
function addUp(
  found: readonly ExpenseRecord[],
  { step, memberGetsMinor }: Start['at'],
  memberId: string,
  withId: string,
): { readonly lines: StatementLine[]; readonly endMinor: MinorSum } {
  const lines: StatementLine[] = [];
  let sumMinor = memberGetsMinor;
  for (const record of found) {
    const debt = debtBetween(record, memberId, withId);
    if (!debt) continue;
    const change = debt.creditorId === memberId ? debt.amountMinor : -debt.amountMinor;
    const nextMinor = addMinor(sumMinor, step * change);
    lines.push({
      expense: toExpense(record),
      debt,
      running: describeNet(step === 1 ? nextMinor : sumMinor, memberId, withId),
    });
    sumMinor = nextMinor;
  }
  return { lines: step === 1 ? lines : lines.reverse(), endMinor: sumMinor };
}

/** Who owes whom, where one gets so much from the other; undefined when they are even. */
export function describeNet(
  memberGetsMinor: MinorSum,
  memberId: string,
  withId: string,
): Debt<MinorSum> | undefined {
  if (memberGetsMinor === 0) return undefined;
  return memberGetsMinor > 0
    ? { debtorId: withId, creditorId: memberId, amountMinor: memberGetsMinor }
    : { debtorId: memberId, creditorId: withId, amountMinor: -memberGetsMinor };
}
