import { UserError } from '../../errors/user-error.js';
import type { Storage } from '../../storage/connect.js';
import { withinAnswerTime } from '../../storage/within-answer-time.js';
import type { Expense } from '../expense.js';
import { toExpense } from '../to-expense.js';
import { isMadeBy, type Request } from './request.js';

/**
 * What a request has saved already; undefined: it comes for the first time.
 * @throws UserError `requestReused` when its id came before with other input
 * @throws StorageUnavailable
 */
export async function findRecorded(storage: Storage, request: Request): Promise<Expense | undefined> {
  const { guildId, requestId } = request;
  const stored = await withinAnswerTime(
    storage.raw.expenses.findOne({ guildId, requestId }, { readConcern: { level: 'majority' } }),
  );
  if (!stored) return undefined;
  if (!isMadeBy(stored, request)) throw new UserError('requestReused');
  return toExpense(stored);
}
