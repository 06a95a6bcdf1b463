import { runChange } from '../../src/ledger/change/run-change.js';
import type { Change, Outcome } from '../../src/ledger/change/change.js';
import type { Storage } from '../../src/storage/connect.js';

/** What a change came to: the code of its error, or `done`. */
export function endOf(
  storedIn: Storage,
  change: Change,
  note: (outcome: Outcome) => void = () => undefined,
): Promise<string> {
  return runChange(storedIn, change).then(
    (outcome) => {
      note(outcome);
      return outcome.replayed ? 'replayed' : 'done';
    },
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}

export function countEnds(ends: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const end of ends) counts[end] = (counts[end] ?? 0) + 1;
  return counts;
}

/** Does something for each of a list, for a few at a time: a slow machine must answer all of them in time. */
export async function inTurns<T, R>(
  list: readonly T[],
  work: (item: T) => Promise<R>,
  atOnce = 50,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < list.length; from += atOnce) {
    results.push(...(await Promise.all(list.slice(from, from + atOnce).map(work))));
  }
  return results;
}
