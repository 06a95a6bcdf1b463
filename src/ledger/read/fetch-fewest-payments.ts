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

/** A row of a thousand cells has 30 kB: so many are received in a few milliseconds. */
const rowsInBatch = 40;

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
      const rows = streamSnapshot(storage, storage.raw.balances, {
        filter: { guildId, ...(currency !== undefined && { currency }) },
        sort: { guildId: 1, currency: 1, creditorId: 1 },
        batchSize: rowsInBatch,
        ...time.limits(),
      });
      const plans: CurrencyPlan[] = [];
      for await (const sums of sumByCurrency(rows)) plans.push(await planCurrency(sums));
      return joinPlans(plans);
    }, maxParticipants),
  );
}

interface CurrencySums {
  readonly currency: string;
  readonly sums: NetSums;
}

/**
 * The event loop gets its turn between the parts of the work.
 * @param batches of rows in the order of their currencies
 */
async function* sumByCurrency(batches: AsyncIterable<BalanceRecord[]>): AsyncGenerator<CurrencySums> {
  let current: CurrencySums | undefined;
  let cells = 0;
  for await (const batch of batches) {
    for (const row of batch) {
      if (current?.currency !== row.currency) {
        if (current) yield current;
        current = { currency: row.currency, sums: new NetSums() };
      }
      cells += current.sums.add(row);
      if (cells < cellsInTurn) continue;
      cells = 0;
      await setImmediate();
    }
  }
  if (current) yield current;
}

interface CurrencyPlan extends Pick<PaymentPlan, 'mostExcess'> {
  readonly currency: string;
  readonly debtCount: number;
  readonly payments: readonly BalanceDebt[];
}

async function planCurrency({ currency, sums }: CurrencySums): Promise<CurrencyPlan> {
  await setImmediate();
  const { payments, mostExcess } = fewestPayments(sums.nets);
  await setImmediate();
  const sorted = payments.map((payment) => ({ ...payment, currency })).sort(compareDebts);
  await setImmediate();
  return { currency, debtCount: sums.debtCount, payments: sorted, mostExcess };
}

const excesses = ['none', 'third', 'half'] as const satisfies readonly MostExcess[];

function joinPlans(plans: readonly CurrencyPlan[]): FewestPayments {
  const settling = plans.filter(({ payments }) => payments.length > 0);
  return {
    payments: settling.flatMap(({ payments }) => payments).sort(compareDebts),
    debtCount: settling.reduce((sum, plan) => sum + plan.debtCount, 0),
    inCircles: plans
      .filter((plan) => plan.debtCount > 0 && plan.payments.length === 0)
      .map(({ currency }) => currency),
    mostExcess: excesses.findLast((excess) => plans.some((plan) => plan.mostExcess === excess)) ?? 'none',
  };
}
