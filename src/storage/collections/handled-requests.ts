import { Schema } from 'mongoose';

/**
 * A request that was carried out, and must not be when Discord delivers it again. For changes that leave no id of
 * their request: an expense has one, a profile has not.
 */
export interface HandledRequestRecord {
  /** The id of the interaction. */
  readonly _id: string;
  readonly expiresAt: Date;
}

export const handledRequestSchema = new Schema<HandledRequestRecord>(
  { _id: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { collection: 'handledRequests', strict: 'throw', versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
