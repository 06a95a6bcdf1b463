import type { Permit } from '../../src/ledger/ledger.js';
import type { ServerContext } from '../contract/context.js';
import { permitOf } from './permit.js';

/** What a press or a command asks to change, as the ledger takes it. @param input everything that was typed */
export function requestOf<Input extends Readonly<Record<string, unknown>>>(
  input: Input,
  context: ServerContext,
): {
  readonly guildId: string;
  readonly requestId: string;
  readonly createdBy: string;
  readonly input: Input;
  readonly permit: Permit;
  readonly now: Date;
} {
  const { guildId, requestId, actor, now } = context;
  return { guildId, requestId, createdBy: actor.userId, input, permit: permitOf(context), now };
}
