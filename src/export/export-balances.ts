import { setImmediate } from 'node:timers/promises';
import { compareDebts, netDebts } from '../ledger/read/fetch-balances.js';
import { findCurrency } from '../money/currency.js';
import { formatPlainAmount } from '../money/format-amount.js';
import type { BalanceRecord } from '../storage/collections/balances.js';
import type { Storage } from '../storage/connect.js';
import { streamSnapshot } from '../storage/stream-snapshot.js';
import type { Row } from './csv.js';
import { UnreadableRecord } from './describe-records.js';

export const balanceColumns = ['guildId', 'currency', 'debtorId', 'creditorId', 'amount'] as const;
export type BalanceColumn = (typeof balanceColumns)[number];

const batchLength = 1_000;

/**
 * The net debt of every pair, where there is one. The two directions of a pair stand in two rows of the collection, so
 * those of one server and currency are held together; that is the most memory it takes.
 */
export async function* streamBalanceRows(storage: Storage): AsyncGenerator<Row<BalanceColumn>[]> {
  const options = { sort: { guildId: 1, currency: 1, creditorId: 1 } } as const;
  let group: BalanceRecord[] = [];
  for await (const records of streamSnapshot(storage, storage.raw.balances, options)) {
    for (const record of records) {
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

/** The debts of one server and currency, in batches, between which the process can answer people. */
async function* netRows(group: readonly BalanceRecord[]): AsyncGenerator<Row<BalanceColumn>[]> {
  const [first] = group;
  if (first === undefined) return;
  const { guildId, currency } = first;
  const known = findCurrency(currency);
  if (!known) throw new UnreadableRecord(`a balance of server ${guildId}`, 'its currency is unknown');
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
