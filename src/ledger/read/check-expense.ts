import { isDeepStrictEqual } from 'node:util';
import { findCurrency } from '../../money/currency.js';
import { addMinor, type MinorSum } from '../../money/minor-sum.js';
import { bringEven } from '../../split/bring-even.js';
import type { Debt, Payment } from '../../split/debts-of-expense.js';
import { isAmountMinor } from '../../storage/collections/amount.js';
import type { Dispute, ExpenseRecord } from '../../storage/collections/expenses.js';
import { sharesOf } from '../to-expense.js';
import type { LedgerFault } from './ledger-fault.js';

/** The fields of an expense that balances come from. */
type MoneyOfExpense = Pick<
  ExpenseRecord,
  'number' | 'currency' | 'amountMinor' | 'payers' | 'participantIds' | 'shares' | 'debts'
>;

/** What is wrong in a stored expense by itself, first the worst; undefined: nothing. */
export function checkExpense(record: ExpenseRecord): LedgerFault | undefined {
  const { number, currency, amountMinor, payers, participantIds, shares, debts } = record;
  if (!isReadableMoney(record) || !isReadableRest(record)) return { fault: 'expenseUnreadable', number };
  if (participantIds.length !== shares.length) return { fault: 'sharesUnpaired', number };
  const differs = (sumMinor: MinorSum) => ({ number, currency, amountMinor, sumMinor });
  const shared = shares.reduce<MinorSum>(addMinor, 0);
  if (shared !== amountMinor) return { fault: 'sharesDiffer', ...differs(shared) };
  const paid = payers.reduce<MinorSum>((sum, payer) => addMinor(sum, payer.amountMinor), 0);
  if (paid !== amountMinor) return { fault: 'paymentsDiffer', ...differs(paid) };
  if (!isPaymentOfTwo(record)) return { fault: 'expenseUnreadable', number };
  if (payers.length > 1 || debts !== undefined) {
    if (debts === undefined || !bringEven(payers, sharesOf(record), debts))
      return { fault: 'debtsDiffer', number };
  }
  return undefined;
}

/** Whether every field is of the kind that the rest of the ledger takes for granted. */
function isReadableMoney({
  number,
  currency,
  amountMinor,
  payers,
  participantIds,
  shares,
  debts,
}: MoneyOfExpense): boolean {
  return (
    Number.isSafeInteger(number) &&
    number >= 1 &&
    findCurrency(currency) !== undefined &&
    isAmountMinor(amountMinor) &&
    [payers, participantIds, shares].every((list) => Array.isArray(list) && list.length > 0) &&
    shares.every(isAmountMinor) &&
    participantIds.every((userId) => typeof userId === 'string') &&
    payers.every(isPayment) &&
    areDistinct(participantIds) &&
    areDistinct(payers.map(({ userId }) => userId)) &&
    (debts === undefined || (Array.isArray(debts) && debts.every(isDebt)))
  );
}

/** Without these an expense can be counted, but neither shown nor exported. */
function isReadableRest(record: ExpenseRecord): boolean {
  const { kind, split, description, date, createdBy, createdAt } = record;
  return (
    [kind, (split as Partial<ExpenseRecord>['split'])?.kind, description, createdBy].every(isText) &&
    /^\d{4}-\d\d-\d\d$/.test(date) &&
    isDate(createdAt) &&
    isReadableWord(record)
  );
}

/** What the receiver of a payment said of it, and who disputes it. */
function isReadableWord({ kind, voidedAt, confirmedAt, isRefused, disputes }: ExpenseRecord): boolean {
  return (
    (confirmedAt === undefined || (kind === 'settlement' && isDate(confirmedAt))) &&
    (isRefused === undefined || (kind === 'settlement' && voidedAt !== undefined)) &&
    (disputes === undefined || (Array.isArray(disputes) && disputes.length > 0 && areReadable(disputes)))
  );
}

function areReadable(disputes: readonly (Dispute | null)[]): boolean {
  return (
    disputes.every((one) => one !== null && isText(one.by) && isText(one.reason) && isDate(one.at)) &&
    areDistinct(disputes.map((one) => one?.by ?? ''))
  );
}

/**
 * Whether one person paid the whole of a payment to one other. Those through whose debts it goes stand behind both, with
 * nothing.
 */
function isPaymentOfTwo({ kind, amountMinor, payers, participantIds, shares }: ExpenseRecord): boolean {
  if (kind !== 'settlement') return true;
  const [payer, ...passed] = payers;
  const [receiverId, ...passedIds] = participantIds;
  return (
    payer?.amountMinor === amountMinor &&
    shares[0] === amountMinor &&
    payer.userId !== receiverId &&
    isDeepStrictEqual(
      passed.map(({ userId }) => userId),
      passedIds,
    )
  );
}

function isDate(value: unknown): boolean {
  return value instanceof Date;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function areDistinct(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}

function isPayment(payment: Payment | null): boolean {
  return payment !== null && typeof payment.userId === 'string' && isAmountMinor(payment.amountMinor);
}

function isDebt(debt: Debt | null): boolean {
  return debt !== null && debt.debtorId !== debt.creditorId && isAmountMinor(debt.amountMinor);
}
