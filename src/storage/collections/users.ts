import { Schema } from 'mongoose';

/** A person, by Discord id. Email and mobile reach only their owner and the weekly export. */
export interface UserRecord {
  readonly _id: string;
  readonly name: string;
  readonly email?: string;
  /** E.164 */
  readonly mobile?: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const userSchema = new Schema<UserRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true, minlength: 1, maxlength: 100 },
    email: { type: String, maxlength: 254 },
    mobile: { type: String, maxlength: 16 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'users', strict: 'throw', versionKey: false },
);
