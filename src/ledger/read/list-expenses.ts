import { fetchGuildHead, saveTotals } from '../../storage/collections/guild-head.js';
import { totalParts, type GuildHead, type LedgerTotal } from '../../storage/collections/guilds.js';
import type { Storage } from '../../storage/connect.js';
import { StorageUnavailable } from '../../errors/storage-failure.js';
import { readInTime } from '../../storage/read-in-time.js';
import type { MinorSum } from '../../money/minor-sum.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';
import { choosePath } from './choose-path.js';
import type { ExpenseFilter } from './expense-query.js';
import type { Place } from './ledger-path.js';
import {
  addByCurrency,
  countAll,
  countIn,
  noSums,
  type ExpenseSums,
  type SumsByCurrency,
} from './sum-expenses.js';
import { readTotals } from './stored-totals.js';
import { Tallies, type Tally } from './tally.js';
import { findOnPath, findPlace } from './walk-expenses.js';

/** Where a page of expenses begins; the newest ones where it is empty. */
export interface PageCursor {
  /** The newest of those older than this number. */
  readonly before?: number;
  /** The oldest of those newer than this number. */
  readonly after?: number;
}

export interface PageRequest extends PageCursor {
  readonly limit: number;
}

export interface CurrencyTotal {
  readonly currency: string;
  readonly amountMinor: MinorSum;
  /** The member's shares, where the filter names one. */
  readonly shareMinor?: MinorSum;
}

export interface ExpensePage {
  /** The newest first, payments among them: by number, or by day and number where the filter names a day. */
  readonly expenses: readonly Expense[];
  readonly hasNewer: boolean;
  readonly hasOlder: boolean;
  /** How far was searched, if the search ended before the page was full. */
  readonly searchedTo?: Place;
  /** How many expenses and payments match, of those that are counted. */
  readonly total: number;
  /** What the expenses among them come to, by currency. */
  readonly totals: readonly CurrencyTotal[];
  /** The payments among them, which are nothing that was spent. */
  readonly payments: { readonly count: number; readonly totals: readonly CurrencyTotal[] };
  /** How far both are counted, if not to the oldest. */
  readonly countedTo?: Place;
}

/**
 * One page of a server's expenses, newest first.
 * @throws StorageUnavailable
 */
export async function listExpenses(
  storage: Storage,
  filter: ExpenseFilter,
  page: PageRequest,
): Promise<ExpensePage> {
  const head = await fetchGuildHead(storage, filter.guildId);
  return storage.reads.run(['list', filter, page, head.revision], async () => {
    const [found, tally] = await Promise.all([
      fetchPage(storage, filter, page, head),
      fetchTally(storage, filter, head).catch((error: unknown) => {
        // A page is worth showing without its totals. If the database is gone, the page fails by itself.
        if (!(error instanceof StorageUnavailable)) throw error;
        return { sums: noSums, countedTo: { number: head.lastNumber + 1 } };
      }),
    ]);
    return { ...found, ...describeTally(tally, filter) };
  });
}

type PageOfList = Pick<ExpensePage, 'expenses' | 'hasNewer' | 'hasOlder' | 'searchedTo'>;

function fetchPage(
  storage: Storage,
  filter: ExpenseFilter,
  { before, after, limit }: PageRequest,
  { lastNumber }: GuildHead,
): Promise<PageOfList> {
  return readInTime(async (time) => {
    const path = await choosePath(storage, filter, lastNumber, time);
    const cursor = after ?? before;
    const from =
      cursor === undefined ? path.newest : await findPlace(storage, filter.guildId, path, cursor, time);
    const step = after === undefined ? -1 : 1;
    // One more tells whether there is another page.
    const { records, next, isCut } = await findOnPath(
      storage,
      filter,
      path,
      { from, step, limit: limit + 1 },
      time,
    );
    const goesOn = records.length > limit || isCut;
    const expenses = records.slice(0, limit).map(toExpense);
    return {
      expenses: step === 1 ? expenses.reverse() : expenses,
      hasNewer: step === 1 ? goesOn : cursor !== undefined,
      hasOlder: step === 1 || goesOn,
      ...(isCut && next && { searchedTo: next }),
    };
  });
}

const tallies = new WeakMap<Storage, Tallies>();

/** Of the whole ledger, the writers carry the totals; of a part of it, this process does. */
async function fetchTally(storage: Storage, filter: ExpenseFilter, head: GuildHead): Promise<Tally> {
  const { guildId: _guildId, includeVoid: _includeVoid, ...conditions } = filter;
  const stored = readTotals(head.totals);
  const isWhole = Object.keys(conditions).length === 0;
  // Numbers have no gaps, so totals that count fewer lack the expenses from before totals were kept.
  if (isWhole && countAll(stored) === head.lastNumber) return { sums: stored, countedTo: undefined };
  let ofStorage = tallies.get(storage);
  if (!ofStorage) tallies.set(storage, (ofStorage = new Tallies(storage)));
  const tally = await ofStorage.fetch(filter, head);
  if (isWhole && tally.countedTo === undefined)
    await saveTotals(storage, filter.guildId, head, toStoredTotals(tally.sums));
  return tally;
}

function toStoredTotals(sums: ExpenseSums): NonNullable<GuildHead['totals']> {
  const currencies = new Set(totalParts.flatMap((part) => [...sums[part].keys()]));
  const totalIn = (currency: string): LedgerTotal =>
    Object.fromEntries(
      totalParts.flatMap((part) => {
        const sum = sums[part].get(currency);
        return sum ? [[part, { count: sum.count, amountMinor: BigInt(sum.amountMinor) }]] : [];
      }),
    );
  return Object.fromEntries([...currencies].map((currency) => [currency, totalIn(currency)]));
}

function describeTally(
  { sums, countedTo }: Tally,
  { memberId, includeVoid }: ExpenseFilter,
): Pick<ExpensePage, 'total' | 'totals' | 'payments' | 'countedTo'> {
  const expenses = includeVoid ? addByCurrency(sums.live, sums.void) : sums.live;
  const payments = includeVoid ? addByCurrency(sums.payments, sums.voidPayments) : sums.payments;
  return {
    total: countIn(expenses) + countIn(payments),
    totals: toTotals(expenses, memberId !== undefined),
    payments: { count: countIn(payments), totals: toTotals(payments, false) },
    ...(countedTo && { countedTo }),
  };
}

function toTotals(byCurrency: SumsByCurrency, withShares: boolean): CurrencyTotal[] {
  return [...byCurrency]
    .filter(([, { count }]) => count > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, { amountMinor, shareMinor }]) => ({
      currency,
      amountMinor,
      ...(withShares && { shareMinor }),
    }));
}
