import { UserError } from '../../errors/user-error.js';
import type { ChangeRecord } from '../../storage/collections/changes.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { Storage } from '../../storage/connect.js';
import { withinAnswerTime } from '../../storage/within-answer-time.js';
import { toExpense } from '../to-expense.js';
import type { Outcome } from './change.js';
import { isMadeBy, type Request } from './request.js';
import { toVersion } from './versions.js';

const readConcern = { level: 'majority' } as const;

/**
 * What a request to add something has done already, as it was then; undefined: it comes for the first time.
 * @throws UserError `requestReused` when its id came before with other input
 * @throws StorageUnavailable
 */
export async function findAdded(storage: Storage, request: Request): Promise<Outcome | undefined> {
  const { guildId, requestId } = request;
  const stored = await withinAnswerTime(
    storage.raw.expenses.findOne({ guildId, requestId }, { readConcern }),
  );
  if (!stored) return undefined;
  requireSame(stored, stored.createdBy, request);
  const first = await fetchVersion(storage, stored, 1);
  return { kind: 'add', expenses: [{ after: toExpense(first) }], replayed: true };
}

/** What a request to change something has done already. As `findAdded`. */
export async function findChanged(storage: Storage, request: Request): Promise<Outcome | undefined> {
  const { guildId, requestId } = request;
  const stored = await withinAnswerTime(storage.raw.changes.findOne({ guildId, requestId }, { readConcern }));
  if (!stored || stored.kind === 'anchor') return undefined;
  requireSame(stored, stored.by, request);
  const expenses = await Promise.all(
    stored.expenses.map(async ({ number, version }) => {
      const now = await withinAnswerTime(storage.raw.expenses.findOne({ guildId, number }, { readConcern }));
      if (!now) throw new UserError('expenseNotFound', { number });
      const [before, after] = await Promise.all([
        fetchVersion(storage, now, version - 1),
        fetchVersion(storage, now, version),
      ]);
      return { before: toExpense(before), after: toExpense(after) };
    }),
  );
  const { kind, settings } = stored;
  return { kind, expenses, ...(settings && { settings }), replayed: true };
}

function requireSame(
  { requestHash }: Pick<ChangeRecord, 'requestHash'>,
  createdBy: string,
  request: Request,
): void {
  if (!isMadeBy({ requestHash, createdBy }, request)) throw new UserError('requestReused');
}

/** An expense as it was in an earlier version. @throws StorageUnavailable */
async function fetchVersion(
  storage: Storage,
  expense: ExpenseRecord,
  version: number,
): Promise<ExpenseRecord> {
  if (expense.version === version) return expense;
  const { guildId, number } = expense;
  const changes = await withinAnswerTime(
    storage.raw.changes.find({ guildId, 'expenses.number': number }, { readConcern }).toArray(),
  );
  return toVersion(
    expense,
    version,
    changes.flatMap((change) => change.expenses),
  );
}
