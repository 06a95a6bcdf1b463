import { UserError } from '../../errors/user-error.js';
import type { ChangeRecord } from '../../storage/collections/changes.js';
import type { Storage } from '../../storage/connect.js';
import { withinAnswerTime } from '../../storage/within-answer-time.js';
import type { Outcome } from './change.js';
import { isMadeBy, type Request } from './request.js';
import { toAdded, toChanged } from './versions.js';

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
  const changes = stored.version === 1 ? [] : await fetchChanges(storage, guildId, [stored.number]);
  return { kind: 'add', expenses: [toAdded(stored, changes)], replayed: true };
}

/** What a request to change something has done already. As `findAdded`. */
export async function findChanged(storage: Storage, request: Request): Promise<Outcome | undefined> {
  const { guildId, requestId } = request;
  const stored = await withinAnswerTime(storage.raw.changes.findOne({ guildId, requestId }, { readConcern }));
  if (!stored || stored.kind === 'anchor') return undefined;
  requireSame(stored, stored.by, request);
  const numbers = stored.expenses.map(({ number }) => number);
  const found = await withinAnswerTime(
    storage.raw.expenses.find({ guildId, number: { $in: numbers } }, { readConcern }).toArray(),
  );
  const changes = await fetchChanges(storage, guildId, numbers);
  const expenses = stored.expenses.map((change) => {
    const expense = found.find(({ number }) => number === change.number);
    if (!expense) throw new UserError('expenseNotFound', { number: change.number });
    return toChanged(change, expense, changes);
  });
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

function fetchChanges(
  storage: Storage,
  guildId: string,
  numbers: readonly number[],
): Promise<ChangeRecord[]> {
  return withinAnswerTime(
    storage.raw.changes.find({ guildId, 'expenses.number': { $in: numbers } }, { readConcern }).toArray(),
  );
}
