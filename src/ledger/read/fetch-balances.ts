import { addMinor, type MinorSum } from '../../money/minor-sum.js';
import type { Debt } from '../../split/debts-of-expense.js';
import type { BalanceRecord } from '../../storage/collections/balances.js';
import type { Storage } from '../../storage/connect.js';
import { readInTime, type ReadTime } from '../../storage/read-in-time.js';
import { compareIds } from '../compare-ids.js';

/** The net debt of a pair in one currency. */
export interface BalanceDebt extends Debt<MinorSum> {
  readonly currency: string;
}

/** All that one member gets less all that they owe, in one currency: positive is owed to them. */
export interface Net {
  readonly currency: string;
  readonly netMinor: MinorSum;
}

export interface Balances {
  /** None of amount 0; by debtor, then creditor, then currency. */
  readonly debts: readonly BalanceDebt[];
  /** Only where one member is asked for, by currency; a net of 0 is left out. */
  readonly nets: readonly Net[];
}

export interface BalanceFilter {
  readonly memberId?: string;
  readonly currency?: string;
}

/**
 * Who owes whom in a server: all pairs, or those of one member.
 * @throws StorageUnavailable
 */
export async function fetchBalances(
  storage: Storage,
  guildId: string,
  { memberId, currency }: BalanceFilter = {},
): Promise<Balances> {
  const rows =
    memberId === undefined
      ? await fetchRows(storage, guildId, currency)
      : await fetchRowsOf(storage, guildId, memberId, currency);
  const debts = netDebts(rows).sort(compareDebts);
  return { debts, nets: memberId === undefined ? [] : sumNets(debts, memberId) };
}

/** `owedBy` is missing where the one debtor asked for is not among them. */
export type BalanceRow = Pick<BalanceRecord, 'currency' | 'creditorId'> &
  Partial<Pick<BalanceRecord, 'owedBy'>>;

function fetchRows(storage: Storage, guildId: string, currency?: string): Promise<BalanceRow[]> {
  return readInTime((time) =>
    storage.raw.balances
      .find(
        { guildId, ...(currency !== undefined && { currency }) },
        {
          ...time.limits(),
          projection: { _id: 0, currency: 1, creditorId: 1, owedBy: 1 },
          batchSize: 1_000,
        },
      )
      .toArray(),
  );
}

/** The member's own row whole, and of every other row only what the member owes. */
async function fetchRowsOf(
  storage: Storage,
  guildId: string,
  memberId: string,
  currency?: string,
): Promise<BalanceRow[]> {
  const scope = { guildId, ...(currency !== undefined && { currency }) };
  const path = `owedBy.${memberId}`;
  const [owed, owing] = await readInTime((time) =>
    Promise.all([
      storage.raw.balances
        .find(
          { ...scope, creditorId: memberId },
          { ...time.limits(), projection: { _id: 0, currency: 1, creditorId: 1, owedBy: 1 } },
        )
        .toArray(),
      storage.raw.balances
        .find(scope, {
          ...time.limits(),
          projection: { _id: 0, currency: 1, creditorId: 1, [path]: 1 },
          batchSize: 1_000,
        })
        .toArray(),
    ]),
  );
  return [...owed, ...owing.filter((row) => row.creditorId !== memberId)];
}

/**
 * What a member gets from another, by currency: negative where the member owes, and 0 where they are even but once were
 * not.
 * @param pair in all currencies unless it names one
 */
export async function fetchPairNets(
  storage: Storage,
  guildId: string,
  pair: { readonly memberId: string; readonly withId: string; readonly currency?: string },
  time: ReadTime,
): Promise<Net[]> {
  const { memberId, withId, currency } = pair;
  const cells = await Promise.all(
    [
      { creditorId: memberId, debtorId: withId, sign: 1 },
      { creditorId: withId, debtorId: memberId, sign: -1 },
    ].map(async ({ creditorId, debtorId, sign }) => {
      const rows = await storage.raw.balances
        .find(
          { guildId, ...(currency !== undefined && { currency }), creditorId },
          { ...time.limits(), projection: { _id: 0, currency: 1, [`owedBy.${debtorId}`]: 1 } },
        )
        .toArray();
      return rows.flatMap((row: Pick<BalanceRow, 'currency' | 'owedBy'>) => {
        const owedMinor = row.owedBy?.[debtorId];
        return owedMinor === undefined ? [] : [{ currency: row.currency, minor: sign * owedMinor }];
      });
    }),
  );
  const nets = new Map<string, MinorSum>();
  for (const { currency: code, minor } of cells.flat()) nets.set(code, addMinor(nets.get(code) ?? 0, minor));
  return [...nets]
    .map(([code, netMinor]) => ({ currency: code, netMinor }))
    .sort((one, other) => (one.currency < other.currency ? -1 : 1));
}

/** The difference of the two directions of each pair, where there is one. */
export function netDebts(rows: readonly BalanceRow[]): BalanceDebt[] {
  const owedByRow = new Map(rows.map((row) => [`${row.currency} ${row.creditorId}`, row.owedBy ?? {}]));
  const debts: BalanceDebt[] = [];
  for (const { currency, creditorId, owedBy = {} } of rows) {
    for (const [debtorId, owedMinor] of Object.entries(owedBy)) {
      const backMinor = owedByRow.get(`${currency} ${debtorId}`)?.[creditorId];
      const netMinor = addMinor(owedMinor, -(backMinor ?? 0));
      if (netMinor > 0) debts.push({ debtorId, creditorId, amountMinor: netMinor, currency });
      // Where the other direction has an entry of its own, the pair is met there.
      if (netMinor < 0 && backMinor === undefined) {
        debts.push({ debtorId: creditorId, creditorId: debtorId, amountMinor: -netMinor, currency });
      }
    }
  }
  return debts;
}

function sumNets(debts: readonly BalanceDebt[], memberId: string): Net[] {
  const nets = new Map<string, MinorSum>();
  for (const { currency, creditorId, amountMinor } of debts) {
    const change = creditorId === memberId ? amountMinor : -amountMinor;
    nets.set(currency, addMinor(nets.get(currency) ?? 0, change));
  }
  return [...nets]
    .filter(([, netMinor]) => netMinor !== 0)
    .map(([currency, netMinor]) => ({ currency, netMinor }))
    .sort((one, other) => (one.currency < other.currency ? -1 : 1));
}

type Pair = Pick<BalanceDebt, 'debtorId' | 'creditorId' | 'currency'>;

/** By debtor, then creditor, then currency. */
export function compareDebts(one: Pair, other: Pair): number {
  return (
    compareIds(one.debtorId, other.debtorId) ||
    compareIds(one.creditorId, other.creditorId) ||
    (one.currency < other.currency ? -1 : 1)
  );
}
