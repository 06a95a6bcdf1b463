import type { NewExpense } from '../../src/ledger/change/record-expense.js';
import type { NewPayment } from '../../src/ledger/change/record-payment.js';
import { runChange } from '../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../src/ledger/change/void-expenses.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { databaseUri } from '../harness/database.js';

/** A ledger of its own for a test file. */
export async function openLedger(): Promise<{ storage: Storage; uri: string }> {
  const uri = await databaseUri('ledger');
  return { storage: await connectStorage(uri), uri };
}

/** The same ledger, opened twice as by two processes. */
export async function openLedgerTwice(): Promise<{
  storage: Storage;
  other: Storage;
  close: () => Promise<void>;
}> {
  const { storage, uri } = await openLedger();
  const other = await connectStorage(uri);
  const close = async () => {
    await other.close();
    await storage.close();
  };
  return { storage, other, close };
}

export const [u1, u2, u3, u4] = ['101', '102', '103', '104'] as const;

let requests = 0;
let guilds = 0;

/** A server that no other test uses. */
export function newGuildId(): string {
  return String(900_000 + ++guilds);
}

export const now = new Date('2026-11-24T10:00:00Z');

/** An expense of four paid by the first, but for what is said otherwise. */
export function expenseOf(guildId: string, fields: Partial<NewExpense> = {}): NewExpense {
  const amountMinor = fields.amountMinor ?? 100_000;
  return {
    guildId,
    requestId: `request-${++requests}`,
    createdBy: u1,
    description: 'Electricity bill',
    currency: 'INR',
    amountMinor,
    payers: [{ userId: u1, amountMinor }],
    participantIds: [u1, u2, u3, u4],
    split: { kind: 'equal', values: [] },
    date: '2026-11-24',
    input: { amount: amountMinor },
    typed: { amount: String(amountMinor / 100), for: '<@101> <@102> <@103> <@104>' },
    now,
    ...fields,
  };
}

/** What the second of the four pays the first, recorded by themselves, but for what is said otherwise. */
export function paymentOf(guildId: string, fields: Partial<NewPayment> = {}): NewPayment {
  const { payerId = u2, amountMinor = 25_000, createdBy = payerId } = fields;
  return {
    guildId,
    requestId: `request-${++requests}`,
    createdBy,
    payerId,
    receiverId: u1,
    currency: 'INR',
    amountMinor,
    typedAmount: String(amountMinor / 100),
    isRounded: false,
    description: 'UPI',
    date: '2026-11-24',
    input: { amount: amountMinor },
    permit: { userId: createdBy, isManager: false },
    now,
    ...fields,
  };
}

/** Voids an expense, by a manager. */
export async function voidExpense(storage: Storage, guildId: string, number: number): Promise<void> {
  await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [number] }));
}

/** A change that a manager asks for. */
export function changeOf(guildId: string) {
  return askedBy(u1, guildId, true);
}

/** A change that somebody asks for, who is no manager unless it is said. */
export function askedBy(userId: string, guildId = '1', isManager = false) {
  const requestId = `request-${++requests}`;
  return { guildId, requestId, createdBy: userId, input: {}, permit: { userId, isManager }, now };
}
