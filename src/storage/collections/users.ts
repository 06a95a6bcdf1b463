import { Schema } from 'mongoose';
import { textLimits } from '../../limits.js';
import { limitedText } from './limited-text.js';

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
    name: { ...limitedText(textLimits.name), required: true, minlength: 1 },
    email: limitedText(textLimits.email),
    mobile: limitedText(textLimits.mobile),
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'users', strict: 'throw', versionKey: false },
);
