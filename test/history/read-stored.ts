import type { ChangeRecord } from '../../src/storage/collections/changes.js';
import type { ExpenseRecord } from '../../src/storage/collections/expenses.js';
import type { Storage } from '../../src/storage/connect.js';
import { describeRecord } from '../ledger/change/describe-entry.js';
import { netsOf } from '../ledger/change/model.js';
import type { ShownExpense, StoredChange, StoredLedger } from './history.js';

/** Reads the whole ledger of a server, for `checkHistory`. */
export async function readStored(storage: Storage, guildId: string): Promise<StoredLedger> {
  const guild = await storage.raw.guilds.findOne({ _id: guildId });
  const expenses = await storage.raw.expenses.find({ guildId }).toArray();
  const changes = await storage.raw.changes.find({ guildId }).toArray();
  return {
    revision: guild?.revision ?? 0,
    changes: [...expenses.map(toAdded), ...changes.map(toChanged)],
    expenses: expenses.map(show),
    nets: await readNets(storage, guildId),
  };
}

async function readNets(storage: Storage, guildId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await storage.raw.balances.find({ guildId }).toArray();
  return netsOf(
    rows.flatMap(({ creditorId, owedBy }) =>
      Object.entries(owedBy).map(([debtorId, amountMinor]) => ({ debtorId, creditorId, amountMinor })),
    ),
  );
}

/** The first version; what later ones have changed is left out. */
function toAdded({ revision = 0, requestId, number }: ExpenseRecord): StoredChange {
  return { revision, requestId, expenses: [{ number, version: 1 }] };
}

/** What is said of all that a change has changed. */
const madeBy: Readonly<Record<Exclude<ChangeRecord['kind'], 'anchor'>, Partial<ShownExpense>>> = {
  edit: { isVoid: false, disputedBy: [] },
  void: { isVoid: true },
  restore: { isVoid: false, isRefused: false },
  confirm: { isVoid: false, isConfirmed: true },
  dispute: { isVoid: false },
  withdraw: {},
  closeDispute: { disputedBy: [] },
  settings: {},
};

function toChanged({ revision, requestId, kind, expenses }: ChangeRecord): StoredChange {
  if (kind === 'anchor') return { revision, requestId: undefined, expenses: [] };
  return {
    revision,
    requestId,
    expenses: expenses.map(({ number, version }) => ({ number, version, ...madeBy[kind] })),
  };
}

/** What an expense or a payment shows of itself. */
export function show(
  expense: Parameters<typeof describeRecord>[0] & { readonly number: number },
): ShownExpense {
  return { number: expense.number, ...describeRecord(expense) };
}
