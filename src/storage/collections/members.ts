import { Schema } from 'mongoose';
import { textLimits } from '../../limits.js';
import { limitedText } from './limited-text.js';

/** A user in a server, with the name that this server shows. */
export interface MemberRecord {
  readonly guildId: string;
  readonly userId: string;
  /** Missing after the person was erased, until they type a command or are named again. */
  readonly name?: string;
  /** When the bot first met them here. */
  readonly metAt: Date;
  /** Set while they are not in the server. */
  readonly hasLeft?: true;
}

export const memberSchema = new Schema<MemberRecord>(
  {
    guildId: { type: String, required: true },
    userId: { type: String, required: true },
    name: limitedText(textLimits.name),
    metAt: { type: Date, required: true },
    hasLeft: { type: Boolean },
  },
  { collection: 'members', strict: 'throw', versionKey: false },
)
  .index({ guildId: 1, userId: 1 }, { unique: true })
  .index({ guildId: 1, hasLeft: 1 })
  // A person's servers: for their summary, download and erasure.
  .index({ userId: 1 });
