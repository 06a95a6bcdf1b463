import { readSum } from '../../storage/collections/amount.js';
import type { CountedSum, GuildHead, LedgerTotal } from '../../storage/collections/guilds.js';
import type { ExpenseSum, ExpenseSums } from './sum-expenses.js';

/** The totals that the writers of a ledger carry forward. */
export function readTotals(totals: GuildHead['totals'] = {}): ExpenseSums {
  const sumsOf = (part: keyof LedgerTotal) =>
    new Map(
      Object.entries(totals).flatMap(([currency, total]) => {
        const sum = total[part];
        return sum ? [[currency, toSum(sum)] as const] : [];
      }),
    );
  return { live: sumsOf('live'), void: sumsOf('void') };
}

/** What is missing in a damaged one counts as 0. */
function toSum({ count = 0, amountMinor = 0 }: Partial<CountedSum>): ExpenseSum {
  return { count, amountMinor: readSum(amountMinor), shareMinor: 0 };
}
