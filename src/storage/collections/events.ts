import { Schema } from 'mongoose';
import { textLimits } from '../../limits.js';
import { limitedText } from './limited-text.js';

/** A change of an expense after its first version: who did what when, with the fields before and after. */
export interface EventRecord {
  readonly guildId: string;
  readonly number: number;
  /** The version that the change made. */
  readonly version: number;
  readonly kind: 'edit' | 'void' | 'restore' | 'dispute' | 'confirm';
  readonly requestId: string;
  readonly actorId: string;
  readonly at: Date;
  readonly reason?: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

export const eventSchema = new Schema<EventRecord>(
  {
    guildId: { type: String, required: true },
    number: { type: Number, required: true },
    version: { type: Number, required: true },
    kind: { type: String, required: true, enum: ['edit', 'void', 'restore', 'dispute', 'confirm'] },
    requestId: { type: String, required: true },
    actorId: { type: String, required: true },
    at: { type: Date, required: true },
    reason: limitedText(textLimits.reason),
    before: { type: Schema.Types.Mixed, required: true },
    after: { type: Schema.Types.Mixed, required: true },
  },
  { collection: 'events', strict: 'throw', versionKey: false, minimize: false },
)
  .index({ guildId: 1, number: 1, version: 1 }, { unique: true })
  .index({ guildId: 1, requestId: 1 }, { unique: true });
