import { Schema } from 'mongoose';
import { textLimits } from '../../limits.js';
import type { ExpenseRecord } from './expenses.js';
import type { GuildSettings } from './guilds.js';
import { limitedText } from './limited-text.js';

/** What a change can be. Adding an expense is none of these: the first version of an expense says itself who did it when. */
export const changeKinds = [
  'edit',
  'void',
  'restore',
  'confirm',
  'dispute',
  'withdraw',
  'closeDispute',
  'settings',
  'anchor',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/**
 * A change of a ledger after what was added to it: who did what when, with what stood there before and after.
 * Never changed itself, and never deleted.
 */
export interface ChangeRecord {
  readonly guildId: string;
  /** The revision of the ledger that it made: its place in the order of all changes. */
  readonly revision: number;
  readonly kind: ChangeKind;
  readonly requestId: string;
  /** Of what was typed, to tell the same request from another one with its id. */
  readonly requestHash: string;
  readonly by: string;
  readonly at: Date;
  readonly reason?: string;
  /** In the order of their numbers. */
  readonly expenses: readonly ExpenseChange[];
  /** Of the server's settings. */
  readonly settings?: SettingsChange;
  /** Of the expenses that were added without a link of their own: the ledger before chains were kept. */
  readonly anchor?: { readonly fromNumber: number; readonly toNumber: number; readonly digest: string };
  /** The link of the chain that it makes. */
  readonly hash: string;
}

export interface ExpenseChange {
  readonly number: number;
  /** The version that it made. */
  readonly version: number;
  /** The fields that it changed; null where there was nothing, or is nothing now. */
  readonly before: ChangedFields;
  readonly after: ChangedFields;
}

/** The settings that a change changed; null where there was nothing, or is nothing now. */
export interface SettingsChange {
  readonly before: ChangedSettings;
  readonly after: ChangedSettings;
}

export type ChangedSettings = { readonly [Name in keyof GuildSettings]?: GuildSettings[Name] | null };

/** The fields of an expense that a change can change. */
export const changeableFields = [
  'description',
  'currency',
  'amountMinor',
  'payers',
  'split',
  'participantIds',
  'shares',
  'debts',
  'date',
  'category',
  'categoryKey',
  'typed',
  'notes',
  'receiptName',
  'voidedAt',
  'confirmedAt',
  'isRefused',
  'disputes',
] as const satisfies readonly (keyof ExpenseRecord)[];
export type ChangeableField = (typeof changeableFields)[number];

export type ChangedFields = { readonly [Field in ChangeableField]?: ExpenseRecord[Field] | null };

const text = { type: String, required: true } as const;
const number = { type: Number, required: true, min: 1 } as const;
const part = { _id: false, strict: 'throw', minimize: false } as const;
const fields = { type: Schema.Types.Mixed, required: true } as const;

export const changeSchema = new Schema<ChangeRecord>(
  {
    guildId: text,
    revision: number,
    kind: { ...text, enum: changeKinds },
    requestId: text,
    requestHash: text,
    by: text,
    at: { type: Date, required: true },
    reason: limitedText(textLimits.reason),
    expenses: {
      type: [new Schema<ExpenseChange>({ number, version: number, before: fields, after: fields }, part)],
      required: true,
    },
    settings: new Schema<SettingsChange>({ before: fields, after: fields }, part),
    anchor: new Schema({ fromNumber: number, toNumber: number, digest: text }, part),
    hash: text,
  },
  { collection: 'changes', strict: 'throw', versionKey: false, minimize: false },
)
  .index({ guildId: 1, revision: 1 }, { unique: true })
  .index({ guildId: 1, requestId: 1 }, { unique: true })
  .index({ guildId: 1, 'expenses.number': 1, revision: 1 });
