import type { Debt, Payment } from '../split/debts-of-expense.js';
import type { Split } from '../split/split-expense.js';

/** What a person typed, kept so that an edit can start from it. */
export interface TypedExpense {
  readonly amount: string;
  readonly for: string;
  readonly paidBy?: string;
}

/** One expense of a server as it stands in the ledger. Amounts are in the currency's minor unit. */
export interface Expense {
  readonly guildId: string;
  /** Its number in this server, from 1, without gaps, never reused. */
  readonly number: number;
  readonly kind: 'expense' | 'settlement';
  readonly requestId: string;
  /** Raised by every change; an edit names the one it saw. */
  readonly version: number;
  readonly description: string;
  /** ISO 4217 code */
  readonly currency: string;
  readonly amountMinor: number;
  readonly payers: readonly Payment[];
  readonly split: Split;
  /** Who shares and how much, in the order typed; they make the amount. */
  readonly shares: readonly Payment[];
  /** Who owes whom for it; they take it out of the balances when it is void. */
  readonly debts: readonly Debt[];
  /** A day of the server's calendar, `2026-11-24`. */
  readonly date: string;
  readonly category?: string;
  readonly typed: TypedExpense;
  /** Name of the file of the receipt that hangs on the expense's message. */
  readonly receiptName?: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly channelId?: string;
  /** The message that announced it, once known. */
  readonly messageId?: string;
  readonly voidedAt?: Date;
}
