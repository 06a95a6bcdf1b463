import { randomBytes } from 'node:crypto';
import { say } from '../../../commands/contract/answer.js';
import {
  OutcomeUnknown,
  ReadTooLong,
  StorageBusy,
  StorageUnavailable,
} from '../../errors/storage-failure.js';
import { UserError } from '../../errors/user-error.js';
import type { Exchange } from './exchange.js';
import type { Outcome } from './interaction-response.js';
import { renderReply } from './render-reply.js';

/** The outcome of an interaction, for the log. */
export interface Report {
  readonly command: string;
  /** `ok`, the code of a mistake, `storageBusy`, `storageUnavailable`, `outcomeUnknown` or `incident`. */
  readonly outcome: string;
  readonly delivery: Outcome['kind'] | 'failed';
  readonly incident?: string;
}

/** Tells only the person what went wrong, in their language. Never rejects. */
export async function apologise(exchange: Exchange, command: string, error: unknown): Promise<Report> {
  const { context, response, log } = exchange;
  const { mistake, incident } = explain(exchange, command, error);
  const message = renderReply({ ...say(context.voice.error(mistake)), tone: 'bad' }, context.voice, true);
  const report = { command, outcome: mistake.code, ...(incident && { incident }) };
  try {
    const outcome = await response.deliver({ message, ephemeral: true, isUpdate: false, isError: true });
    return { ...report, delivery: outcome.kind };
  } catch (err) {
    log.error({ err, command, incident }, 'an error could not be told');
    return { ...report, delivery: 'failed' };
  }
}

/** The `UserError` to show for an error. Other errors are logged, under the incident id that is shown. */
function explain(
  { interaction, log }: Exchange,
  command: string,
  error: unknown,
): { mistake: UserError; incident?: string } {
  if (error instanceof UserError) return { mistake: error as UserError };
  const incident = createIncidentId();
  const line = { err: error, command, guild: interaction.guildId, incident };
  if (error instanceof ReadTooLong) {
    log.warn(line, 'a read took too long');
    return { mistake: new UserError('readTooLong') };
  }
  if (error instanceof StorageBusy) {
    log.warn(line, 'the database has too much to do');
    return { mistake: new UserError('storageBusy') };
  }
  if (error instanceof OutcomeUnknown || error instanceof StorageUnavailable) {
    log.warn(line, 'the database did not answer');
    const code = error instanceof OutcomeUnknown ? 'outcomeUnknown' : 'storageUnavailable';
    return { mistake: new UserError(code, { id: incident }), incident };
  }
  log.error(line, 'an incident');
  return { mistake: new UserError('incident', { id: incident }), incident };
}

/** Short enough to read aloud: eight characters without similar-looking ones. */
function createIncidentId(): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(randomBytes(8), (byte) => alphabet[byte % 32]).join('');
}
