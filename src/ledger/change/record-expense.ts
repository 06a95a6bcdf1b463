import { getCurrency, maxAmountMinor } from '../../money/currency.js';
import { debtsOfExpense, type Debt, type Payment } from '../../split/debts-of-expense.js';
import { checkSplit, splitExpense, type Split } from '../../split/split-expense.js';
import { checkAmountsMinor } from '../../storage/collections/amount.js';
import { toCategoryKey } from '../../storage/collections/category-key.js';
import { changeBalances } from '../../storage/collections/balances.js';
import type { Storage } from '../../storage/connect.js';
import type { ExpenseNotes, ExpenseRecord } from '../../storage/collections/expenses.js';
import { OutcomeUnknown, StorageUnavailable } from '../../errors/storage-failure.js';
import { isWithin, textLimits } from '../../limits.js';
import { isDuplicateKey } from '../../storage/failures.js';
import { withinAnswerTime } from '../../storage/within-answer-time.js';
import { runGuildTransaction } from '../../storage/transaction/guild-transaction.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';
import { findRecorded } from './find-recorded.js';
import { hashRequest, type Request } from './request.js';

/** An expense as its author knows it; its number, shares and debts follow when it is saved. */
export interface NewExpense extends Request {
  readonly channelId?: string;
  readonly description: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** Their amounts make the total. */
  readonly payers: readonly Payment[];
  /** In the order typed, each person once. */
  readonly participantIds: readonly string[];
  readonly split: Split;
  /** `2026-11-24` */
  readonly date: string;
  readonly category?: string;
  /** What the author typed, kept so that an edit can start from it. */
  readonly typed: ExpenseRecord['typed'];
  /** What the answer says besides the expense itself. */
  readonly notes?: ExpenseNotes;
  readonly receiptName?: string;
  readonly now: Date;
}

export interface Recorded {
  readonly expense: Expense;
  /** The same request came before, and saved it. */
  readonly replayed: boolean;
}

/**
 * Saves an expense and the balances that it makes in one transaction. The same request again returns what the
 * first one saved.
 * @throws UserError `requestReused` when a request comes again with other input, and what `checkSplit` throws
 * @throws RangeError for input that no command should hand on
 * @throws StorageUnavailable, OutcomeUnknown
 */
export async function recordExpense(storage: Storage, expense: NewExpense): Promise<Recorded> {
  checkExpense(expense);
  try {
    const recorded = await runGuildTransaction(
      storage,
      expense.guildId,
      async ({ session, guild, count, write }) => {
        const { record, debts } = makeRecord(expense, guild.lastNumber);
        count({ ...record, isVoid: false }, 1);
        write({ kind: 'insert', collection: 'expenses', document: record });
        write(...(await changeBalances(storage, { ...expense, debts }, session)));
        return { record, debts };
      },
      { takesNumber: true, people: expense.participantIds.length },
    );
    return { expense: toExpense({ ...recorded.record, debts: recorded.debts }), replayed: false };
  } catch (error) {
    // The transaction took its number back with it.
    if (!isDuplicateKey(error)) throw error;
    return { expense: await replay(storage, expense, error), replayed: true };
  }
}

/**
 * Checks what a schema would, and that shares and payments add up. People's mistakes were found before, so a failure
 * here is a bug.
 */
function checkExpense(expense: NewExpense): void {
  const { amountMinor, currency, payers, participantIds, split } = expense;
  const { description, category = '', date } = expense;
  if (
    description === '' ||
    !isWithin(description, textLimits.description) ||
    !isWithin(category, textLimits.category) ||
    !/^\d{4}-\d\d-\d\d$/.test(date)
  ) {
    throw new RangeError('The description, category or date of an expense is not as it should be');
  }
  const iso = getCurrency(currency);
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1 || amountMinor > maxAmountMinor(iso)) {
    throw new RangeError('The amount of an expense must be within the limits of its currency');
  }
  checkSplit(split, amountMinor, iso, participantIds.length);
  if (new Set(participantIds).size !== participantIds.length) {
    throw new RangeError('Each person shares an expense once');
  }
  const paid = payers.map((payer) => payer.amountMinor);
  checkAmountsMinor(paid);
  if (paid.reduce((sum, amount) => sum + amount, 0) !== amountMinor) {
    throw new RangeError('The payers must have paid the amount of the expense');
  }
}

function makeRecord(expense: NewExpense, number: number): { record: ExpenseRecord; debts: readonly Debt[] } {
  const { now, payers, participantIds, split, amountMinor, input: _input, ...known } = expense;
  const shares = splitExpense(split, amountMinor, participantIds.length, number);
  checkAmountsMinor(shares);
  const debts = debtsOfExpense(
    payers,
    participantIds.map((userId, index) => ({ userId, amountMinor: shares[index] ?? 0 })),
  );
  return {
    debts,
    record: {
      ...known,
      ...(known.category !== undefined && { categoryKey: toCategoryKey(known.category) }),
      number,
      kind: 'expense',
      requestHash: hashRequest(expense),
      version: 1,
      amountMinor,
      payers,
      split,
      participantIds,
      shares,
      ...(payers.length > 1 && { debts }),
      createdAt: now,
    },
  };
}

/** What was saved by another delivery of the request, at the same moment or before. */
async function replay(storage: Storage, request: Request, cause: unknown): Promise<Expense> {
  const stored = await findRecorded(storage, request).catch((error: unknown) => {
    // The request was saved before, so the person must not be told that nothing was.
    throw error instanceof StorageUnavailable
      ? new OutcomeUnknown('What was saved cannot be read', { cause: error })
      : error;
  });
  if (!stored) throw cause;
  return stored;
}

/** Remembers which message announced an expense. That is no change of the ledger: no version, no event. */
export async function noteMessage(
  storage: Storage,
  guildId: string,
  number: number,
  messageId: string,
): Promise<void> {
  await withinAnswerTime(storage.raw.expenses.updateOne({ guildId, number }, { $set: { messageId } }));
}
