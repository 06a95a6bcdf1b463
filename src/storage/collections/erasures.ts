import { Schema } from 'mongoose';

/** A person was erased: every process must forget that it stored them. Kept until none can remember. */
export interface ErasureRecord {
  readonly userId: string;
  readonly expiresAt: Date;
}

export const erasureSchema = new Schema<ErasureRecord>(
  { userId: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { collection: 'erasures', strict: 'throw', versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
