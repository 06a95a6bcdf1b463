import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { anchorChain } from '../src/ledger/change/anchor-chain.js';
import { recordExpense, type NewExpense } from '../src/ledger/change/record-expense.js';
import type { ExpenseRecord } from '../src/storage/collections/expenses.js';
import type { LedgerTotal } from '../src/storage/collections/guilds.js';
import { connectStorage, type Storage } from '../src/storage/connect.js';
import { timeMs } from './measure.js';

/** The URI of a new database on the server that scripts/bench.mjs started. */
export function databaseUri(): string {
  const uri = new URL(process.env['HISAAB_TEST_MONGODB_URI'] ?? '');
  uri.pathname = `/bench-${randomUUID().slice(0, 8)}`;
  return uri.href;
}

/** While a million documents are loaded the server may stop to write them to the disk. */
const requestLimitMs = 5 * 60_000;

/** @param parameters of the connection, e.g. `monitorCommands=true` */
export async function openStorage(parameters = ''): Promise<Storage> {
  return connectStorage(`${databaseUri()}${parameters && `&${parameters}`}`, { requestLimitMs });
}

/** Drops what a benchmark has written. */
export async function closeStorage(storage: Storage): Promise<void> {
  await storage.connection.dropDatabase();
  await storage.close();
}

/** So many looks in a row that take less than this show a server at rest. */
const quickLooks = 20;
const quickMs = 100;

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

/** Of the documents that are inserted by one request. */
const batchLength = 1_000;
const progressEvery = 100_000;

/**
 * Creates a server with a number of expenses, its totals and its balances. One is recorded for each group, whose first
 * member pays; the others are copies of those documents in turns, so the number must be a multiple of the groups.
 * @param vary gives the expense of a number fields of its own, which balances and totals do not come from
 * @returns the server's id
 */
export async function fillLedger(
  storage: Storage,
  groups: readonly (readonly string[])[],
  expenses: number,
  vary: (number: number) => Partial<ExpenseRecord> = () => ({}),
): Promise<string> {
  const guildId = newGuildId();
  for (const userIds of groups) await recordExpense(storage, expenseOf(guildId, userIds));
  const recorded = await storage.raw.expenses
    .find({ guildId }, { projection: { _id: 0 } })
    .sort({ number: 1 })
    .toArray();
  const copyAs = (number: number): ExpenseRecord => {
    const document = recorded[(number - 1) % recorded.length];
    if (document === undefined) throw new Error('The expenses that were recorded are not there');
    const { revision: _revision, hash: _hash, ...unlinked } = document;
    return { ...unlinked, number, requestId: `${guildId}-${number}`, ...vary(number) };
  };
  await storage.raw.expenses.deleteMany({ guildId });
  for (let first = 1; first <= expenses; first += batchLength) {
    const length = Math.min(batchLength, expenses - first + 1);
    const batch = Array.from({ length }, (_, index) => copyAs(first + index));
    await storage.raw.expenses.insertMany(batch, { ordered: false });
    const done = first + length - 1;
    if (done % progressEvery === 0) process.stderr.write(`${done} of ${expenses} expenses are loaded\n`);
  }
  await scaleLedger(storage, guildId, expenses / recorded.length);
  await waitUntilQuick(storage, guildId);
  return guildId;
}

/**
 * Waits until the server has written what was loaded, and answers at once. SecantusDB also reads a whole collection once
 * after its start, at the first query by a range, to learn which fields of an index hold lists; MongoDB stores that.
 */
async function waitUntilQuick(storage: Storage, guildId: string): Promise<void> {
  const look = () =>
    storage.raw.expenses
      .aggregate([{ $match: { guildId, number: { $gte: 1, $lt: 11 } } }, { $match: {} }])
      .toArray();
  for (let quick = 0; quick < quickLooks;) {
    quick = (await timeMs(look)) < quickMs ? quick + 1 : 0;
    await sleep(quickMs);
  }
}

/** Makes a ledger of a number of expenses one of so many times as many. */
async function scaleLedger(storage: Storage, guildId: string, times: number): Promise<void> {
  const { lastNumber, totals = {} } = (await storage.raw.guilds.findOne({ _id: guildId })) ?? {};
  const scaled = Object.entries(totals).map(([currency, { live }]): [string, LedgerTotal] => [
    currency,
    {
      live: {
        count: (live?.count ?? 0) * times,
        amountMinor: BigInt(Number(live?.amountMinor ?? 0) * times),
      },
    },
  ]);
  const last = (lastNumber ?? 0) * times;
  await storage.raw.guilds.updateOne(
    { _id: guildId },
    {
      $set: { lastNumber: last, revision: last, totals: Object.fromEntries(scaled) },
      $unset: { chain: true },
    },
  );
  await anchorChain(storage, guildId, new Date());
  // The process that recorded the first ones remembers how far it had come.
  storage.caches.guildHeads.delete(guildId);
  for (const { _id, owedBy } of await storage.raw.balances.find({ guildId }).toArray()) {
    const cells = Object.entries(owedBy).map(([debtorId, minor]) => [debtorId, minor * times] as const);
    await storage.raw.balances.updateOne({ _id }, { $set: { owedBy: Object.fromEntries(cells) } });
  }
}
