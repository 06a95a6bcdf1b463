import type { Debt, Payment } from '../../split/debts-of-expense.js';
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
  readonly isRounded: boolean;
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
 * Adds a payment under the next number of the expenses.
 * @throws UserError `paymentOfOthers`
 * @throws RangeError for input that no command should hand on
 */
export function addPayment(payment: NewPayment): Change {
  const { payerId, receiverId, permit, now } = payment;
  if (payerId === receiverId) throw new RangeError('Nobody pays themselves');
  const { isConfirmed } = checkPaymentRight(payment, permit);
  const content = toContent(payment);
  checkContent(content);
  return {
    request: payment,
    now,
    people: content.participantIds.length,
    numbers: [],
    plan: ({ nextNumber }) => ({ kind: 'add', added: makeRecord(payment, content, isConfirmed, nextNumber) }),
  };
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
    ...(payment.isRounded && { notes: { amountRounded: true } }),
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
