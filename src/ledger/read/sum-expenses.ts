import { addMinor, type MinorSum } from '../../money/minor-sum.js';
import { readSum, sumExactly, type StoredSum } from '../../storage/collections/amount.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import { partOfTotal, totalParts, type TotalPart } from '../../storage/collections/guilds.js';
import type { Storage } from '../../storage/connect.js';
import type { ReadTime } from '../../storage/read-in-time.js';

/** What some expenses or payments in one currency add up to. */
export interface ExpenseSum {
  readonly count: number;
  readonly amountMinor: MinorSum;
  /** The shares of one member; 0 where none is asked for, and in payments. */
  readonly shareMinor: MinorSum;
}

export type SumsByCurrency = ReadonlyMap<string, ExpenseSum>;

/** Each part of a ledger apart. */
export type ExpenseSums = Readonly<Record<TotalPart, SumsByCurrency>>;

/** Something for each part. */
export function makeParts<T>(make: (part: TotalPart) => T): Record<TotalPart, T> {
  return Object.fromEntries(totalParts.map((part) => [part, make(part)])) as Record<TotalPart, T>;
}

export const noSums: ExpenseSums = makeParts(() => new Map());

interface SumRow {
  readonly _id: {
    readonly currency: string;
    readonly kind: ExpenseRecord['kind'];
    readonly isVoid: boolean;
    readonly isNewer: boolean;
  };
  readonly count: number;
  readonly amountMinor: StoredSum;
  readonly shareMinor: StoredSum;
}

/** Which expenses are added up. */
export interface Summand {
  /** A range of an index. */
  readonly range: object;
  readonly conditions: object;
  /** Those with a greater number are left out. (In the query it would mislead the choice of the index.) */
  readonly newest: number;
  /** Whose shares are added up. */
  readonly memberId: string | undefined;
}

/** Adds up the expenses that a query finds, in the database. */
export async function sumExpenses(
  storage: Storage,
  { range, conditions, newest, memberId }: Summand,
  time: ReadTime,
): Promise<ExpenseSums> {
  const rows = await storage.raw.expenses
    .aggregate<SumRow>(
      [
        // Apart from each other: beside a condition some servers do not use the range.
        { $match: range },
        { $match: conditions },
        {
          $group: {
            _id: {
              currency: '$currency',
              kind: '$kind',
              isVoid: { $gt: ['$voidedAt', null] },
              isNewer: { $gt: ['$number', newest] },
            },
            count: { $sum: 1 },
            amountMinor: sumExactly('$amountMinor'),
            shareMinor: memberId === undefined ? { $sum: 0 } : sumExactly(shareOf(memberId)),
          },
        },
      ],
      time.limits(),
    )
    .toArray();
  return makeParts(
    (part) =>
      new Map(
        rows
          .filter(({ _id }) => partOfTotal(_id.kind, _id.isVoid) === part && !_id.isNewer)
          .map((row) => [row._id.currency, toSum(row)]),
      ),
  );
}

/** As an expression of the database: the member's share, 0 for a member who only paid. */
function shareOf(memberId: string) {
  const index = { $indexOfArray: ['$participantIds', memberId] };
  return { $cond: [{ $gte: [index, 0] }, { $arrayElemAt: ['$shares', index] }, 0] };
}

/** What somebody is paid back is no share of theirs. */
function toSum({ _id, count, amountMinor, shareMinor }: SumRow): ExpenseSum {
  const isPayment = _id.kind === 'settlement';
  return { count, amountMinor: readSum(amountMinor), shareMinor: isPayment ? 0 : readSum(shareMinor) };
}

/** Both together. */
export function addSums(one: ExpenseSums, other: ExpenseSums): ExpenseSums {
  return makeParts((part) => addByCurrency(one[part], other[part]));
}

export function addByCurrency(one: SumsByCurrency, other: SumsByCurrency): SumsByCurrency {
  const sums = new Map(one);
  for (const [currency, { count, amountMinor, shareMinor }] of other) {
    const sum = sums.get(currency) ?? { count: 0, amountMinor: 0, shareMinor: 0 };
    sums.set(currency, {
      count: sum.count + count,
      amountMinor: addMinor(sum.amountMinor, amountMinor),
      shareMinor: addMinor(sum.shareMinor, shareMinor),
    });
  }
  return sums;
}

/** How many expenses and payments. */
export function countAll(sums: ExpenseSums): number {
  return totalParts.reduce((count, part) => count + countIn(sums[part]), 0);
}

export function countIn(byCurrency: SumsByCurrency): number {
  return [...byCurrency.values()].reduce((count, sum) => count + sum.count, 0);
}
