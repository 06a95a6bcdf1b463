import { findCurrency } from '../../money/currency.js';
import { addMinor, type MinorSum } from '../../money/minor-sum.js';
import type { Debt, Payment } from '../../split/debts-of-expense.js';
import { isAmountMinor } from '../../storage/collections/amount.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
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
  if (payers.length > 1 || debts !== undefined) {
    if (debts === undefined || !bringEven(record, debts)) return { fault: 'debtsDiffer', number };
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
function isReadableRest({ kind, split, description, date, createdBy, createdAt }: ExpenseRecord): boolean {
  return (
    [kind, (split as Partial<ExpenseRecord>['split'])?.kind, description, createdBy].every(isText) &&
    /^\d{4}-\d\d-\d\d$/.test(date) &&
    (createdAt as unknown) instanceof Date
  );
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

/** Whether debts move to each payer what they paid over their share, and from each other what they share over it. */
function bringEven(record: MoneyOfExpense, debts: NonNullable<ExpenseRecord['debts']>): boolean {
  const nets = new Map<string, MinorSum>();
  const add = (userId: string, minor: MinorSum) => nets.set(userId, addMinor(nets.get(userId) ?? 0, minor));
  for (const { userId, amountMinor } of record.payers) add(userId, amountMinor);
  for (const { userId, amountMinor } of sharesOf(record)) add(userId, -amountMinor);
  for (const { debtorId, creditorId, amountMinor } of debts) {
    add(debtorId, amountMinor);
    add(creditorId, -amountMinor);
  }
  return [...nets.values()].every((net) => net === 0);
}
