import { Schema } from 'mongoose';

/**
 * What is left of a server whose data were erased: when, and how much there was. So a comparison with an earlier export
 * tells an erased ledger from a lost one.
 */
export interface ErasedServerRecord {
  /** The id of the server. */
  readonly _id: string;
  readonly erasedAt: Date;
  /** How many expenses and payments it had, all its ledgers together. */
  readonly expenses: number;
}

export const erasedServerSchema = new Schema<ErasedServerRecord>(
  {
    _id: { type: String, required: true },
    erasedAt: { type: Date, required: true },
    expenses: { type: Number, required: true, min: 0 },
  },
  { collection: 'erasedServers', strict: 'throw', versionKey: false },
);
