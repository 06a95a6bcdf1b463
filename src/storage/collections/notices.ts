import { Schema } from 'mongoose';
import type { ChannelRefusal } from '../../errors/user-error.js';
import { textLimits } from '../../limits.js';
import { limitedText } from './limited-text.js';

/** A message in the outbox, for a person or for a channel, which is delivered even if this process dies. */
export interface NoticeRecord {
  readonly kind: string;
  /** Missing for what concerns no server. */
  readonly guildId?: string;
  readonly userId?: string;
  readonly channelId?: string;
  /** Empty once it has been delivered; `withheld` when it may name somebody who was erased. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Discord creates a message with this nonce once, however often it is sent. */
  readonly nonce: string;
  readonly state: 'pending' | 'sent' | 'failed';
  /** Why Discord takes no message there, where that made it fail. */
  readonly refusal?: ChannelRefusal;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  /** Of the process that delivers it now. */
  readonly leaseToken?: string;
  readonly createdAt: Date;
  /** Once nothing is to be sent any more: when the database removes it. */
  readonly expiresAt?: Date;
}

/** The payload of a notice whose text was taken out, because it may name somebody who was erased. */
export const withheld: NoticeRecord['payload'] = { isWithheld: true };

/** Whether the text of a notice was taken out. */
export function isWithheld(payload: NoticeRecord['payload']): boolean {
  return payload['isWithheld'] === true;
}

export const noticeSchema = new Schema<NoticeRecord>(
  {
    kind: { type: String, required: true },
    guildId: String,
    userId: String,
    channelId: String,
    payload: { type: Schema.Types.Mixed, required: true },
    nonce: { ...limitedText(textLimits.nonce), required: true },
    state: { type: String, required: true, enum: ['pending', 'sent', 'failed'] },
    refusal: { type: String, enum: ['gone', 'unseen', 'unwritable'] },
    attempts: { type: Number, required: true, min: 0 },
    nextAttemptAt: { type: Date, required: true },
    leaseToken: String,
    createdAt: { type: Date, required: true },
    expiresAt: Date,
  },
  { collection: 'notices', strict: 'throw', versionKey: false, minimize: false },
)
  .index({ nonce: 1 }, { unique: true })
  .index({ state: 1, nextAttemptAt: 1 })
  .index({ userId: 1 })
  .index({ channelId: 1, state: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
