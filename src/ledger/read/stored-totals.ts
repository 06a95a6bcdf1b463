import { readSum } from '../../storage/collections/amount.js';
import type { CountedSum, GuildHead } from '../../storage/collections/guilds.js';
import { makeParts, type ExpenseSum, type ExpenseSums } from './sum-expenses.js';

/** The totals that the writers of a ledger carry forward. */
export function readTotals(totals: GuildHead['totals'] = {}): ExpenseSums {
  return makeParts(
    (part) =>
      new Map(
        Object.entries(totals).flatMap(([currency, total]) => {
          const sum = total[part];
          return sum ? [[currency, toSum(sum)] as const] : [];
        }),
      ),
  );
}

/** What is missing in a damaged one counts as 0. */
function toSum({ count = 0, amountMinor = 0 }: Partial<CountedSum>): ExpenseSum {
  return { count, amountMinor: readSum(amountMinor), shareMinor: 0 };
}
