import { addMinor, type MinorSum } from '../../money/minor-sum.js';
import { readSum, sumExactly, type StoredSum } from '../../storage/collections/amount.js';
import type { Storage } from '../../storage/connect.js';
import type { ReadTime } from '../../storage/read-in-time.js';

/** What some expenses in one currency add up to. */
export interface ExpenseSum {
  readonly count: number;
  readonly amountMinor: MinorSum;
  /** The shares of one member; 0 where none is asked for. */
  readonly shareMinor: MinorSum;
}

/** Void expenses apart. */
export interface ExpenseSums {
  readonly live: ReadonlyMap<string, ExpenseSum>;
  readonly void: ReadonlyMap<string, ExpenseSum>;
}

export const noSums: ExpenseSums = { live: new Map(), void: new Map() };

interface SumRow {
  readonly _id: { readonly currency: string; readonly isVoid: boolean; readonly isNewer: boolean };
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
  const sumsOf = (isVoid: boolean) =>
    new Map(
      rows
        .filter(({ _id }) => _id.isVoid === isVoid && !_id.isNewer)
        .map((row) => [row._id.currency, toSum(row)]),
    );
  return { live: sumsOf(false), void: sumsOf(true) };
}

/** As an expression of the database: the member's share, 0 for a member who only paid. */
function shareOf(memberId: string) {
  const index = { $indexOfArray: ['$participantIds', memberId] };
  return { $cond: [{ $gte: [index, 0] }, { $arrayElemAt: ['$shares', index] }, 0] };
}

function toSum({ count, amountMinor, shareMinor }: SumRow): ExpenseSum {
  return { count, amountMinor: readSum(amountMinor), shareMinor: readSum(shareMinor) };
}

/** Both together. */
export function addSums(one: ExpenseSums, other: ExpenseSums): ExpenseSums {
  return { live: addByCurrency(one.live, other.live), void: addByCurrency(one.void, other.void) };
}

type ByCurrency = ReadonlyMap<string, ExpenseSum>;

export function addByCurrency(one: ByCurrency, other: ByCurrency): ByCurrency {
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

export function countAll({ live, void: voided }: ExpenseSums): number {
  return [...live.values(), ...voided.values()].reduce((count, sum) => count + sum.count, 0);
}
