import { setImmediate } from 'node:timers/promises';
import { maxParticipants } from '../../split/split-expense.js';
import { fewestPayments, type MostExcess, type PaymentPlan } from '../../split/fewest-payments.js';
import type { BalanceRecord } from '../../storage/collections/balances.js';
import { fetchGuildHead } from '../../storage/collections/guild-head.js';
import type { Storage } from '../../storage/connect.js';
import { readInTime } from '../../storage/read-in-time.js';
import { streamSnapshot } from '../../storage/stream-snapshot.js';
import { compareDebts, type BalanceDebt, type BalanceFilter } from './fetch-balances.js';
import { NetSums } from './net-sums.js';

/** The fewest payments that settle a server. */
export interface FewestPayments {
  /** By debtor, then creditor, then currency. */
  readonly payments: readonly BalanceDebt[];
  /** How many debts there are in the currencies of these payments. */
  readonly debtCount: number;
  /** Currencies in which all debts go in circles: everyone is owed what they owe, so there is nothing to pay. */
  readonly inCircles: readonly string[];
  /** The largest of any currency. */
  readonly mostExcess: MostExcess;
}

/** The balances of a thousand people may have a million cells; so many are added in a few milliseconds. */
const cellsInTurn = 5_000;

/**
 * The fewest payments that settle all debts of a server, or those in one currency.
 * @throws StorageUnavailable
 */
export async function fetchFewestPayments(
  storage: Storage,
  guildId: string,
  { currency }: Pick<BalanceFilter, 'currency'> = {},
): Promise<FewestPayments> {
  const { revision } = await fetchGuildHead(storage, guildId);
  return storage.reads.run(['fewestPayments', guildId, currency, revision], () =>
    // The balances of so many people take longer than those of a few, and their answer is deferred by then.
    readInTime(async (time) => {
      const plans: CurrencyPlan[] = [];
      const rows = streamSnapshot(storage, storage.raw.balances, {
        filter: { guildId, ...(currency !== undefined && { currency }) },
        sort: { guildId: 1, currency: 1, creditorId: 1 },
        ...time.limits(),
      });
      for await (const group of groupByCurrency(rows)) plans.push(await planCurrency(group));
      return joinPlans(plans);
    }, maxParticipants),
  );
}

interface CurrencyRows {
  readonly currency: string;
  readonly rows: BalanceRecord[];
}

/** @param batches of rows in the order of their currencies */
async function* groupByCurrency(batches: AsyncIterable<BalanceRecord[]>): AsyncGenerator<CurrencyRows> {
  let group: CurrencyRows | undefined;
  for await (const batch of batches) {
    for (const row of batch) {
      if (group?.currency !== row.currency) {
        if (group) yield group;
        group = { currency: row.currency, rows: [] };
      }
      group.rows.push(row);
    }
  }
  if (group) yield group;
}

interface CurrencyPlan extends PaymentPlan {
  readonly currency: string;
  readonly debtCount: number;
}

/** The event loop gets its turn between the parts of the work. */
async function planCurrency({ currency, rows }: CurrencyRows): Promise<CurrencyPlan> {
  const sums = new NetSums();
  let cells = 0;
  for (const row of rows) {
    cells += sums.add(row);
    if (cells < cellsInTurn) continue;
    cells = 0;
    await setImmediate();
  }
  await setImmediate();
  const plan = fewestPayments(sums.nets);
  await setImmediate();
  return { ...plan, currency, debtCount: sums.debtCount };
}

const excesses = ['none', 'third', 'half'] as const satisfies readonly MostExcess[];

function joinPlans(plans: readonly CurrencyPlan[]): FewestPayments {
  const settling = plans.filter(({ payments }) => payments.length > 0);
  const payments = settling.flatMap((plan) =>
    plan.payments.map((payment) => ({ ...payment, currency: plan.currency })),
  );
  return {
    payments: payments.sort(compareDebts),
    debtCount: settling.reduce((sum, plan) => sum + plan.debtCount, 0),
    inCircles: plans
      .filter((plan) => plan.debtCount > 0 && plan.payments.length === 0)
      .map(({ currency }) => currency),
    mostExcess: excesses.findLast((excess) => plans.some((plan) => plan.mostExcess === excess)) ?? 'none',
  };
}
