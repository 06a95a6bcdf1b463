import { Schema } from 'mongoose';

/** A person or a server was erased: every process must forget that it stored them. Kept until none can remember. */
export interface ErasureRecord {
  /** Missing where it was a server. */
  readonly userId?: string;
  /** When the person asked for it; absent where an earlier release wrote it. */
  readonly askedAt?: Date;
  readonly expiresAt: Date;
}

export const erasureSchema = new Schema<ErasureRecord>(
  { userId: String, askedAt: Date, expiresAt: { type: Date, required: true } },
  { collection: 'erasures', strict: 'throw', versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
