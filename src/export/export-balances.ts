import { setImmediate } from 'node:timers/promises';
import { compareDebts, netDebts } from '../ledger/read/fetch-balances.js';
import { getCurrency } from '../money/currency.js';
import { formatPlainAmount } from '../money/format-amount.js';
import type { BalanceRecord } from '../storage/collections/balances.js';
import type { Storage } from '../storage/connect.js';
import { streamSnapshot } from '../storage/stream-snapshot.js';
import type { Row } from './csv.js';
import { describeRecords } from './describe-records.js';
import { withoutLeftOut, type LeftOutIds } from './left-out.js';

export const balanceColumns = ['guildId', 'currency', 'debtorId', 'creditorId', 'amount'] as const;
export type BalanceColumn = (typeof balanceColumns)[number];

const batchLength = 1_000;

/**
 * The net debt of every pair, where there is one. The two directions of a pair stand in two rows of the collection, so
 * those of one server and currency are held together; that is the most memory it takes.
 */
export async function* streamBalanceRows(
  storage: Storage,
  leftOut: LeftOutIds,
): AsyncGenerator<Row<BalanceColumn>[]> {
  const options = { sort: { guildId: 1, currency: 1, creditorId: 1 } } as const;
  let group: BalanceRecord[] = [];
  for await (const records of streamSnapshot(storage, storage.raw.balances, options)) {
    for (const record of describeRecords(withoutLeftOut(records, leftOut), checkBalance, nameBalance)) {
      const [first = record] = group;
      if (first.guildId !== record.guildId || first.currency !== record.currency) {
        yield* netRows(group);
        group = [];
      }
      group.push(record);
    }
  }
  yield* netRows(group);
}

export function nameBalance({ guildId, creditorId }: BalanceRecord): string {
  return `the balances of ${creditorId} in server ${guildId}`;
}

/**
 * A stored row as it is, if it can be written.
 * @throws Error for a record that no version of Hisaab wrote
 */
export function checkBalance(record: BalanceRecord): BalanceRecord {
  getCurrency(record.currency);
  if (!Object.values(record.owedBy).every(Number.isSafeInteger)) {
    throw new RangeError('an amount is no whole number of minor units, or is beyond those that are exact');
  }
  return record;
}

/** The debts of one server and currency, in batches, between which the process can answer people. */
export async function* netRows(group: readonly BalanceRecord[]): AsyncGenerator<Row<BalanceColumn>[]> {
  const [first] = group;
  if (first === undefined) return;
  const { guildId, currency } = first;
  const known = getCurrency(currency);
  const debts = netDebts(group).sort(compareDebts);
  for (let at = 0; at < debts.length; at += batchLength) {
    yield debts.slice(at, at + batchLength).map(({ debtorId, creditorId, amountMinor }) => ({
      guildId,
      currency,
      debtorId,
      creditorId,
      amount: formatPlainAmount(amountMinor, known),
    }));
    await setImmediate();
  }
}
