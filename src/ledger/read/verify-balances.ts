import { addMinor, type MinorSum } from '../../money/minor-sum.js';
import type { Storage } from '../../storage/connect.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import { withSnapshot } from '../../storage/transaction/with-snapshot.js';
import { debtsOf } from '../to-expense.js';
import { compareDebts } from './fetch-balances.js';

/** One direction of a pair whose stored balance is not what its expenses make. */
export interface BalanceDifference {
  readonly creditorId: string;
  readonly debtorId: string;
  readonly currency: string;
  readonly storedMinor: MinorSum;
  readonly computedMinor: MinorSum;
}

export interface Verification {
  /** How many live expenses were added up. */
  readonly expenses: number;
  readonly differences: readonly BalanceDifference[];
}

/** Per currency and creditor, what each debtor owes. */
type Sums = Map<string, Map<string, MinorSum>>;
type Session = Parameters<Parameters<typeof withSnapshot>[1]>[0];

/**
 * Recomputes every balance of a server from its expenses, and says where the stored ones differ. Both are read as
 * of one moment, however busy the server is. The expenses pass by one at a time; only the balances are held.
 */
export async function verifyBalances(storage: Storage, guildId: string): Promise<Verification> {
  return await withSnapshot(storage, async (session) => {
    const { sums, expenses } = await addUpExpenses(storage, guildId, session);
    const differences: BalanceDifference[] = [];
    const rows = storage.raw.balances.find({ guildId }, { session });
    for await (const { currency, creditorId, owedBy } of rows) {
      const key = keyOf(currency, creditorId);
      differences.push(...compareRow({ currency, creditorId }, owedBy, sums.get(key)));
      sums.delete(key);
    }
    for (const [key, computed] of sums) {
      const [currency = '', creditorId = ''] = key.split(' ');
      differences.push(...compareRow({ currency, creditorId }, {}, computed));
    }
    return { expenses, differences: differences.sort(compareDebts) };
  });
}

/** Every server that has a ledger, one by one. */
export async function* streamGuildIds(storage: Storage): AsyncGenerator<string> {
  for await (const { _id } of storage.raw.guilds.find({}, { projection: { _id: 1 } })) yield _id;
}

async function addUpExpenses(
  storage: Storage,
  guildId: string,
  session: Session,
): Promise<{ sums: Sums; expenses: number }> {
  const sums: Sums = new Map();
  let expenses = 0;
  const live = storage.raw.expenses.find(
    { guildId, voidedAt: { $exists: false } },
    {
      session,
      batchSize: 500,
      projection: { currency: 1, payers: 1, participantIds: 1, shares: 1, debts: 1 },
    },
  );
  for await (const record of live) {
    expenses++;
    addExpense(sums, record);
  }
  return { sums, expenses };
}

function addExpense(sums: Sums, record: ExpenseRecord): void {
  for (const { debtorId, creditorId, amountMinor } of debtsOf(record)) {
    const key = keyOf(record.currency, creditorId);
    let row = sums.get(key);
    if (row === undefined) sums.set(key, (row = new Map<string, MinorSum>()));
    row.set(debtorId, addMinor(row.get(debtorId) ?? 0, amountMinor));
  }
}

function keyOf(currency: string, creditorId: string): string {
  return `${currency} ${creditorId}`;
}

function compareRow(
  row: { readonly currency: string; readonly creditorId: string },
  stored: Readonly<Record<string, number>>,
  computed: ReadonlyMap<string, MinorSum> = new Map(),
): BalanceDifference[] {
  const debtorIds = new Set([...Object.keys(stored), ...computed.keys()]);
  return [...debtorIds]
    .map((debtorId) => ({
      ...row,
      debtorId,
      storedMinor: stored[debtorId] ?? 0,
      computedMinor: computed.get(debtorId) ?? 0,
    }))
    .filter(({ storedMinor, computedMinor }) => storedMinor !== computedMinor);
}
