import { randomUUID } from 'node:crypto';
import type { NewExpense } from '../src/ledger/change/record-expense.js';
import { connectStorage, type Storage } from '../src/storage/connect.js';

/** The URI of a new database on the server that scripts/bench.mjs started. */
export function databaseUri(): string {
  const uri = new URL(process.env['HISAAB_TEST_MONGODB_URI'] ?? '');
  uri.pathname = `/bench-${randomUUID().slice(0, 8)}`;
  return uri.href;
}

/** @param parameters of the connection, e.g. `monitorCommands=true` */
export async function openStorage(parameters = ''): Promise<Storage> {
  return connectStorage(`${databaseUri()}${parameters && `&${parameters}`}`);
}

/** Drops what a benchmark has written. */
export async function closeStorage(storage: Storage): Promise<void> {
  await storage.connection.dropDatabase();
  await storage.close();
}

/** As long as Discord's ids. */
const firstId = 600_000_000_000_000_000n;

export function peopleIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(firstId + BigInt(index) * 4_194_305n));
}

export function newGuildId(): string {
  guilds += 1;
  return String(firstId * 2n + BigInt(guilds));
}
let guilds = 0;

let requests = 0;

/** A new expense, split equally and paid by the first participant. */
export function expenseOf(guildId: string, participantIds: readonly string[]): NewExpense {
  requests += 1;
  const [payerId = ''] = participantIds;
  const amountMinor = 123_456;
  return {
    guildId,
    requestId: String(firstId * 3n + BigInt(requests)),
    createdBy: payerId,
    channelId: String(firstId),
    description: 'Electricity bill',
    currency: 'INR',
    amountMinor,
    payers: [{ userId: payerId, amountMinor }],
    participantIds,
    split: { kind: 'equal', values: [] },
    date: '2026-11-24',
    // As people would type it.
    input: { amount: '1234.56' },
    typed: { amount: '1234.56', for: participantIds.length > 25 ? 'everyone' : mentions(participantIds) },
    now: new Date(),
  };
}

function mentions(userIds: readonly string[]): string {
  return userIds.map((userId) => `<@${userId}>`).join(' ');
}
