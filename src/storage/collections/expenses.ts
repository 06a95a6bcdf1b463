import { Schema } from 'mongoose';
import type { Debt, Payment } from '../../split/debts-of-expense.js';
import type { Split } from '../../split/split-expense.js';
import { textLimits } from '../../limits.js';
import { amountField, isAmountMinor } from './amount.js';
import { limitedText } from './limited-text.js';

/** An expense or a settlement as it is stored; amounts are in the currency's minor unit. */
export interface ExpenseRecord {
  readonly guildId: string;
  /** Its number in this server, from 1, without gaps, never reused. */
  readonly number: number;
  readonly kind: 'expense' | 'settlement';
  readonly requestId: string;
  /** Of what was typed, to tell the same request from another one with its id. */
  readonly requestHash: string;
  /** Raised by every change; an edit names the one it saw. */
  readonly version: number;
  readonly description: string;
  /** ISO 4217 code */
  readonly currency: string;
  readonly amountMinor: number;
  readonly payers: readonly Payment[];
  readonly split: Split;
  /** In the order typed. Parallel to `shares`: a thousand subdocuments would cost ten times as much. */
  readonly participantIds: readonly string[];
  readonly shares: readonly number[];
  /** Only where several paid; else they follow from payer and shares. */
  readonly debts?: readonly Debt[];
  /** A day of the server's calendar, `2026-11-24`. */
  readonly date: string;
  readonly category?: string;
  /** `toCategoryKey` of the category. */
  readonly categoryKey?: string;
  /** What its author typed, kept so that an edit can start from it; people by mentions, also where a name was typed. */
  readonly typed: { readonly amount: string; readonly for: string; readonly paidBy?: string };
  /** What its answer says besides, for the same request again. */
  readonly notes?: ExpenseNotes;
  /** Set where a receipt hangs on the expense's message: `receipt` with the ending of the file's name. */
  readonly receiptName?: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly channelId?: string;
  /** The message that announced it, once known. */
  readonly messageId?: string;
  readonly voidedAt?: Date;
  /** Of a settlement: when the receiver said that the money came. */
  readonly confirmedAt?: Date;
  /** Of a void settlement: the receiver said that the money did not come. */
  readonly isRefused?: true;
  /** Who disagrees with it now, each person once. */
  readonly disputes?: readonly Dispute[];
  /** The revision of the ledger that its first version made. Missing where a release without chains added it. */
  readonly revision?: number;
  /** The link of the chain that its first version made. */
  readonly hash?: string;
}

/** That somebody disagrees with an expense. It moves no money. */
export interface Dispute {
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

/** What became of the input on its way to the expense; a field is missing where nothing did. */
export interface ExpenseNotes {
  /** The amount had more decimals than the currency. */
  readonly amountRounded?: true;
  /** A share had. */
  readonly valuesRounded?: true;
  /** The date lay ahead when the expense was added. */
  readonly dateAhead?: true;
  /** Those of an earlier expense who had left the server; they do not share. */
  readonly leftOut?: readonly string[];
  /** Of a payment: what the payer owed the receiver after it; negative where it was the receiver who owed. */
  readonly leftMinor?: number;
}

const text = { type: String, required: true } as const;
const part = { _id: false, strict: 'throw' } as const;
const paymentSchema = new Schema<Payment>({ userId: text, amountMinor: amountField }, part);
const debtSchema = new Schema<Debt>({ debtorId: text, creditorId: text, amountMinor: amountField }, part);
const disputeSchema = new Schema<Dispute>(
  {
    by: text,
    at: { type: Date, required: true },
    reason: { ...limitedText(textLimits.reason), required: true },
  },
  part,
);
const amountList = {
  type: [Number],
  required: true,
  validate: (amounts: number[]) => amounts.every(isAmountMinor),
};

export const expenseSchema = new Schema<ExpenseRecord>(
  {
    guildId: text,
    number: { type: Number, required: true, min: 1 },
    kind: { ...text, enum: ['expense', 'settlement'] },
    requestId: text,
    requestHash: text,
    version: { type: Number, required: true, min: 1 },
    description: { ...limitedText(textLimits.description), required: true },
    currency: { ...text, match: /^[A-Z]{3}$/ },
    amountMinor: amountField,
    payers: { type: [paymentSchema], required: true },
    split: new Schema(
      {
        kind: { ...text, enum: ['equal', 'exact', 'percent', 'shares'] },
        // Numbers and the word `rest`.
        values: { type: [Schema.Types.Mixed], required: true },
        extraDigits: { type: Number, min: 1 },
      },
      part,
    ),
    participantIds: { type: [String], required: true },
    shares: amountList,
    debts: { type: [debtSchema], default: undefined },
    date: { ...text, match: /^\d{4}-\d{2}-\d{2}$/ },
    category: limitedText(textLimits.category),
    categoryKey: String,
    typed: new Schema({ amount: String, for: String, paidBy: String }, part),
    notes: new Schema<ExpenseNotes>(
      {
        amountRounded: Boolean,
        valuesRounded: Boolean,
        dateAhead: Boolean,
        leftOut: { type: [String], default: undefined },
        leftMinor: Number,
      },
      part,
    ),
    receiptName: String,
    createdBy: text,
    createdAt: { type: Date, required: true },
    channelId: String,
    messageId: String,
    voidedAt: Date,
    confirmedAt: Date,
    isRefused: Boolean,
    disputes: { type: [disputeSchema], default: undefined },
    revision: Number,
    hash: String,
  },
  { collection: 'expenses', strict: 'throw', versionKey: false },
)
  .index({ guildId: 1, number: 1 }, { unique: true })
  .index({ guildId: 1, requestId: 1 }, { unique: true })
  // A month of long ago is as near as this one.
  .index({ guildId: 1, date: 1, number: 1 })
  // For a pair with few expenses: one of the two paid. MongoDB may choose it; SecantusDB walks the numbers.
  .index({ guildId: 1, 'payers.userId': 1, number: 1 });
