import type { Storage } from '../../storage/connect.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Expense } from '../expense.js';
import type { Change, Outcome } from './change.js';
import { checkContent, makeContent, type ExpenseContent } from './expense-content.js';
import { findAdded } from './find-outcome.js';
import { hashRequest, type Request } from './request.js';
import { runChange } from './run-change.js';

/** An expense as its author knows it; its number, shares and debts follow when it is saved. */
export interface NewExpense extends Request, ExpenseContent {
  readonly channelId?: string;
  readonly now: Date;
}

/** An expense or a payment that is saved. */
export interface Recorded {
  readonly expense: Expense;
  /** The same request came before, and saved it. */
  readonly replayed: boolean;
}

/**
 * Adds an expense under the next number.
 * @throws RangeError for input that no command should hand on, and what `checkSplit` throws
 */
export function addExpense(expense: NewExpense): Change {
  checkContent(expense);
  return {
    request: expense,
    now: expense.now,
    people: expense.participantIds.length,
    numbers: [],
    plan: ({ nextNumber }) => ({ kind: 'add', added: makeRecord(expense, nextNumber) }),
  };
}

/**
 * Saves an expense and the balances that it makes. The same request again returns what the first one saved.
 * @throws what `addExpense` and `runChange` throw
 */
export async function recordExpense(storage: Storage, expense: NewExpense): Promise<Recorded> {
  return toRecorded(await runChange(storage, addExpense(expense)));
}

/**
 * What a request has saved already, as it was then; undefined: it comes for the first time.
 * @throws UserError `requestReused` when its id came before with other input
 * @throws StorageUnavailable
 */
export async function findRecorded(storage: Storage, request: Request): Promise<Expense | undefined> {
  const outcome = await findAdded(storage, request);
  return outcome && toRecorded(outcome).expense;
}

/** What was added. */
export function toRecorded({ expenses, replayed }: Outcome): Recorded {
  const [added] = expenses;
  if (!added) throw new Error('Nothing was added');
  return { expense: added.after, replayed };
}

function makeRecord(expense: NewExpense, number: number): ExpenseRecord {
  const { guildId, requestId, createdBy, channelId, now } = expense;
  return {
    guildId,
    number,
    kind: 'expense',
    requestId,
    requestHash: hashRequest(expense),
    version: 1,
    ...makeContent(expense, number),
    createdBy,
    createdAt: now,
    ...(channelId !== undefined && { channelId }),
  };
}
