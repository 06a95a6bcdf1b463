import { bringEven } from '../../split/bring-even.js';
import type { Debt, Payment } from '../../split/debts-of-expense.js';
import { checkAmountsMinor } from '../../storage/collections/amount.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Change } from './change.js';
import { checkContent, makeContent, type ExpenseContent } from './expense-content.js';
import { hashRequest, type Request } from './request.js';
import { checkPaymentRight, type Permit } from './rights.js';

/** A payment that one member made to another, as it is recorded. Hisaab moves no money itself. */
export interface NewPayment extends Request {
  readonly payerId: string;
  readonly receiverId: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** As it was typed. */
  readonly typedAmount: string;
  /** It was typed with more decimals than the currency has. */
  readonly isRounded?: boolean;
  /** What the payer owes the receiver after it, for its message; negative where it is the receiver who owes. */
  readonly leftMinor?: number;
  /** What it was for, or that it is a payment. */
  readonly description: string;
  /** `2026-11-24` */
  readonly date: string;
  /**
   * What it adds to the ledger where it goes through the debts of others, as `routePayment` finds it. Undefined: the
   * receiver owes the payer the amount.
   */
  readonly route?: readonly Debt[];
  readonly permit: Permit;
  readonly channelId?: string;
  readonly now: Date;
}

/**
 * Adds a payment under the next number of the expenses. It cannot be done, by UserError, where it is between two others
 * (`paymentOfOthers`).
 * @throws RangeError for input that no command should hand on
 */
export function addPayment(payment: NewPayment): Change {
  const { permit, now } = payment;
  const content = toContent(payment);
  checkPayment(payment, content);
  return {
    request: payment,
    now,
    people: content.participantIds.length,
    numbers: [],
    plan({ nextNumber }) {
      // Asked here, so that the same request again is answered as before, whatever they may do by now.
      const { isConfirmed } = checkPaymentRight(payment, permit);
      return { kind: 'add', added: makeRecord(payment, content, isConfirmed, nextNumber) };
    },
  };
}

/**
 * As `checkContent`. A route comes to the payment itself, and names each pair once: a statement has one line for each
 * expense.
 * @throws RangeError
 */
function checkPayment(payment: NewPayment, content: ExpenseContent): void {
  const { payerId, receiverId, amountMinor, route } = payment;
  if (payerId === receiverId) throw new RangeError('Nobody pays themselves');
  checkContent(content);
  if (!route) return;
  checkAmountsMinor(route.map((debt) => debt.amountMinor));
  const pairs = new Set(route.map(({ debtorId, creditorId }) => [debtorId, creditorId].sort().join(' ')));
  const isToSelf = route.some(({ debtorId, creditorId }) => debtorId === creditorId);
  const isEven = bringEven([{ userId: payerId, amountMinor }], [{ userId: receiverId, amountMinor }], route);
  if (isToSelf || pairs.size !== route.length || !isEven) {
    throw new RangeError('The route of a payment must come to the payment, and name each pair once');
  }
}

/**
 * The receiver stands first among those who share, and the payer first among those who pay. Others through whose debts it
 * goes stand behind both with nothing, so that it is found among what is between any two of them.
 */
function toContent(payment: NewPayment): ExpenseContent {
  const { payerId, receiverId, currency, amountMinor, typedAmount, description, date, route = [] } = payment;
  const passed = [...new Set(route.flatMap(({ debtorId, creditorId }) => [debtorId, creditorId]))].filter(
    (userId) => userId !== payerId && userId !== receiverId,
  );
  const withNothing = (userId: string): Payment => ({ userId, amountMinor: 0 });
  return {
    description,
    currency,
    amountMinor,
    payers: [{ userId: payerId, amountMinor }, ...passed.map(withNothing)],
    participantIds: [receiverId, ...passed],
    split: { kind: 'exact', values: [amountMinor, ...passed.map(() => 0)] },
    date,
    typed: { amount: typedAmount, for: receiverId, paidBy: payerId },
    ...notesOf(payment),
  };
}

function notesOf({ isRounded, leftMinor }: NewPayment): Pick<ExpenseContent, 'notes'> {
  if (!isRounded && leftMinor === undefined) return {};
  return {
    notes: {
      ...(isRounded && { amountRounded: true }),
      ...(leftMinor !== undefined && { leftMinor }),
    },
  };
}

function makeRecord(
  payment: NewPayment,
  content: ExpenseContent,
  isConfirmed: boolean,
  number: number,
): ExpenseRecord {
  const { guildId, requestId, createdBy, channelId, route, now } = payment;
  return {
    guildId,
    number,
    kind: 'settlement',
    requestId,
    requestHash: hashRequest(payment),
    version: 1,
    ...makeContent(content, number),
    ...(route && { debts: route }),
    ...(isConfirmed && { confirmedAt: now }),
    createdBy,
    createdAt: now,
    ...(channelId !== undefined && { channelId }),
  };
}
