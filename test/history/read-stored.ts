import type { ChangeRecord } from '../../src/storage/collections/changes.js';
import type { ExpenseRecord } from '../../src/storage/collections/expenses.js';
import type { Storage } from '../../src/storage/connect.js';
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

function toChanged({ revision, requestId, kind, expenses }: ChangeRecord): StoredChange {
  return {
    revision,
    requestId: kind === 'anchor' ? undefined : requestId,
    expenses: expenses.map(({ number, version }) => ({ number, version, isVoid: kind === 'void' })),
  };
}

/** What an expense shows of itself. */
export function show(
  expense: Pick<
    ExpenseRecord,
    'number' | 'version' | 'voidedAt' | 'description' | 'amountMinor' | 'category'
  >,
): ShownExpense {
  const { number, version, description, amountMinor, category, voidedAt } = expense;
  return { number, version, description, amountMinor, category, isVoid: voidedAt !== undefined };
}
